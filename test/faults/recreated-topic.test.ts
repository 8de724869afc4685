import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const partitions = [0, 1];
const before = 40;

describe.each([
  ['fewer', 10],
  ['as many', before],
  ['more', 100],
])('a topic that is deleted and made anew with %s records', (_, count) => {
  const makeAnew = async (): Promise<void> => {
    await scene.remove();
    await scene.make(2);
    // Versions go on where they were, since the partitions are still those of the source.
    for (const partition of partitions) await scene.send(partition, writes(partition, 20, 20 + count));
  };

  it('while the worker is down is read from its beginning, and the status says so', async () => {
    for (const partition of partitions) await scene.send(partition, writes(partition, 0, before));
    const first = await scene.start();
    await scene.expectEnd(first);
    await first.stop();
    await makeAnew();

    const { message, counters } = await scene.expectEnd(await scene.start());

    expect(message).toMatch(/^the topic .* was deleted and made anew: read again from its beginning since /);
    expect(counters).toMatchObject({ read: 2 * (before + count), applied: 2 * (before + count) });
  });

  it('while the worker reads is read from its beginning, and the status says so', async () => {
    for (const partition of partitions) await scene.send(partition, writes(partition, 0, before));
    const worker = await scene.start();
    await scene.expectEnd(worker);
    await makeAnew();

    const { message, counters } = await scene.expectEnd(worker);

    expect(message).toMatch(/^the topic .* was deleted and made anew: read again from its beginning since /);
    expect(counters).toMatchObject({ read: 2 * (before + count), applied: 2 * (before + count) });
  });
});
