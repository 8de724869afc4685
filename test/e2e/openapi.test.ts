import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

let server: TestServer;
let folder: string;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
let document: any;

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(root, 'node_modules/.openapi-test-'));
  const reply = await fetch(`${server.address}/openapi.json`);
  document = await reply.json();
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Standard output, whatever the exit code. */
const output = (file: string, args: readonly string[]): Promise<string> =>
  run(file, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 ** 2,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout?: string }).stdout || String(error),
  );

it('is OpenAPI 3.1.0 with an operation for each deployed lambda, for POST and for GET', () => {
  expect(document.openapi).toBe('3.1.0');
  const path = '/v1/orgs/self/ws/commons/lambdas/grown/tags/latest';
  const { post } = document.paths[path];
  const { get } = document.paths[`${path}/rows`];

  expect([post.operationId, get.operationId]).toEqual(['commons_grown', 'commons_grown_rows']);
  expect(post.requestBody.content['application/json'].schema.properties.arguments).toEqual({
    type: 'object',
    properties: {
      age: {
        type: 'integer',
        format: 'int64',
        minimum: 0,
        maximum: 150,
        description: 'Years',
        default: 18,
        examples: [30],
      },
      name: { type: ['string', 'null'] },
    },
    additionalProperties: false,
  });
  expect(post.responses['200'].content['application/json'].schema.properties.results.items).toEqual({
    type: 'object',
    properties: {
      _id: { type: ['string', 'null'] },
      name: { type: ['string', 'null'] },
      age: { type: ['integer', 'null'], format: 'int64' },
      born: { type: ['string', 'null'], format: 'date' },
    },
    required: ['_id', 'name', 'age', 'born'],
  });
});

it('has no error by the recommended rules of redocly', async () => {
  const report = JSON.parse(
    await output(bin('redocly'), [
      'lint',
      'openapi.json',
      '--extends=recommended',
      '--format=json',
      '--max-problems=1000',
    ]),
  );

  expect(report.problems.filter((problem: { severity: string }) => problem.severity === 'error')).toEqual([]);
});

it('has no error by spectral:oas', async () => {
  await writeFile(join(folder, 'ruleset.yaml'), 'extends: ["spectral:oas"]\n');
  const report = await output(bin('spectral'), [
    'lint',
    'openapi.json',
    '--ruleset',
    'ruleset.yaml',
    '--format',
    'json',
    '--quiet',
  ]);
  const problems = JSON.parse(report.slice(report.indexOf('['))) as { severity: number }[];

  expect(problems.filter((problem) => problem.severity === 0)).toEqual([]);
});

it('makes a client that compiles under tsc --strict and calls the lambda with typed rows', async () => {
  await output(bin('openapi-typescript'), ['openapi.json', '-o', 'api.d.ts']);
  await writeFile(
    join(folder, 'call.mts'),
    `import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const client = createClient<paths>({ baseUrl: process.argv[2]!, headers: { Authorization: 'ApiKey ' + process.argv[3] } });
const path = '/v1/orgs/self/ws/commons/lambdas/grown/tags/latest';
const { data } = await client.POST(path, { body: { arguments: { age: 90 } } });
const ages: (number | null)[] = data!.results.map((row) => row.age);
// @ts-expect-error there is no such column
data!.results[0]!.nothing;
// @ts-expect-error a number is expected
void client.POST(path, { body: { arguments: { age: 'old' } } });
console.log(JSON.stringify(ages));
process.exit(0);
`,
  );
  const compiled = await output(bin('tsc'), [
    '--ignoreConfig',
    '--strict',
    '--noUncheckedIndexedAccess',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
    '--skipLibCheck',
    'call.mts',
  ]);
  expect(compiled).toBe('');

  expect((await output(process.execPath, ['call.mjs', server.address, server.app.key])).trim()).toBe('[99]');
});

it('renders at /docs with everything it loads served from here', async () => {
  const page = await (await fetch(`${server.address}/docs`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);

  expect(sources.every((source) => source.startsWith('/docs/'))).toBe(true);
  const statuses = await Promise.all(sources.map(async (source) => (await fetch(`${server.address}${source}`)).status));
  expect(statuses).toEqual(sources.map(() => 200));
});
