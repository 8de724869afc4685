import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ partitions: 4 });
});
afterEach(() => scene.close());

const partitions = [0, 1, 2, 3];

it('a second member of the group that takes partitions and returns them under load loses and doubles nothing', async () => {
  const worker = await scene.start();
  const group = await scene.group(worker);
  let loading = true;
  const load = (async () => {
    for (let round = 0; loading; round += 1) {
      for (const partition of partitions) await scene.send(partition, writes(partition, round * 50, round * 50 + 75));
      await wait(20);
    }
  })();

  for (let turn = 0; turn < 4; turn += 1) {
    const leave = await scene.join(group);
    await scene.until(worker, ({ streams }) => streams!.filter(({ assigned }) => assigned).length === 2);
    await leave();
    await scene.until(worker, ({ streams }) => streams!.every(({ assigned }) => assigned));
  }
  loading = false;
  await load;

  await scene.expectEnd(worker);
});
