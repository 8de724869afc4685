import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { startKafka, type PrivateKafka } from '../servers/start-kafka.ts';
import { openScene, writes, type Scene } from './scene.ts';

/** Longer than the session timeout of one second and three backoffs of a source, the longest of which takes 3.2 s. */
const awayMs = 8_000;
const mostGrowth = 200 * 1024 ** 2;

let kafka: PrivateKafka;
let scene: Scene;
beforeAll(async () => {
  kafka = await startKafka();
});
beforeEach(async () => {
  scene = await openScene({ brokers: kafka.brokers });
});
afterEach(() => scene.close());
afterAll(() => kafka.remove());

describe('a broker that', () => {
  it.each([
    [
      'is stopped and started',
      () => kafka.stop(),
      () => kafka.start(),
      /nobody answers|does not answer|closed|coordinator/,
    ],
    [
      'is killed and started',
      () => kafka.kill(),
      () => kafka.start(),
      /nobody answers|does not answer|closed|coordinator/,
    ],
    ['freezes and thaws', () => kafka.pause(), () => kafka.resume(), /does not answer/],
  ] as const)('%s loses nothing, and the status says what is wrong meanwhile', async (_, goAway, comeBack, told) => {
    const worker = await scene.start();
    for (const partition of [0, 1]) await scene.send(partition, writes(partition, 0, 5_000));
    await scene.until(worker, ({ counters }) => counters.read > 0);
    const before = await worker.memory();

    await goAway();
    const status = await scene.until(worker, ({ message }) => message !== undefined, 20_000);
    await wait(awayMs);
    const away = await worker.memory();
    await comeBack();
    for (const partition of [0, 1]) await scene.send(partition, writes(partition, 2_500, 6_000));

    await scene.expectEnd(worker);
    expect(status.message).toMatch(told);
    expect(away - before).toBeLessThan(mostGrowth);
  });
});
