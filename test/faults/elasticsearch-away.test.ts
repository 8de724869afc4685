import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeClient } from '../../src/elasticsearch/client.ts';
import type { SourceStatus } from '../../src/ingest/ingest-service.ts';
import { openFaultyProxy, type Fault, type FaultyProxy } from '../integration/elasticsearch/faulty-proxy.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';
import { faultStore } from './fault-store.ts';
import { openScene, write, writes, type Scene } from './scene.ts';
import type { Worker } from './worker.ts';

const { elasticsearch } = serverAddresses();
/** Of one request of the worker. */
const timeoutMs = 5_000;

let prefix: string;
let proxy: FaultyProxy;
let line: TcpProxy;
let scene: Scene;
let worker: Worker;
beforeEach(async () => {
  prefix = `away-${randomBytes(6).toString('hex')}`;
  proxy = await openFaultyProxy(elasticsearch);
  line = await startTcpProxy(new URL(proxy.url).host);
  const store = faultStore('elasticsearch', prefix, `http://${line.address}`, ', request_timeout: 20s');
  scene = await openScene({ store });
  worker = await scene.start();
  await sendAll(0, 100);
  await scene.until(worker, ({ counters }) => counters.applied === 200);
});
afterEach(async () => {
  proxy.fault = () => 'pass';
  await line.open();
  await scene.close();
  await line.close();
  await proxy.close();
});

const sendAll = async (from: number, to: number): Promise<void> => {
  for (const partition of [0, 1]) await scene.send(partition, writes(partition, from, to));
};
const refusal = (status: number, type: string, reason: string): Fault => ({
  status,
  body: JSON.stringify({ error: { type, reason, root_cause: [{ type, reason }] }, status }),
});
const isBulk = (path: string): boolean => path.includes('/_bulk');

describe('Elasticsearch', () => {
  it.each<[string, () => void]>([
    ['refuses connections', () => void line.refuse()],
    ['keeps connections and says nothing', () => line.hold()],
  ])('that %s for longer than every timeout is waited for', { timeout: 180_000 }, async (_, goAway) => {
    await worker.stop();
    // A busy cluster needs longer than that to make its indices.
    const file = join(scene.project, 'rockpool.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('20s', `${timeoutMs}ms`));
    worker = await scene.start();
    await scene.until(worker, ({ state }) => state === 'WATCHING');
    goAway();
    await sendAll(50, 200);
    await wait(timeoutMs * 2);
    await sendAll(150, 250);
    const lives = worker.alive();
    const [away] = await worker.sources('whole');
    await line.open();

    await scene.expectEnd(worker);
    expect(lives).toBe(true);
    expect([away!.state, away!.message]).toEqual([
      'ERROR',
      expect.stringMatching(/Elasticsearch|store does not answer/),
    ]);
    expect(away!.counters).toMatchObject({ read: expect.any(Number) as number, dead: 0 });
    expect(away!.counters.read).toBeGreaterThanOrEqual(200);
  });

  it('that is too busy now and then, or breaks down, before or after it wrote, gets each document', async () => {
    const faults: readonly Fault[] = [
      'pass',
      refusal(429, 'es_rejected_execution_exception', 'busy'),
      'pass',
      refusal(503, 'master_not_discovered_exception', 'no master'),
      'pass',
      'reset',
      { change: () => '' },
      { change: (body) => body.slice(0, body.length / 2) },
    ];
    let asked = 0;
    proxy.fault = (path) => (isBulk(path) ? faults[(asked += 1) % faults.length]! : 'pass');
    for (let round = 0; round < 12; round += 1) await sendAll(round * 40, round * 40 + 80);
    while (asked <= faults.length) await wait(50);
    proxy.fault = () => 'pass';

    await scene.expectEnd(worker);
  });

  it('whose connections break in the middle of what is sent gets each document', async () => {
    const ballast = 'x'.repeat(20_000);
    for (let round = 0; round < 10; round += 1) {
      for (let index = 0; index < 50; index += 1) {
        const [partition, timestampMs, wish] = [index % 2, scene.time(), write(`b-${index}`, { a: round })];
        scene.model.sendToStream('whole', String(partition), timestampMs, wish);
        const value = JSON.stringify({ _id: wish.id, ...wish.fields, ballast });
        await scene.sendRaw([{ partition, value, timestamp: String(timestampMs) }]);
        scene.records += 1;
        if (index % 5 === 0) line.cut();
      }
    }

    await scene.expectEnd(worker);
  });

  it('whose disk is full is waited for, and the status says so', async () => {
    const reason = 'index blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];';
    proxy.fault = (path) => (isBulk(path) ? refusal(429, 'cluster_block_exception', reason) : 'pass');
    await sendAll(50, 200);
    const { message } = await scene.until(worker, ({ state }) => state === 'ERROR');
    proxy.fault = () => 'pass';

    expect(message).toContain('the disk of a node is nearly full');
    await scene.expectEnd(worker);
  });
});

it('an index that is deleted under its readers is not made anew by what they write; the next start reads all again', async () => {
  const client = makeClient({ nodes: [elasticsearch], requestTimeoutMs: 30_000 });
  const index = `${prefix}-commons.whole`;
  await client.indices.delete({ index: Object.keys(await client.indices.getAlias({ name: index })) });
  await sendAll(50, 200);

  const { state, message } = await scene.until(worker, (status: SourceStatus) => status.state === 'ERROR');
  await wait(1_000);
  const isThere = await client.indices.exists({ index: `${index}*`, allow_no_indices: false });
  await client.close();
  await worker.stop();

  expect([state, message, isThere]).toEqual([
    'ERROR',
    'The index of commons.whole was deleted, or deleted and made anew.',
    false,
  ]);
  await scene.expectEnd(await scene.start());
});
