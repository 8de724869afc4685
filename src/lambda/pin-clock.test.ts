import { describe, expect, it } from 'vitest';
import { pinClock } from './pin-clock.ts';

const moment = "TIMESTAMPTZ '1970-01-01T00:00:01.000000Z'";

describe('pinning the clock', () => {
  it.each([
    ['SELECT now()', `SELECT (${moment})`],
    ['SELECT NOW ( ) - to_days(1)', `SELECT (${moment}) - to_days(1)`],
    ['SELECT current_timestamp, CURRENT_DATE', `SELECT (${moment}), CAST(${moment} AS DATE)`],
    ['SELECT today()', `SELECT CAST(${moment} AS DATE)`],
    ["SELECT 'now()' -- now()\n", "SELECT 'now()' -- now()\n"],
    ['SELECT now, t.now, "now"()', 'SELECT now, t.now, "now"()'],
    ['SELECT /* now() */ 1', 'SELECT /* now() */ 1'],
  ])('turns %j into %j', (sql, pinned) => {
    expect(pinClock(sql, 1_000_000n)).toBe(pinned);
  });
});
