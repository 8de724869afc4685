import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';
import { steps } from './worker.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const stepsOfTopics = steps.filter((step) => step !== 'object');

describe('a worker that is killed', () => {
  it.each(stepsOfTopics)('when it has passed the step "%s" loses and doubles nothing', async (step) => {
    for (const count of [1, 2]) {
      for (const partition of [0, 1]) {
        await scene.send(partition, writes(partition, 0, 50));
        await scene.sendRaw([
          { partition, value: 'not json' },
          { partition, value: '{"skip":true}' },
        ]);
        await scene.send(partition, writes(partition, 25, 75));
      }
      scene.records += 4;
      const dying = await scene.start({ step, count });
      await dying.ended;
    }
    const worker = await scene.start();

    const { counters } = await scene.expectEnd(worker, [
      'RECORD_NOT_JSON 0:152',
      'RECORD_NOT_JSON 0:50',
      'RECORD_NOT_JSON 1:152',
      'RECORD_NOT_JSON 1:50',
    ]);
    expect(counters).toMatchObject({ read: 408, dead: 4, filtered: 4, made: 400 });
  });
});
