import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeApp, type RunningApp } from '../../../src/app/make-app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { listen, makeServer } from '../../../src/server/server.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';
import { openFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';

/** One more than Elasticsearch takes as keys, or counts as groups, at once. */
export const orderCount = 65_537;
/** Two: more than one search at once would run, so that a session that is not given back is noticed soon. */
const concurrent = 2;

export interface Reply {
  readonly status: number;
  /** Of an error; undefined of an answer. */
  readonly code?: string;
  readonly message?: string;
  readonly results?: readonly Readonly<Record<string, unknown>>[];
}

/** A server over orders and shops in Elasticsearch, with a proxy between them. */
export interface Shop {
  readonly app: RunningApp;
  readonly proxy: FaultyProxy;
  readonly address: string;
  readonly prefix: string;
  /** Runs a statement over HTTP. */
  query(
    text: string,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal; readonly list?: readonly string[] },
  ): Promise<Reply>;
  close(): Promise<void>;
}

const fields: Readonly<Record<string, string>> = {
  orders: '{ _id: VARCHAR, num: BIGINT, code: VARCHAR, shop: VARCHAR }',
  shops: '{ _id: VARCHAR, city: VARCHAR }',
};

/** `orders` hold `num` from 0 on, the text of that as `code`, each the `shop` with the number `num % 3`; so `shops` are three. */
export async function openShop(): Promise<Shop> {
  const prefix = `faults-${randomBytes(4).toString('hex')}`;
  const node = serverAddresses().elasticsearch;
  const proxy = await openFaultyProxy(node);
  const folder = await mkdtemp(join(tmpdir(), 'rockpool-faults-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write(
    'rockpool.yaml',
    `server: { max_concurrent_queries: ${concurrent} }\nstore: { engine: elasticsearch, node: "${proxy.url}", index_prefix: ${prefix}, request_timeout: 20s }\nquery: { rows: 100000 }\n`,
  );
  for (const [name, input] of Object.entries(fields))
    await write(`collections/${name}.yaml`, `input: ${input}\nsources: []\n`);
  const app = await makeApp(loadConfig({ projectFolder: folder, flags: {}, environment: {} }), silentObserver);
  const { problems } = await app.reload();
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  await fill(app, 'shops', 3, (at) => [['city', `city ${at}`]]);
  await fill(app, 'orders', orderCount, (at) => [
    ['num', BigInt(at)],
    ['code', String(at)],
    ['shop', `shops-${at % 3}`],
  ]);
  const server = await makeServer(app);
  const address = await listen(server, { host: '127.0.0.1', port: 0 });

  return {
    app,
    proxy,
    address,
    prefix,
    async query(text, { timeoutMs, signal, list } = {}) {
      const parameters = list === undefined ? [] : [{ name: 'list', type: 'string[]', value: list }];
      const reply = await fetch(`${address}/v1/orgs/self/queries`, {
        method: 'POST',
        headers: { authorization: `ApiKey ${app.key}` },
        body: JSON.stringify({
          sql: { query: text, parameters },
          ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
        }),
        ...(signal === undefined ? {} : { signal }),
      });
      const body = (await reply.json()) as Omit<Reply, 'status'>;
      const { code, message, results } = body;
      return { status: reply.status, ...(code === undefined ? { results: results! } : { code, message: message! }) };
    },
    async close() {
      proxy.fault = () => 'pass';
      await server.close();
      await app.stop();
      await proxy.close();
      const client = makeClient({ nodes: [node], requestTimeoutMs: 20_000 });
      await deleteIndices(client, prefix);
      await client.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function fill(
  app: RunningApp,
  name: string,
  count: number,
  document: (at: number) => readonly (readonly [string, string | bigint])[],
): Promise<void> {
  const all = Array.from({ length: count }, (_, at) => at);
  const names = document(0).map(([field]) => field);
  await app.documents.write(
    { workspace: 'commons', name },
    {
      ids: all.map((at) => `${name}-${at}`),
      kinds: all.map(() => 'repsert'),
      versions: all.map((at) => BigInt(at + 1)),
      eventTimes: all.map(() => 1_786_000_000_000_000n),
      fields: names.map((field) => ({ name: field, type: { kind: field === 'num' ? 'bigint' : 'varchar' } })),
      columns: names.map((_, column) => all.map((at) => document(at)[column]![1])),
    },
    undefined,
    undefined,
    { visible: true },
  );
}
