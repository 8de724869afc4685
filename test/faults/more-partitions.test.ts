import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, write, type Scene } from './scene.ts';
import type { Wish } from './model.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const keys = Array.from({ length: 60 }, (_, key) => `k${key}`);
const round = (number: number): readonly Wish[] =>
  keys.map((key, index) => write(key, { a: number, b: number * 100 + index }));

/** Each key goes to the partition that its number gives, as a hash would. */
async function sendRounds(from: number, to: number, partitions: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const wishes = round(number);
    for (let partition = 0; partition < partitions; partition += 1)
      await scene.send(
        partition,
        wishes.filter((_, index) => index % partitions === partition),
      );
  }
}

it('keys that move to new partitions keep their order while the worker reads', async () => {
  const worker = await scene.start();
  await sendRounds(0, 5, 2);
  await scene.until(worker, ({ counters }) => counters.read > 0);
  await scene.grow(6);
  await sendRounds(5, 10, 6);

  const { streams } = await scene.expectEnd(worker);
  expect(streams!.map(({ assigned, lag }) => [assigned, lag])).toEqual(Array(6).fill([true, 0]));
});

it('keys that move to new partitions keep their order, whichever partition is read first', async () => {
  await sendRounds(0, 5, 2);
  await scene.grow(6);
  await sendRounds(5, 10, 6);

  await scene.expectEnd(await scene.start());
});
