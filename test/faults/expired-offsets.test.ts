import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

it('offsets that retention took away while the worker was down are counted, and reading goes on after them', async () => {
  await scene.send(0, writes(0, 0, 20));
  await scene.send(1, writes(1, 0, 20));
  const first = await scene.start();
  await scene.expectEnd(first);
  await first.stop();
  // Nobody will ever see these; the model does not either.
  await scene.sendRaw(Array.from({ length: 30 }, (_, at) => ({ partition: 0, value: `{"_id":"lost-${at}"}` })));
  await scene.admin.deleteTopicRecords({ topic: scene.topic, partitions: [{ partition: 0, offset: '50' }] });
  await scene.send(0, writes(0, 10, 30));
  await scene.send(1, writes(1, 10, 30));

  const { message, counters } = await scene.expectEnd(await scene.start());

  expect(message).toBe(
    `30 offsets of ${scene.topic} were removed by its retention before they were read: 20 to 49 of partition 0`,
  );
  expect(counters.read).toBe(80);
});
