import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rockpool, rows, useNewProject } from './new-project.ts';
import { eventually, startServer, type ServerProcess } from './server-process.ts';

const { root, project } = useNewProject();

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
