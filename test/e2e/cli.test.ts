import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startServer, type ServerProcess } from './server-process.ts';

const bin = fileURLToPath(new URL('../../bin/rockpool.cjs', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program as a user would, with nothing but these variables of ours. */
async function rockpool(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, ROCKPOOL_API_KEY: '', ROCKPOOL_URL: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

let root: string;
let project: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rockpool-cli-'));
  expect((await rockpool(root, ['init', 'shop'])).code).toBe(0);
  project = join(root, 'shop');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const rows = [
  { page: '/pricing', visits: 1, seconds: 31.5 },
  { page: '/home', visits: 1, seconds: 4.2 },
];

describe('a new project', () => {
  it.each([{ CI: 'true' }, { CI: '' }])(
    'is told about without colours when nobody reads along, with %j',
    async (environment) => {
      const { out } = await rockpool(project, ['test'], environment);

      expect(out).not.toContain('\u001b');
    },
  );

  it('passes its own tests', async () =>
    expect(await rockpool(project, ['test'])).toEqual({
      code: 0,
      err: '',
      out: 'commons.top_pages\n  ✓ adds up the time of all visitors\n  ✓ keeps to one visitor\n\n2 tests, 2 passed\n',
    }));

  it('answers without a server, as a table on stdout and the rest on stderr', async () => {
    const { code, out, err } = await rockpool(project, ['run', 'top_pages', 'visitor=ada']);

    expect({ code, out }).toEqual({
      code: 0,
      out: 'page      visits  seconds\n/pricing       1     31.5\n/home          1      4.2\n',
    });
    expect(err).toMatch(/^2 rows · \d+ ms · data \d+ \w+ old · version [0-9a-f]{16}\n$/);
  });

  it('answers as JSON and as CSV, from a folder below the project too', async () => {
    const json = await rockpool(join(project, 'lambdas'), ['run', 'commons.top_pages', 'visitor=ada', '--json']);
    const csv = await rockpool(project, ['run', 'top_pages', 'visitor=ada', 'limit=1', '--csv']);

    expect([json.code, JSON.parse(json.out)]).toEqual([0, rows]);
    expect([csv.code, csv.out.replaceAll('\r', '')]).toEqual([0, 'page,visits,seconds\n/pricing,1,31.5\n']);
  });

  it('runs a statement with bound values and keeps all digits', async () => {
    const sql = 'SELECT :n AS n, :text AS text, count(*) AS visits FROM visits WHERE seconds > :least';
    const { code, out } = await rockpool(project, [
      'sql',
      sql,
      'n=9007199254740993',
      "text='; DROP",
      'least=4',
      '--json',
    ]);

    expect([code, out]).toEqual([
      0,
      '[\n  {\n    "n": 9007199254740993,\n    "text": "\'; DROP",\n    "visits": 3\n  }\n]\n',
    ]);
  });

  it('explains, previews, and tells how its sources stand', async () => {
    const plan = await rockpool(project, ['explain', 'top_pages', 'visitor=ada']);
    const preview = await rockpool(project, ['preview', 'visits', '--rows', '1', '--json']);
    const status = await rockpool(project, ['status', '--json']);

    expect([plan.code, plan.out.includes('visits')]).toEqual([0, true]);
    expect(JSON.parse(preview.out)[0].rows).toEqual([
      {
        record: '{"_id":"v-1","event_time":"2026-01-05T09:00:00Z","visitor":"ada","page":"/home","seconds":4.2}',
        documents: [
          { _id: 'v-1', _event_time: '2026-01-05T09:00:00.000000Z', visitor: 'ada', page: '/home', seconds: 4.2 },
        ],
      },
    ]);
    expect(JSON.parse(status.out)[0].stats.doc_count).toBe(4);
  });

  it('prints the schemas of its files and the OpenAPI document', async () => {
    const all = await rockpool(project, ['schema']);
    const one = await rockpool(project, ['schema', 'lambda']);
    const document = await rockpool(project, ['openapi', '--out', join(root, 'openapi.json')]);

    expect(Object.keys(JSON.parse(all.out))).toEqual(['config', 'collection', 'lambda']);
    expect(JSON.parse(one.out)).toEqual(JSON.parse(all.out).lambda);
    expect([document.code, JSON.parse(await readFile(join(root, 'openapi.json'), 'utf8')).openapi]).toEqual([
      0,
      '3.1.0',
    ]);
  });
});

describe('a lambda test that fails', () => {
  it('shows what was expected and what came, and --update writes it down', async () => {
    const other = join(root, 'failing');
    await rockpool(root, ['init', 'failing']);
    const file = join(other, 'lambdas/top_pages.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('visits: 1, seconds: 3.5', 'visits: 2, seconds: 3.5'));

    const failed = await rockpool(other, ['test', 'top_pages']);
    const updated = await rockpool(other, ['test', '--update']);

    expect([failed.code, updated.code]).toEqual([2, 0]);
    expect(failed.out).toContain(
      '  ✗ keeps to one visitor\n      - {"page":"/home","visits":2,"seconds":3.5}\n      + {"page":"/home","visits":1,"seconds":3.5}\n',
    );
    expect((await rockpool(other, ['test'])).code).toBe(0);
  });
});

describe('wrong input', () => {
  it.each([
    [['run', 'top_page'], 4, 'Did you mean "top_pages"?'],
    [['run', 'top_pages', 'visitr=ada'], 2, 'Did you mean "visitor"?'],
    [['run', 'top_pages', 'limit=many'], 2, 'expected a whole number'],
    [['run', 'top_pages', 'limit=1000'], 2, '"limit"'],
    [['run', 'top_pages', 'ada'], 2, 'Write name=value'],
    [['run', 'top_pages', '--version', 'beef'], 4, 'VERSION_NOT_FOUND'],
    [['run', 'top_pages', '--tag', 'prod'], 4, 'TAG_NOT_FOUND'],
    [['run'], 2, "missing required argument 'lambda'"],
    [['rnu', 'x'], 2, 'Did you mean run?'],
    [['run', 'top_pages', '--jsn'], 2, 'Did you mean --json?'],
    [['sql', 'SELECT * FRM visits'], 2, '             ^'],
    [['sql', 'SELECT pgae FROM visits'], 2, 'page'],
    [['sql', 'SELECT 1; SELECT 2'], 2, 'SQL_STATEMENT_COUNT'],
    [['sql', "SELECT * FROM read_csv('/etc/passwd')"], 2, 'SQL_NOT_ALLOWED'],
    [['preview', 'visit'], 4, 'Did you mean "visits"?'],
    [['preview', 'visits', '--rows', 'ten'], 2, 'Write a whole number from 1 to 1000.'],
    [['test', 'top_pagse'], 4, 'Did you mean "top_pages"?'],
    [['tag', 'top_pages', 'prod', 'beef'], 4, 'has no version "beef"'],
    [['tag', 'top_pages', 'not a tag', 'latest'], 2, 'NAME_INVALID'],
    [['dead-letters', 'show', 'visits', 'none'], 4, 'DEAD_LETTER_NOT_FOUND'],
    [['keys', 'create', 'a', '--allow', 'everything'], 2, 'Allowed choices are execute, read, write, deploy, admin'],
    [['keys', 'create', 'a', '--expires', 'soon'], 2, 'Write a duration such as 30s'],
    [['keys', 'revoke', 'nobody'], 4, 'KEY_NOT_FOUND'],
    [['schema', 'table'], 2, 'Allowed choices are config, collection, lambda'],
    [['start', '--port', 'http'], 2, '--port must be a whole number'],
    [['start', '--demo'], 2, 'an integration named "events"'],
    [['init', '.'], 5, 'PROJECT_EXISTS'],
    [['status', '--project', 'absent'], 4, 'PROJECT_NOT_FOUND'],
    [['status', '--config', 'absent.yaml'], 4, 'PROJECT_NOT_FOUND'],
    [['status', '--server', 'http://127.0.0.1:1'], 7, 'No server answers at http://127.0.0.1:1'],
    [['status', '--server', 'ftp://x'], 2, 'is no address of a server'],
    [['status', '--server', 'http://127.0.0.1:1/lambdas'], 2, 'is no address of a server'],
    [['openapi', '--out', 'rockpool.yaml/below.json'], 2, 'cannot be read: a part of its path is a file.'],
  ])('%j ends with code %i and says what to do', async (args, code, words) => {
    const outcome = await rockpool(project, args);

    expect(outcome.err).toContain(words);
    expect([outcome.code, outcome.out]).toEqual([code, '']);
    expect(outcome.err).not.toMatch(/^\s+at .*\.js/m);
  });

  it('names every mistake of every file with its place, and deploys nothing', async () => {
    const other = join(root, 'broken');
    await rockpool(root, ['init', 'broken']);
    await writeFile(join(other, 'lambdas/a.yaml'), 'sqll: SELECT 1\n');
    await writeFile(join(other, 'lambdas/b.yaml'), 'sql: [\n');

    const { code, err, out } = await rockpool(other, ['deploy']);

    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/lambdas\/a\.yaml:1:1: .*"sqll"/);
    expect(err).toMatch(/lambdas\/b\.yaml:\d+:\d+: /);
  });

  it('deploys nothing when a transformation cannot be bound either', async () => {
    const other = join(root, 'unbound');
    await rockpool(root, ['init', 'unbound']);
    await writeFile(
      join(other, 'collections/a.yaml'),
      "sources: []\ninput: { _id: VARCHAR }\ntransformation: |\n  SELECT 'ä' AS a,\n    nope FROM _input\n",
    );

    const { code, err, out } = await rockpool(other, ['deploy', '--dry-run']);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('error collections/a.yaml:5:5: Column "nope" not found.');
  });
});

describe('with a server running on the project', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer(project, { flags: ['--watch'] });
  });
  afterAll(() => server.stop());

  it('finds it and talks to it', async () => {
    const { code, out } = await rockpool(project, ['run', 'top_pages', 'visitor=ada', '--json']);

    expect([code, JSON.parse(out)]).toEqual([0, rows]);
  });

  it('says so when another one is started on the same store', async () => {
    const { code, err } = await rockpool(project, ['start']);

    expect([code, err.includes(`A server already runs on this store, at ${server.address}`)]).toEqual([7, true]);
  });

  it('keeps what is its own when another one tries to open the store', async () => {
    const [file, spilled] = [join(project, '.rockpool/server.json'), join(project, '.rockpool/temp/spilled')];
    const text = await readFile(file, 'utf8');
    await writeFile(spilled, '');
    await rm(file);

    const { code, err } = await rockpool(project, ['start']);
    await writeFile(file, text);

    expect([code, err.split('code  ')[1]]).toEqual([7, 'STORE_LOCKED\n']);
    expect((await stat(spilled)).size).toBe(0);
  });

  it('keeps its key readable by its owner only, and prints it at start', async () => {
    expect((await stat(join(project, '.rockpool/key'))).mode & 0o777).toBe(0o600);
    expect(server.output()).toContain(server.key);
  });

  it('sees what is appended to a topic', async () => {
    await appendFile(
      join(project, 'data/topics/visits.ndjson'),
      '{"_id":"v-9","visitor":"eve","page":"/new","seconds":1}\nnot json\n',
    );

    await eventually(
      async () => (await rockpool(project, ['run', 'top_pages', 'visitor=eve', '--json'])).out.replace(/\s/g, ''),
      (out) => out === '[{"page":"/new","visits":1,"seconds":1}]',
    );
    const letters = JSON.parse((await rockpool(project, ['dead-letters', 'list', 'visits', '--json'])).out);
    const shown = await rockpool(project, ['dead-letters', 'show', 'visits', letters[0].id]);
    const replayed = await rockpool(project, ['dead-letters', 'replay', 'visits']);

    expect(letters.map((one: { code: string; record: string }) => [one.code, one.record])).toEqual([
      ['RECORD_NOT_JSON', 'not json'],
    ]);
    expect([shown.code, shown.out.endsWith('\nnot json\n')]).toEqual([0, true]);
    expect([replayed.code, replayed.out]).toEqual([0, '0 records passed, 1 failed again.\n']);
  });

  it('deploys a file that is saved, and keeps the good version when a bad one is', async () => {
    const file = join(project, 'lambdas/top_pages.yaml');
    const text = await readFile(file, 'utf8');
    const versions = async (): Promise<{ version: string }[]> =>
      JSON.parse((await rockpool(project, ['versions', 'top_pages', '--json'])).out) as { version: string }[];
    const [first] = await versions();

    await writeFile(file, text.replace('round(sum(seconds), 1)', 'round(sum(secnds), 1)'));
    await eventually(
      async () => server.output(),
      (output) => /lambdas\/top_pages\.yaml:\d+:\d+: .*secnds/.test(output),
    );
    expect((await versions()).map((one) => one.version)).toEqual([first?.version]);

    await writeFile(file, text.replace('round(sum(seconds), 1)', 'round(sum(seconds), 2)'));
    const [second] = await eventually(versions, (all) => all.length === 2);
    const tagged = await rockpool(project, ['tag', 'top_pages', 'production', first!.version.slice(0, 6)]);
    expect([tagged.code, tagged.out]).toEqual([0, `top_pages: production is now ${first?.version}\n`]);
    expect((await rockpool(project, ['run', 'top_pages', '--tag', 'production'])).err).toContain(
      `version ${first?.version}`,
    );
    expect((await rockpool(project, ['run', 'top_pages', '--version', second!.version])).code).toBe(0);
  });

  it('deploys to it, moves a tag, and deletes only when asked to', async () => {
    const other = join(root, 'other');
    await rockpool(root, ['init', 'other']);
    const remote = { ROCKPOOL_URL: server.address, ROCKPOOL_API_KEY: server.key };
    await writeFile(join(other, 'lambdas/pages.yaml'), 'sql: SELECT DISTINCT page FROM visits ORDER BY page\n');
    const deploy = async (...args: string[]): Promise<[number | null, string[]]> => {
      const { code, out, err } = await rockpool(other, ['deploy', '--json', ...args], remote);
      expect(err).not.toContain('bug');
      return [
        code,
        code === 0
          ? (JSON.parse(out) as { name: string; outcome: string }[]).map((one) => `${one.name} ${one.outcome}`)
          : [],
      ];
    };

    const dryRun = await deploy('--dry-run');
    const afterDryRun = await rockpool(other, ['run', 'pages'], remote);
    const real = await deploy('--tag', 'stable');
    const run = await rockpool(other, ['run', 'pages', '--tag', 'stable', '--csv'], remote);
    await rm(join(other, 'lambdas/pages.yaml'));
    const refused = await deploy('--prune');
    const pruned = await deploy('--prune', '--yes');

    expect(dryRun[1]).toContain('pages created');
    expect(afterDryRun.code).toBe(4);
    expect(real[1]).toContain('pages created');
    expect(run.out.split(/\r?\n/)[0]).toBe('page');
    expect(refused).toEqual([2, []]);
    expect(pruned[1]).toContain('pages deleted');
    expect((await rockpool(other, ['run', 'pages'], remote)).code).toBe(4);
  });

  it('makes keys that may do what they say, and no more', async () => {
    const made = await rockpool(project, [
      'keys',
      'create',
      'support',
      '--lambda',
      'top_pages',
      '--fix',
      'visitor=ada',
      '--expires',
      '1d',
    ]);
    const key = { ROCKPOOL_URL: server.address, ROCKPOOL_API_KEY: made.out.trim() };

    const allowed = await rockpool(project, ['run', 'top_pages', 'visitor=bob', '--json'], key);
    const sql = await rockpool(project, ['sql', 'SELECT 1 AS one FROM visits'], key);
    const list = JSON.parse((await rockpool(project, ['keys', '--json'])).out) as { name: string; key: string }[];
    const revoked = await rockpool(project, ['keys', 'revoke', 'support']);
    const after = await rockpool(project, ['run', 'top_pages'], key);

    expect(made.out).toMatch(/^[A-Za-z0-9]{64}\n$/);
    expect(JSON.parse(allowed.out)).toEqual(rows);
    expect([sql.code, sql.err.includes('ACCESS_DENIED')]).toEqual([3, true]);
    expect(list.map((one) => [one.name, one.key])).toEqual([['support', made.out.slice(0, 6)]]);
    expect([revoked.code, after.code, after.err.includes('KEY_INVALID')]).toEqual([0, 3, true]);
    expect(after.err).not.toContain(made.out.trim());
  });

  it('stops when it is told to, and takes its address with it', async () => {
    await server.stop('SIGINT');

    await expect(stat(join(project, '.rockpool/server.json'))).rejects.toThrow('ENOENT');
    expect((await rockpool(project, ['run', 'top_pages', 'visitor=eve', '--csv'])).out).toContain('/new');
  });
});

describe('start --log json', () => {
  it('writes JSON lines only, and no key', async () => {
    const other = join(root, 'json');
    await rockpool(root, ['init', 'json']);
    const server = await startServer(other, { flags: ['--log', 'json'] });
    await server.call('GET', '/lambdas');
    await server.stop();

    const events = server
      .output()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(['deployed', 'server-started', 'server-stopping']);
    expect(server.output()).not.toContain(server.key);
  });
});
