import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SourceStatus } from '../../src/ingest/ingest-service.ts';
import { openScene, write, writes, type Scene } from './scene.ts';

/** Longer than the session timeout of one second and three backoffs. */
const awayMs = 8_000;
/** An eighth of the memory of ingest is for what was fetched; a batch in each stage and an answer of the broker come on top. */
const mostGrowth = 80 * 1024 ** 2;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ partitions: 4, integrations: 'ingest: { memory: 64MiB }\n' });
});
afterEach(() => scene.close());

it('a store that refuses writes while 100 MB arrive loses nothing, and what is held in memory is bounded', async () => {
  const worker = await scene.start();
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, writes(partition, 0, 100));
  await scene.until(worker, ({ counters }) => counters.read === 400);

  const before = await worker.memory();
  await worker.storeAway(3_600_000);
  const ballast = 'x'.repeat(100_000);
  for (let index = 0; index < 1_000; index += 20) {
    const partition = (index / 20) % 4;
    const messages = Array.from({ length: 20 }, (_, at) => {
      const [id, timestampMs] = [`big-${index + at}`, scene.time()];
      scene.model.sendToStream('whole', String(partition), timestampMs, write(id, { a: at }));
      return { partition, value: JSON.stringify({ _id: id, a: at, ballast }), timestamp: String(timestampMs) };
    });
    await scene.sendRaw(messages);
    scene.records += messages.length;
  }
  let most = 0;
  for (const began = Date.now(); Date.now() - began < awayMs;) {
    most = Math.max(most, await worker.memory());
    await wait(100);
  }

  const [{ state, message }] = (await worker.sources('whole')) as [SourceStatus];
  await worker.storeAway(0);

  await scene.expectEnd(worker);
  expect([state, message]).toEqual(['ERROR', 'The store is away.']);
  expect(most - before).toBeLessThan(mostGrowth);
});
