import { it } from 'vitest';
import { countOfSchedules, playSchedules } from './play-schedules.ts';

const schedules = countOfSchedules(10);

it(
  `${schedules} random schedules of up to two servers over Elasticsearch lose, double or resurrect no document`,
  { timeout: schedules * 180_000 },
  () => playSchedules(schedules, 'elasticsearch'),
);
