import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import { loadConfig, type LoadConfigOptions } from './load-config.ts';

const projectWith = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-config-'));
  writeFileSync(join(folder, 'rockpool.yaml'), text);
  return folder;
};

const load = (text: string, more: Partial<LoadConfigOptions> = {}) =>
  loadConfig({ projectFolder: projectWith(text), flags: {}, environment: {}, ...more });

const refusal = (text: string, more: Partial<LoadConfigOptions> = {}) => {
  try {
    load(text, more);
  } catch (error) {
    if (error instanceof RockpoolError) {
      return {
        code: error.code,
        problems: (error.details.problems ?? []).map(({ line, column, message }) =>
          line === undefined ? message : `${line}:${column} ${message}`,
        ),
      };
    }
    throw error;
  }
  throw new Error('it was loaded');
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    const folder = projectWith('server: {}\n');

    expect(loadConfig({ projectFolder: folder, flags: {}, environment: {} })).toEqual({
      projectFolder: folder,
      file: join(folder, 'rockpool.yaml'),
      server: {
        host: '127.0.0.1',
        port: 8080,
        log: 'text',
        maxBodyBytes: 12 * 1024 ** 2,
        maxConcurrentQueries: 8,
        maxQueuedQueries: 200,
      },
      store: { engine: 'embedded', path: join(folder, '.rockpool') },
      query: {
        timeoutMs: 120_000,
        rows: 100_000,
        scanRows: 1_000_000,
        scanBytes: 256 * 1024 ** 2,
        memoryBytes: 1024 ** 3,
        resultTtlMs: 3_600_000,
      },
      ingest: {
        maxRecordBytes: 4 * 1024 ** 2,
        batchRecords: 10_000,
        memoryBytes: 512 * 1024 ** 2,
        maxObjectBytes: 10 * 1024 ** 3,
        deadLettersMs: 30 * 86_400_000,
      },
      integrations: {},
    });
  });

  it('reads every option from the file', () => {
    const text = `
server: { host: 0.0.0.0, port: 0, log: json, tls: { cert: c.pem, key: k.pem }, max_body_bytes: 1MB, max_concurrent_queries: 2, max_queued_queries: 0 }
store: { engine: embedded, path: /data }
query: { timeout: 1.5s, rows: 7, scan_rows: 8, scan_bytes: 9kB, memory: 64MiB, result_ttl: 5m }
ingest: { max_record_bytes: 4096, batch_records: 10, memory: 1GB, max_object_bytes: 1kB, keep_dead_letters: 1h }
integrations: { events: { kind: files, path: demo } }
`;
    const folder = projectWith(text);

    expect(loadConfig({ projectFolder: folder, flags: {}, environment: { ROCKPOOL_API_KEY: 'k' } })).toEqual({
      projectFolder: folder,
      file: join(folder, 'rockpool.yaml'),
      server: {
        host: '0.0.0.0',
        port: 0,
        log: 'json',
        tls: { cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') },
        maxBodyBytes: 1e6,
        maxConcurrentQueries: 2,
        maxQueuedQueries: 0,
      },
      store: { engine: 'embedded', path: '/data' },
      query: {
        timeoutMs: 1500,
        rows: 7,
        scanRows: 8,
        scanBytes: 9000,
        memoryBytes: 64 * 1024 ** 2,
        resultTtlMs: 300_000,
      },
      ingest: {
        maxRecordBytes: 4096,
        batchRecords: 10,
        memoryBytes: 1e9,
        maxObjectBytes: 1000,
        deadLettersMs: 3_600_000,
      },
      integrations: { events: { kind: 'files', path: join(folder, 'demo') } },
      bootstrapKey: 'k',
    });
  });

  it('is frozen to its depth', () => {
    const config = load('integrations: { a: { kind: files, path: x } }\n');

    expect(() => Object.assign(config.integrations['a']!, { path: 'y' })).toThrow(TypeError);
  });

  it('lets flags win over the file', () => {
    expect(
      load('server: { host: a, port: 1, log: text }\n', { flags: { host: 'b', port: '2', log: 'json' } }).server,
    ).toMatchObject({ host: 'b', port: 2, log: 'json' });
  });

  it('takes values from the environment, numbers too, and defaults for what is unset or empty', () => {
    const text = 'server: { host: "${H}", port: "${P:-9}" }\nstore: { path: "${ROOT:-a}/${SUB:-b}" }\n';

    expect(load(text, { environment: { H: 'h', ROOT: '' } }).server).toMatchObject({ host: 'h', port: 9 });
    expect(load(text, { environment: { H: '${P}', P: '17' } }).server).toMatchObject({ host: '${P}', port: 17 });
    expect(load(text, { environment: { H: 'h' } }).store.path.endsWith('/a/b')).toBe(true);
  });

  it('reads another file of the project', () => {
    const folder = projectWith('server: {}\n');
    writeFileSync(join(folder, 'other.yaml'), 'server: { port: 99 }\n');

    expect(loadConfig({ projectFolder: folder, file: 'other.yaml', flags: {}, environment: {} }).server.port).toBe(99);
  });

  it.each([
    ['server: { port: "8080" }\n', ['1:17 "server.port" must be a whole number from 0 to 65535, not "8080".']],
    ['server: { port: 70000 }\n', ['1:17 "server.port" must be a whole number from 0 to 65535, not 70000.']],
    ['serber: {}\n', ['1:1 unknown key "serber". Did you mean "server"?']],
    ['server: { prot: 1 }\n', ['1:11 unknown key "prot". Did you mean "port"?']],
    ['server: []\n', ['1:9 "server" must be a set of keys, not an empty list.']],
    ['server: { tls: { cert: a } }\n', ['1:11 "server.tls" needs "key": a text that is not empty.']],
    ['server: { log: loud }\n', ['1:16 "server.log" must be text or json, not "loud".']],
    ['query: { timeout: 30 }\n', ['1:19 "query.timeout" must be a duration such as 30s, 5m or 90d, not 30.']],
    ['query: { memory: lots }\n', ['1:18 "query.memory" must be a size such as 512MiB or 10MB, not "lots".']],
    ['store: { engine: mongo }\n', ['1:18 "store.engine" must be embedded or elasticsearch, not "mongo".']],
    ['integrations: { k: { kind: files } }\n', ['1:17 "integrations.k" needs "path": a text that is not empty.']],
    [
      'integrations: { "a b": { kind: files, path: x } }\n',
      ['1:17 "a b" is not a name. Expected letters, digits, _ and - (up to 100, a letter or digit first).'],
    ],
    ['- 1\n', ['1:1 the file must be a set of keys, not a list.']],
    ['server: { host: "${a b}" }\n', ['1:17 "${a b}" is not a variable; write ${NAME} or ${NAME:-default}.']],
  ])('refuses %j', (text, problems) => {
    expect(refusal(text)).toEqual({ code: 'CONFIG_INVALID', problems });
  });

  it('names every missing variable, and nothing else about them', () => {
    expect(refusal('server: { host: "${HOST}", port: "${PORT}" }\n')).toEqual({
      code: 'CONFIG_VARIABLE_MISSING',
      problems: ['1:17 the environment variable HOST is not set.', '1:34 the environment variable PORT is not set.'],
    });
  });

  it('reports all problems of file, environment and flags at once', () => {
    const { code, problems } = refusal('servr: {}\nstore: { path: "${X}" }\n', {
      flags: { port: 'x', log: 'loud', host: '' },
    });

    expect(code).toBe('CONFIG_INVALID');
    expect(problems).toEqual([
      '2:16 the environment variable X is not set.',
      '1:1 unknown key "servr". Did you mean "server"?',
      '--host must name an address.',
      '--port must be a whole number from 0 to 65535, not "x".',
      '--log must be text or json, not "loud".',
    ]);
  });

  it('says when there is no project', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rockpool-config-'));

    expect(() => loadConfig({ projectFolder: folder, flags: {}, environment: {} })).toThrow(
      `There is no rockpool.yaml in ${folder}.`,
    );
    expect(() => loadConfig({ projectFolder: join(folder, 'nowhere'), flags: {}, environment: {} })).toThrow(
      RockpoolError,
    );
  });
});
