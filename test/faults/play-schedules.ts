import { expect } from 'vitest';
import type { FaultStoreKind } from './fault-store.ts';
import { makeRandom } from './random.ts';
import { runSchedule, type Story } from './run-schedule.ts';

const atOnce = Number(process.env['FAULT_AT_ONCE'] ?? 2);
const firstSeed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000_000);

/** FAULT_SCHEDULES, FAULT_SEED and FAULT_AT_ONCE run more of them, or one again. */
export const countOfSchedules = (usually: number): number => Number(process.env['FAULT_SCHEDULES'] ?? usually);

/** Plays that many, a few at once, and throws with the stories of those that failed. */
export async function playSchedules(count: number, store: FaultStoreKind): Promise<void> {
  const run = `faults-${store.slice(0, 2)}-${Date.now().toString(36)}`;
  const failures: string[] = [];
  let next = 0;
  const playNext = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const seed = firstSeed + index;
      const story: Story = [];
      await runSchedule(`${run}-${index}`, makeRandom(seed), story, store).catch((error: unknown) =>
        failures.push(`FAULT_SEED=${seed} FAULT_SCHEDULES=1\n${story.join('\n')}\n${(error as Error).message}`),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, playNext));

  expect(failures.join('\n\n')).toBe('');
}
