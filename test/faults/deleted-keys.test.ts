import { afterEach, beforeEach, expect, it } from 'vitest';
import { erase, openScene, write, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** A record at that time. Each partition is sent to in the order of time, so that versions are times. */
async function send(partition: number, timestampMs: number, id: string, a: number | 'tombstone'): Promise<void> {
  const value = a === 'tombstone' ? null : JSON.stringify({ _id: id, op: 'REPSERT', a });
  const wish = a === 'tombstone' ? erase(id) : write(id, { a });
  scene.model.sendToStream('whole', String(partition), timestampMs, wish);
  await scene.sendRaw([{ partition, key: id, value, timestamp: String(timestampMs) }]);
  scene.records += 1;
}

it('a tombstone for a key that nobody knows keeps an older write away that arrives by another partition later', async () => {
  const worker = await scene.start();
  const now = Date.now();
  await send(0, now, 'gone', 'tombstone');
  await scene.until(worker, ({ counters }) => counters.read === 1);
  await send(1, now - 5_000, 'gone', 1);
  await send(1, now - 4_000, 'here', 2);

  const { counters } = await scene.expectEnd(worker);

  expect(scene.model.documents('whole').map(({ _id }) => _id)).toEqual(['here']);
  expect(counters).toMatchObject({ read: 3, applied: 2, superseded: 1 });
});

it('a key that arrives in another order, in other batches and partitions, ends as its newest record says', async () => {
  const worker = await scene.start();
  const now = Date.now();
  const arrivals = [
    [0, 5, 5],
    [1, 1, 1],
    [1, 3, 'tombstone'],
    [0, 6, 'tombstone'],
    [1, 4, 4],
    [0, 8, 8],
    [1, 7, 'tombstone'],
  ] as const;
  for (const [index, [partition, at, a]] of arrivals.entries()) {
    await send(partition, now - 10_000 + at * 1_000, 'one', a);
    await send(partition, now - 10_000 + at * 1_000 + 1, `other-${index}`, at);
    // Each arrives in a batch of its own.
    await scene.until(worker, ({ counters }) => counters.read === scene.records);
  }

  await scene.expectEnd(worker);
  expect(scene.model.documents('whole').find(({ _id }) => _id === 'one')).toMatchObject({ a: '8' });
});
