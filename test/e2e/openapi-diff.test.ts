import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';

const kinds = (list: string, type: string): string =>
  `parameters:\n  kind: { type: string, enum: [${list}] }\nsql: SELECT age::${type} AS age FROM people WHERE name = :kind\n`;
const inServer = { 'lambdas/kinds.yaml': kinds('a, b', 'INTEGER'), 'lambdas/team/own.yaml': 'sql: SELECT 1 AS one\n' };
const inProject = {
  'rockpool.yaml': 'store: { engine: embedded, path: .rockpool }\n',
  'lambdas/kinds.yaml': kinds('b, a', 'INTEGER'),
};

let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startTestServer(inServer);
  await server.call('DELETE', '/ws/commons/lambdas/grown');
  await server.call('DELETE', '/ws/commons/lambdas/by-tags');
  folder = await mkdtemp(join(tmpdir(), 'rockpool-diff-'));
  await write(inProject);
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function rockpool(
  args: readonly string[],
  key = server.app.key,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const printed = { out: '', err: '' };
  const given = args.includes('--server') ? [] : ['--server', server.address];
  const code = await runCli([...args, ...given], {
    environment: { ROCKPOOL_API_KEY: key },
    terminal: {
      ...processTerminal({}),
      isTerminal: false,
      out: (text) => void (printed.out += `${text}\n`),
      err: (text) => void (printed.err += `${text}\n`),
    },
  });
  return { code, ...printed };
}
const diff = (...more: readonly string[]): ReturnType<typeof rockpool> =>
  rockpool(['openapi', '--diff', '--project', folder, ...more]);
const rows = (out: string): readonly string[] =>
  out
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));

describe('rockpool openapi --diff', () => {
  it('sees no change where allowed values stand in another order, nor in workspaces that the project has not', async () => {
    expect(await diff()).toEqual({ code: 0, out: '', err: 'Nothing changes for clients of 1 lambda.\n' });
  });

  it('fails when a column has another type, and stores nothing', async () => {
    await write({ 'lambdas/kinds.yaml': kinds('a, b', 'BIGINT'), 'lambdas/new.yaml': 'sql: SELECT 1 AS one\n' });
    const { code, out, err } = await diff();
    expect([code, rows(out)]).toEqual([
      5,
      ['BREAKS | commons.kinds | the column age is BIGINT; it was INTEGER', 'ok | commons.new | is new'],
    ]);
    expect(err).toContain('Clients would meet 1 breaking change.');
    expect((await server.call('GET', '/ws/commons/lambdas/new/versions')).status).toBe(404);
  });

  it('tells lambdas without a file, and counts them as gone only with --prune', async () => {
    await server.call('POST', '/ws/commons/lambdas', {
      name: 'old_client',
      sql: { query: 'SELECT :a AS a', default_parameters: [] },
    });
    const kept = await diff();
    expect([kept.code, kept.out]).toEqual([0, '']);
    expect(kept.err).toContain('No file defines commons.old_client; only --prune would delete it.');
    const pruned = await diff('--prune');
    expect([pruned.code, rows(pruned.out)]).toEqual([5, ['BREAKS | commons.old_client | is removed']]);
  });

  it('compares with what a tag names, and warns where it names nothing', async () => {
    const before = await diff('--tag', 'production');
    expect([before.code, rows(before.out)]).toEqual([0, ['ok | commons.kinds | is new']]);
    expect(before.err).toContain('no deployed lambda has a working version with the tag production');
    await rockpool(['deploy', '--tag', 'production', '--project', folder]);
    await write({ 'lambdas/kinds.yaml': kinds('a', 'INTEGER') });
    await rockpool(['deploy', '--project', folder]);
    expect(await diff()).toMatchObject({ code: 0, out: '' });
    expect(rows((await diff('--tag', 'production')).out)).toEqual([
      'BREAKS | commons.kinds | the parameter kind may not be "b" any more',
    ]);
    expect(await diff('--tag', 'pro duction')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not a name for a tag') as string,
    });
  });

  it('names the place of a mistake in a file', async () => {
    await write({ 'lambdas/kinds.yaml': 'sql: SELECT 1 AS a, FROM\n' });
    const { code, out, err } = await diff();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('lambdas/kinds.yaml:1:');
  });
});

describe('a key that may not read', () => {
  it('makes no client and no kit, rather than one without lambdas', async () => {
    const made = await rockpool(['keys', 'create', 'retool', '--allow', 'execute']);
    const key = made.out.trim();
    const file = join(folder, 'client.ts');
    expect(await rockpool(['client', '--out', file], key)).toMatchObject({
      code: 4,
      err: expect.stringContaining('No lambda is deployed there, or the key may not read them.') as string,
    });
    expect(await readdir(folder)).not.toContain('client.ts');
    const kit = await rockpool(['retool', 'build', '--out', join(folder, 'kit')], key);
    expect([kit.code, kit.err]).toEqual([4, expect.stringContaining('the key may not read them')]);
    expect(await readdir(folder)).not.toContain('kit');
  });
});

describe('a key that no header can carry', () => {
  it.each(['two\nlines', 'ключ'])('%j is refused before anything is sent, and not repeated', async (key) => {
    const { code, err } = await rockpool(['client'], key);
    expect([code, err]).toEqual([3, expect.stringContaining('ROCKPOOL_API_KEY holds a space')]);
    expect(err).not.toContain(key);
  });

  it('is taken without the line break that a file ends with', async () => {
    expect(await rockpool(['client'], `${server.app.key}\n`)).toMatchObject({ code: 0 });
  });
});

describe('a server without TLS', () => {
  it('is told for one when it is asked with https', async () => {
    const { code, err } = await rockpool(['client', '--server', server.address.replace('http:', 'https:')]);
    expect([code, err]).toEqual([7, expect.stringContaining('speaks no TLS.')]);
    expect(err).toContain('Write the address with http://.');
  });
});

describe('a project whose server has no port of its own', () => {
  it('makes a kit for the address that it is given only', async () => {
    const kit = join(folder, 'kit');
    await write({ 'rockpool.yaml': 'server: { port: 0 }\nstore: { engine: embedded, path: .rockpool }\n' });
    await write({ 'lambdas/kinds.yaml': 'sql: SELECT 1 AS one\n' });
    const printed: string[] = [];
    const terminal = { ...processTerminal({}), isTerminal: false, err: (text: string) => void printed.push(text) };
    const build = (...more: readonly string[]): Promise<number> =>
      runCli(['retool', 'build', '--out', kit, '--project', folder, ...more], { environment: {}, terminal });
    expect([await build(), printed.join('\n')]).toEqual([2, expect.stringContaining('takes any free port')]);
    expect(await readdir(folder)).not.toContain('kit');
    expect(await build('--address', 'https://lambdas.example.com')).toBe(0);
  });
});

describe('a project whose files cannot be deployed', () => {
  it.each([
    ['client', '--out'],
    ['openapi', '--out'],
    ['retool', 'build', '--out'],
  ])('%s %s makes nothing of the others', async (...command) => {
    await write({ 'lambdas/good.yaml': 'sql: SELECT 1 AS one\n', 'lambdas/bad.yaml': 'sql: SELEC 1\n' });
    const printed: string[] = [];
    const terminal = { ...processTerminal({}), isTerminal: false, err: (text: string) => void printed.push(text) };
    const code = await runCli([...command, join(folder, 'made'), '--project', folder], { environment: {}, terminal });
    expect([code, printed.join('\n')]).toEqual([2, expect.stringContaining('lambdas/bad.yaml:1:')]);
    expect(await readdir(folder)).not.toContain('made');
  });
});
