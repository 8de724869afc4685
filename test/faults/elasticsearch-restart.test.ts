import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { elasticsearch } from '../servers/elasticsearch.ts';
import { removeOwned, startOwned, type OwnedServer } from '../servers/owned.ts';
import { stopServer } from '../servers/server.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';
import { faultStore } from './fault-store.ts';
import { erase, openScene, write, type Scene } from './scene.ts';

let server: OwnedServer;
let proxy: TcpProxy;
let scene: Scene;
/** After a restart it may be another. */
const hostOf = ({ ports }: OwnedServer): string => `127.0.0.1:${ports['http']!}`;
beforeEach(async () => {
  server = await startOwned(elasticsearch);
  proxy = await startTcpProxy(hostOf(server));
});
afterEach(async () => {
  await scene.close();
  await proxy.close();
  await removeOwned(server.home);
});

/** Each partition is sent to in the order of time, so that versions are times. */
async function send(partition: number, timestampMs: number, id: string, a: number | 'tombstone'): Promise<void> {
  const wish = a === 'tombstone' ? erase(id) : write(id, { a });
  scene.model.sendToStream('whole', String(partition), timestampMs, wish);
  const value = a === 'tombstone' ? null : JSON.stringify({ _id: id, op: 'REPSERT', a });
  await scene.sendRaw([{ partition, key: id, value, timestamp: String(timestampMs) }]);
  scene.records += 1;
}

describe.each([
  ['compares order versions itself', 'writeOrDelete'],
  ['keeps order versions in the documents', 'any'],
] as const)('Elasticsearch that %s', (_, operations) => {
  it('and restarts between a delete and the arrival of an older write does not let it back in', async () => {
    const { line } = faultStore('elasticsearch', 'restart', `http://${proxy.address}`);
    scene = await openScene({ store: { line, remove: () => Promise.resolve() }, operations });
    const worker = await scene.start();
    const now = Date.now();
    for (const id of ['known', 'here']) await send(0, now - 9_000, id, 1);
    for (const id of ['known', 'unknown']) await send(0, now, id, 'tombstone');
    await scene.until(worker, ({ counters }) => counters.read === 4);

    await stopServer(server.home, 0);
    for (const id of ['known', 'unknown', 'here', 'new']) await send(1, now - 5_000, id, 2);
    server = await startOwned(elasticsearch, server.home);
    proxy.forwardTo(hostOf(server));

    const { counters } = await scene.expectEnd(worker);
    expect(scene.model.documents('whole').map(({ _id, a }) => [_id, a])).toEqual([
      ['here', '2'],
      ['new', '2'],
    ]);
    expect(counters).toMatchObject({ read: 8, applied: 6, superseded: 2 });
  });
});
