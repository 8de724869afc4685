import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeApp, type RunningApp } from '../../../src/app/make-app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';
import { openFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';

const prefix = `conditional-${randomBytes(4).toString('hex')}`;
const { elasticsearch } = serverAddresses();
const things = { workspace: 'commons', name: 'things' };
const folders: string[] = [];
let proxy: FaultyProxy;
let slow: RunningApp;
let quick: RunningApp;

beforeAll(async () => {
  proxy = await openFaultyProxy(elasticsearch);
  slow = await serve(proxy.url);
  quick = await serve(elasticsearch);
});
afterAll(async () => {
  await slow.stop();
  await quick.stop();
  await proxy.close();
  const client = makeClient({ nodes: [elasticsearch], requestTimeoutMs: 20_000 });
  await deleteIndices(client, prefix);
  await client.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function serve(node: string): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'rockpool-conditional-'));
  folders.push(folder);
  await mkdir(join(folder, 'collections'));
  await writeFile(
    join(folder, 'rockpool.yaml'),
    `store: { engine: elasticsearch, node: "${node}", index_prefix: ${prefix}, request_timeout: 20s }\n`,
  );
  await writeFile(
    join(folder, 'collections/things.yaml'),
    `sources: []
input: { _id: VARCHAR, op: VARCHAR, v: BIGINT, name: VARCHAR }
transformation: SELECT _id, op AS _op, v AS _version, name FROM _input
`,
  );
  const app = await makeApp(loadConfig({ projectFolder: folder, flags: {}, environment: {} }), silentObserver);
  expect((await app.reload()).problems).toEqual([]);
  return app;
}

const nameOf = async (id: string): Promise<unknown> => (await quick.documents.read(things, [id])).columns.at(-1);

it('of two servers that insert one document at the same time one does, whichever version is the higher', async () => {
  let release = (): void => undefined;
  const other = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  proxy.fault = (path) => (path.includes('things/_bulk') && held++ === 0 ? { after: other } : 'pass');

  const late = slow.ingest.writeDocuments(things, [{ _id: 'a', op: 'INSERT', v: 2, name: 'late' }], 'write');
  await expect.poll(() => held, { timeout: 10_000 }).toBe(1);
  const early = await quick.ingest.writeDocuments(things, [{ _id: 'a', op: 'INSERT', v: 1, name: 'early' }], 'write');
  release();

  expect([early, await late]).toEqual([[{ id: 'a', outcome: 'added' }], [{ id: 'a', outcome: 'unmet' }]]);
  expect(await nameOf('a')).toEqual(['early']);
});
