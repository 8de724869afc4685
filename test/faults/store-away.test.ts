import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, write, writes, type Scene } from './scene.ts';

/** Longer than the session timeout of one second and three backoffs. */
const awayMs = 8_000;
const mostBytes = 700 * 1024 ** 2;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ partitions: 4 });
});
afterEach(() => scene.close());

it('a store that refuses writes while 100 MB arrive loses nothing, and what is held in memory is bounded', async () => {
  const worker = await scene.start();
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, writes(partition, 0, 100));
  await scene.until(worker, ({ counters }) => counters.read === 400);

  await worker.storeAway(awayMs);
  const ends = Date.now() + awayMs;
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
  const statuses = new Set<string | undefined>();
  let most = 0;
  while (Date.now() < ends) {
    most = Math.max(most, await worker.memory());
    const [status] = await worker.sources('whole');
    statuses.add(`${status!.state}: ${status!.message}`);
  }

  await scene.expectEnd(worker);
  expect([...statuses].sort()).toEqual(['ERROR: The store is away.', 'PROCESSING: undefined']);
  console.log('most', most / 1e6);
  expect(most).toBeLessThan(mostBytes);
});
