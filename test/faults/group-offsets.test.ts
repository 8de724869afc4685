import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

it.each([
  ['behind', '0'],
  ['ahead of', '30'],
  ['beyond the end, and so ahead of', '900'],
])('offsets of the group that are %s the checkpoint do not matter', async (_, offset) => {
  for (const partition of [0, 1]) await scene.send(partition, writes(partition, 0, 20));
  const first = await scene.start();
  const { group } = await scene.expectEnd(first);
  await first.stop();
  for (const partition of [0, 1]) await scene.send(partition, writes(partition, 10, 40));
  const partitions = [0, 1].map((partition) => ({ partition, offset }));
  await scene.admin.setOffsets({ groupId: group!, topic: scene.topic, partitions });

  const { counters } = await scene.expectEnd(await scene.start());

  expect(counters).toMatchObject({ read: 100, applied: 100 });
});
