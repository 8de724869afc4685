import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteIndices } from '../e2e/copy-documents.ts';
import { rockpool } from '../e2e/new-project.ts';
import { eventually, startServer, type ServerProcess } from '../e2e/server-process.ts';
import { openFaultyProxy, type FaultyProxy } from '../integration/elasticsearch/faulty-proxy.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { makeRandom } from './random.ts';

const node = serverAddresses().elasticsearch;
const prefix = `killed-deploy-${randomBytes(4).toString('hex')}`;
const seed = randomBytes(4).readUInt32BE();
const random = makeRandom(seed);
const lambdas = Array.from({ length: 40 }, (_, at) => `many${at}`);
const tags = ['latest', 'production'] as const;
/** Kills, spread over what a deploy asks of Elasticsearch from its first request to its last. */
const kills = 4;

let proxy: FaultyProxy;
/** The one that is killed, whose requests pass the proxy, and the one that lives. */
let folders: readonly string[];
let killed: ServerProcess;
let living: ServerProcess;

const sqlOf = (value: number): string => `SELECT ${value} AS n`;

async function writeLambdas(folder: string, value: number): Promise<void> {
  for (const lambda of lambdas) await writeFile(join(folder, `lambdas/${lambda}.yaml`), `sql: ${sqlOf(value)}\n`);
}

const deploy = (folder: string): ReturnType<typeof rockpool> => rockpool(folder, ['deploy', '--tag', 'production']);

interface Answer {
  readonly n: unknown;
  readonly version: string;
}

async function execute(server: ServerProcess, lambda: string, tag: string): Promise<Answer> {
  const reply = await server.call('POST', `/ws/commons/lambdas/${lambda}/tags/${tag}`, { arguments: {} });
  if (reply.status !== 200) throw new Error(`${lambda} ${tag}: ${reply.text}`);
  return { n: reply.body.results[0]!['n'], version: reply.body.query_lambda_path.split('::')[1]! };
}

interface Stored {
  readonly data: readonly { readonly version: string; readonly sql: { readonly query: string } }[];
}

async function versionsOf(server: ServerProcess, lambda: string): Promise<ReadonlyMap<string, string>> {
  const reply = await server.call('GET', `/ws/commons/lambdas/${lambda}/versions`);
  const { data } = JSON.parse(reply.text) as Stored;
  return new Map(data.map(({ version, sql }) => [version, sql.query]));
}

/** What every tag answers; fails where the version that answers is not stored, or says something else. */
async function answersOf(server: ServerProcess): Promise<ReadonlyMap<string, number>> {
  const answers = await Promise.all(
    lambdas.flatMap((lambda) =>
      tags.map(async (tag) => {
        const { n, version } = await execute(server, lambda, tag);
        const stored = (await versionsOf(server, lambda)).get(version);
        expect(stored, `${lambda} ${tag}, seed ${seed}`).toBe(sqlOf(Number(n)));
        return [`${lambda} ${tag}`, Number(n)] as const;
      }),
    ),
  );
  return new Map(answers);
}

const same = (value: number): ReadonlyMap<string, number> =>
  new Map(lambdas.flatMap((lambda) => tags.map((tag) => [`${lambda} ${tag}`, value])));

beforeAll(async () => {
  proxy = await openFaultyProxy(node);
  folders = await Promise.all(
    [proxy.url, node].map(async (url) => {
      const folder = await mkdtemp(join(tmpdir(), 'rockpool-killed-deploy-'));
      await mkdir(join(folder, 'lambdas'));
      const store = `store: { engine: elasticsearch, node: "${url}", index_prefix: ${prefix} }\n`;
      await writeFile(join(folder, 'rockpool.yaml'), store);
      await writeLambdas(folder, 0);
      return folder;
    }),
  );
  killed = await startServer(folders[0]!);
  living = await startServer(folders[1]!);
});

afterAll(async () => {
  await Promise.all([killed, living].map((server) => server.stop()));
  await proxy.close();
  await deleteIndices(node, prefix);
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

it(
  'a server killed in the middle of a deploy leaves each tag on its old or its new version, and the other one ends the deploy',
  { timeout: 240_000 },
  async () => {
    const [first, second] = folders as [string, string];
    proxy.requests.length = 0;
    expect(await deploy(first)).toMatchObject({ code: 0 });
    // The versions go in one request, then each tag is moved; executions and leases are written beside them.
    const writes = (): number =>
      proxy.requests.filter(({ path, body }) => /\/tag|_bulk/.test(path) && !body.includes('"execution"')).length;
    await writeLambdas(first, 1);
    proxy.requests.length = 0;
    expect(await deploy(first)).toMatchObject({ code: 0 });
    const inAll = writes();
    expect(inAll).toBeGreaterThan(lambdas.length * tags.length);
    await eventually(() => execute(living, lambdas[0]!, 'latest'), ({ n }) => n === 1); // prettier-ignore

    let [old, fresh] = [0, 0];
    for (let round = 0; round < kills; round += 1) {
      const value = round + 2;
      await writeLambdas(first, value);
      const at = 1 + Math.floor(((round + random.below(1_000) / 1_000) / kills) * (inAll - 2));
      let dead: Promise<void> | undefined;
      proxy.requests.length = 0;
      proxy.fault = () => {
        if (writes() >= at) dead ??= killed.stop('SIGKILL');
        return 'pass';
      };
      const { code } = await deploy(first);
      proxy.fault = () => 'pass';
      await dead;
      expect(dead, `killed at ${at} of ${inAll}, seed ${seed}`).toBeDefined();
      expect(code).not.toBe(0);

      // It sees what the other stored a moment later; from then on nothing changes.
      let before = await answersOf(living);
      const settled = await eventually(
        async () => {
          const now = await answersOf(living);
          const isSame = [...now].every(([key, n]) => before.get(key) === n);
          before = now;
          return { now, isSame };
        },
        ({ isSame }) => isSame,
      );
      for (const [key, n] of settled.now) {
        expect([value - 1, value], `${key} killed at ${at} of ${inAll}, seed ${seed}`).toContain(n);
        if (n === value) fresh += 1;
        else old += 1;
      }

      await writeLambdas(second, value);
      expect(await deploy(second)).toMatchObject({ code: 0 });
      expect(await answersOf(living)).toEqual(same(value));
      killed = await startServer(first);
      expect(await answersOf(killed)).toEqual(same(value));
      expect(await versionsOf(living, lambdas[0]!)).toEqual(await versionsOf(killed, lambdas[0]!));
    }
    // Nothing would be shown if every deploy had ended, or none had begun.
    expect([old > 0, fresh > 0]).toEqual([true, true]);
  },
);
