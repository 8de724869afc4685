import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScene, writes, type Scene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ partitions: 4 });
});
afterEach(() => scene.close());

const partitions = [0, 1, 2, 3];

it('a worker that sleeps past its session timeout while another member takes over goes on when it wakes', async () => {
  const worker = await scene.start();
  const group = await scene.group(worker);
  for (const partition of partitions) await scene.send(partition, writes(partition, 0, 2_000));
  await scene.until(worker, ({ counters }) => counters.read > 0);

  worker.signal('SIGSTOP');
  const leave = await scene.join(group);
  await wait(2_000);
  const members = (await scene.admin.describeGroups([group])).groups[0]!.members.length;
  for (const partition of partitions) await scene.send(partition, writes(partition, 1_000, 3_000));
  worker.signal('SIGCONT');
  await scene.until(worker, ({ streams }) => streams!.filter(({ assigned }) => assigned).length === 2);
  await leave();

  await scene.expectEnd(worker);
  expect(members).toBe(1);
});
