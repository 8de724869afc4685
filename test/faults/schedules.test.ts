import { expect, it } from 'vitest';
import { makeRandom } from './random.ts';
import { runSchedule, type Story } from './run-schedule.ts';

/** FAULT_SCHEDULES, FAULT_SEED and FAULT_AT_ONCE run more of them, or one again. */
const schedules = Number(process.env['FAULT_SCHEDULES'] ?? 50);
const firstSeed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000_000);
const atOnce = Number(process.env['FAULT_AT_ONCE'] ?? 2);

it(
  `${schedules} random schedules lose, double or resurrect no document`,
  { timeout: schedules * 120_000 },
  async () => {
    const run = `faults-${Date.now().toString(36)}`;
    const failures: string[] = [];
    let next = 0;
    const runNext = async (): Promise<void> => {
      for (let index = next++; index < schedules; index = next++) {
        const seed = firstSeed + index;
        const story: Story = [];
        await runSchedule(`${run}-${index}`, makeRandom(seed), story).catch((error: unknown) =>
          failures.push(`FAULT_SEED=${seed} FAULT_SCHEDULES=1\n${story.join('\n')}\n${(error as Error).message}`),
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, runNext));

    expect(failures.join('\n\n')).toBe('');
  },
);
