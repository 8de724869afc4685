import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDate,
  parseTime,
  parseTimestamp,
  parseTimestamptz,
  printDate,
  printTime,
  printTimestamp,
  printTimestamptz,
} from './date-time.ts';

describe('date-time', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2024-02-29', 19782],
    ['0001-01-01', -719162],
    ['9999-12-31', 2932896],
  ])('reads and prints the date %s', (text, day) => {
    expect(parseDate(text)).toBe(day);
    expect(printDate(day)).toBe(text);
  });

  it.each([
    '2023-02-29',
    '2023-13-01',
    '2023-00-10',
    '0000-01-01',
    '23-01-01',
    '2023-1-1',
    '2023-01-01T00:00',
    ' 2023-01-01',
    'infinity',
    '',
  ])('refuses %j as a date', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it.each([
    ['21:19:57.558577', 76_797_558_577n],
    ['00:00:00', 0n],
    ['23:59:59.999999', 86_399_999_999n],
  ])('reads and prints the time %s', (text, micros) => {
    expect(parseTime(text)).toBe(micros);
    expect(printTime(micros)).toBe(text);
  });

  it.each(['24:00:00', '12:60', '12', '1:02:03', '12:00:60', '12:00:00.', '12:00:00Z'])(
    'refuses %j as a time',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );

  it('reads a space for the T, missing seconds, a date alone, and cuts nanoseconds', () => {
    expect(['2026-08-17 21:19', '2026-08-17', '2026-08-17t21:19:57.123456789'].map(parseTimestamp)).toEqual([
      1_787_001_540_000_000n,
      1_786_924_800_000_000n,
      1_787_001_597_123_456n,
    ]);
  });

  it('does not read a zone into a TIMESTAMP, which has none', () => {
    expect(parseTimestamp('2026-08-17T21:19:57Z')).toBeUndefined();
  });

  it.each([
    '2026-08-17T21:19:57Z',
    '2026-08-17T23:19:57+02:00',
    '2026-08-17 19:49:57-0130',
    '2026-08-17T21:19:57',
    '2026-08-17T21:19:57+00',
  ])('reads %s as one moment', (text) => {
    expect(parseTimestamptz(text)).toBe(1_787_001_597_000_000n);
  });

  it.each([
    '2026-08-17Z',
    '2026-08-17T21:19:57+25:00',
    '2026-08-17T21:19:57 UTC',
    '1787001597',
    'now',
    '2026-08-17T21:19:57,5Z',
  ])('refuses %j as a timestamp with zone', (text) => {
    expect(parseTimestamptz(text)).toBeUndefined();
  });

  it('prints six decimals with a zone, and only a fraction that exists without', () => {
    expect(printTimestamptz(1_787_001_597_000_000n)).toBe('2026-08-17T21:19:57.000000Z');
    expect(printTimestamp(1_787_001_597_000_000n)).toBe('2026-08-17T21:19:57');
    expect(printTimestamp(1_787_001_597_000_100n)).toBe('2026-08-17T21:19:57.000100');
  });

  it('prints infinities and years that ISO writes with a sign', () => {
    expect(printDate(2_147_483_647)).toBe('infinity');
    expect(printDate(-2_147_483_647)).toBe('-infinity');
    expect(printTimestamptz(9_223_372_036_854_775_807n)).toBe('infinity');
    expect(printTimestamp(-9_223_372_036_854_775_807n)).toBe('-infinity');
    expect(printDate(2_932_897)).toBe('+010000-01-01');
    expect(printDate(-719_163)).toBe('+000000-12-31');
    expect(printDate(-719_529)).toBe('-000001-12-31');
  });

  it('reads back every moment it prints', () => {
    const first = parseTimestamptz('0001-01-01T00:00:00Z')!;
    const last = parseTimestamptz('9999-12-31T23:59:59.999999Z')!;
    fc.assert(
      fc.property(fc.bigInt({ min: first, max: last }), (micros) => {
        expect(parseTimestamptz(printTimestamptz(micros))).toBe(micros);
        expect(parseTimestamp(printTimestamp(micros))).toBe(micros);
      }),
    );
  });
});
