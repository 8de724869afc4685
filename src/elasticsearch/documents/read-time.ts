import { parseDate, parseTimestamptz } from '../../schema/date-time.ts';

/** `+12026-08-17`, `-000044-03-15`: years that only DuckDB computes. */
const farDay = /^([+-]?\d{4,9})-(\d{2})-(\d{2})/;
const infiniteDay = 2_147_483_647;
const infiniteMicros = 9_223_372_036_854_775_807n;

/** Days since 1970 of a date as `printDate` prints it. */
export function readDay(text: string): number | undefined {
  return parseDate(text) ?? readFarDay(text);
}

function readFarDay(text: string): number | undefined {
  if (text === 'infinity') return infiniteDay;
  if (text === '-infinity') return -infiniteDay;
  const match = farDay.exec(text);
  if (match === null || match[0] !== text) return undefined;
  return daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Howard Hinnant's days_from_civil; Date ends at the year 275760. */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** Days of the last date that was read: documents that stand together tend to be of one day. */
let lastDate = '';
let lastDays = 0;

/** Microseconds since 1970 of an instant as `printTimestamptz` prints it. */
export function readInstant(text: string): bigint | undefined {
  // Nearly all are `2026-08-17T21:19:57.558577Z`: read without a pattern.
  if (text.length === 27 && text.charCodeAt(26) === 0x5a && text.charCodeAt(10) === 0x54) {
    if (lastDate === '' || !text.startsWith(lastDate)) {
      const date = text.slice(0, 10);
      const days = parseDate(date);
      if (days === undefined) return undefined;
      lastDate = date;
      lastDays = days;
    }
    const seconds = digits(text, 11, 2) * 3600 + digits(text, 14, 2) * 60 + digits(text, 17, 2);
    const micros = lastDays * 86_400_000_000 + seconds * 1_000_000 + digits(text, 20, 6);
    if (Number.isSafeInteger(micros)) return BigInt(micros);
  }
  return parseTimestamptz(text) ?? readFarInstant(text);
}

/** A number of ASCII digits; NaN when another character stands there. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Microseconds since 1970 of a text like `1792981442592.123`, as Elasticsearch prints an instant since 1970 in milliseconds. */
export function readEpochMillis(text: string): bigint {
  const dot = text.indexOf('.');
  if (dot < 0) return BigInt(text) * 1000n;
  return BigInt(text.slice(0, dot)) * 1000n + BigInt(text.slice(dot + 1, dot + 4).padEnd(3, '0'));
}

function readFarInstant(text: string): bigint | undefined {
  if (text === 'infinity') return infiniteMicros;
  if (text === '-infinity') return -infiniteMicros;
  const match = farDay.exec(text);
  if (match === null) return undefined;
  const ofDay = parseTimestamptz(`1970-01-01${text.slice(match[0].length)}`);
  const days = daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return ofDay === undefined ? undefined : BigInt(days) * 86_400_000_000n + ofDay;
}
