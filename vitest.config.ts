import { defineConfig } from 'vitest/config';

// Every running query holds one of libuv's threads; the bin sets this too. Workers inherit it before they begin.
process.env.UV_THREADPOOL_SIZE ??= '16';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const project = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  test: { name, include, testTimeout: 30_000, hookTimeout: 60_000, ...extra },
});

/** For projects whose tests talk to Kafka, S3 or Elasticsearch, which have the cores to share with three workers. */
const withServers = { globalSetup: './test/servers/vitest-setup.ts', testTimeout: 60_000 };

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // More than two cores have work for, as half of the files wait for servers, sessions and leases; not many more, as DuckDB's own threads are
    // busy beside them.
    maxWorkers: 3,
    projects: [
      project('unit', ['src/**/*.test.ts']),
      project('golden', ['test/golden/**/*.test.ts', 'test/retool/**/*.test.ts']),
      project('conformance', ['test/conformance/**/*.test.ts'], withServers),
      project('property', ['test/property/**/*.test.ts'], withServers),
      project('integration', ['test/integration/**/*.test.ts', 'test/servers/**/*.test.ts'], withServers),
      project('e2e', ['test/e2e/**/*.test.ts'], { ...withServers, testTimeout: 120_000, hookTimeout: 120_000 }),
      project('faults', ['test/faults/**/*.test.ts'], { ...withServers, testTimeout: 120_000, hookTimeout: 120_000 }),
      project('docs', ['test/docs/**/*.test.ts'], { testTimeout: 60_000 }),
    ],
  },
});
