import { it } from 'vitest';
import { countOfSchedules, playSchedules } from './play-schedules.ts';

const schedules = countOfSchedules(50);

it(`${schedules} random schedules lose, double or resurrect no document`, { timeout: schedules * 120_000 }, () =>
  playSchedules(schedules, 'embedded'),
);
