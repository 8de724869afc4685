/**
 * Dates and times between text and the numbers of value.ts. Years 0001–9999 are read; DuckDB may compute others, which are printed
 * in ISO 8601's expanded form (`+12026-…`), and infinities, which are printed as `infinity` and `-infinity` as DuckDB does.
 */

const dayMs = 86_400_000;
const datePart = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const timePart = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`;
const zonePart = String.raw`(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)`;

const dateText = new RegExp(`^${datePart}$`);
const timeText = new RegExp(`^${timePart}$`);
const timestampText = new RegExp(`^${datePart}(?:[Tt ]${timePart})?$`);
const timestamptzText = new RegExp(`^${datePart}(?:[Tt ]${timePart} ?(${zonePart})?)?$`);

/** Days since 1970-01-01 of `2026-08-17`; undefined for anything else, 30 February included. */
export function parseDate(text: string): number | undefined {
  const match = dateText.exec(text);
  return match === null ? undefined : days(match[1]!, match[2]!, match[3]!);
}

/** Microseconds since midnight of `21:19`, `21:19:57`, `21:19:57.558577`; digits beyond microseconds are cut. */
export function parseTime(text: string): bigint | undefined {
  const match = timeText.exec(text);
  if (match === null) return undefined;
  const micros = microsOfDay(match[1]!, match[2]!, match[3], match[4]);
  return micros === undefined ? undefined : BigInt(micros);
}

/** Microseconds since 1970 of `2026-08-17T21:19:57.558577`, a space for the T, or a date alone. A zone is refused: TIMESTAMP has none. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = timestampText.exec(text);
  return match === null ? undefined : instant(match, 0);
}

/** Microseconds since 1970 UTC. As `parseTimestamp`, with `Z`, `+02`, `+02:00` or `+0200`; without any of them the text is UTC. */
export function parseTimestamptz(text: string): bigint | undefined {
  const match = timestamptzText.exec(text);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (hours > 18 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000_000;
  return instant(match, match[9] === '-' ? -offset : offset);
}

function instant(match: RegExpExecArray, offsetMicros: number): bigint | undefined {
  const day = cachedDays(match);
  const time = match[4] === undefined ? 0 : microsOfDay(match[4], match[5]!, match[6], match[7]);
  if (day === undefined || time === undefined) return undefined;
  const micros = day * 86_400_000_000 + time - offsetMicros;
  // Microseconds of the years 1–9999 may need more digits than a number has.
  return Number.isSafeInteger(micros) ? BigInt(micros) : BigInt(day) * 86_400_000_000n + BigInt(time - offsetMicros);
}

// Records that stand together tend to be of one day.
let lastDate: { readonly text: string; readonly day: number | undefined } | undefined;
function cachedDays([whole, year, month, day]: RegExpExecArray): number | undefined {
  const text = whole.slice(0, 10);
  if (lastDate?.text !== text) lastDate = { text, day: days(year!, month!, day!) };
  return lastDate.day;
}

function days(year: string, month: string, day: string): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < 1) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  const valid = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  return valid ? date.getTime() / dayMs : undefined;
}

function microsOfDay(hour: string, minute: string, second = '0', fraction = ''): number | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  return ((h * 60 + m) * 60 + s) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

const infiniteDays = 2_147_483_647;
const infiniteMicros = 9_223_372_036_854_775_807n;

/** `2026-08-17`. */
export function printDate(day: number): string {
  if (Math.abs(day) >= infiniteDays) return day > 0 ? 'infinity' : '-infinity';
  // Howard Hinnant's civil_from_days: Date ends at the year 275760, DuckDB's dates at 5881580.
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${printYear(year)}-${two(month)}-${two(dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1)}`;
}

/** `21:19:57`, with six decimals when there is a fraction. */
export function printTime(micros: bigint): string {
  const number = Number(micros);
  const fraction = number % 1_000_000;
  return fraction === 0 ? clockText(number) : `${clockText(number)}.${six(fraction)}`;
}

/** `2026-08-17T21:19:57`, with six decimals when there is a fraction. */
export function printTimestamp(micros: bigint): string {
  if (isInfinite(micros)) return printInfinity(micros);
  const { day, ofDay } = split(micros);
  const fraction = ofDay % 1_000_000;
  return `${cachedDate(day)}T${clockText(ofDay)}${fraction === 0 ? '' : `.${six(fraction)}`}`;
}

/** `2026-08-17T21:19:57.558577Z`, always with six decimals. */
export function printTimestamptz(micros: bigint): string {
  if (isInfinite(micros)) return printInfinity(micros);
  const { day, ofDay } = split(micros);
  return `${cachedDate(day)}T${clockText(ofDay)}.${six(ofDay % 1_000_000)}Z`;
}

const isInfinite = (micros: bigint): boolean => micros === infiniteMicros || micros <= -infiniteMicros;
const printInfinity = (micros: bigint): string => (micros > 0n ? 'infinity' : '-infinity');

function split(micros: bigint): { readonly day: number; readonly ofDay: number } {
  const number = Number(micros);
  if (Number.isSafeInteger(number)) {
    const day = Math.floor(number / 86_400_000_000);
    return { day, ofDay: number - day * 86_400_000_000 };
  }
  const ofDay = ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
  return { day: Number((micros - ofDay) / 86_400_000_000n), ofDay: Number(ofDay) };
}

// Rows that stand together tend to be of one day.
let lastDay: { readonly day: number; readonly text: string } | undefined;
function cachedDate(day: number): string {
  if (lastDay?.day !== day) lastDay = { day, text: printDate(day) };
  return lastDay.text;
}

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => twoDigits[number]!;
const six = (micros: number): string => String(micros).padStart(6, '0');

function clockText(ofDay: number): string {
  const seconds = Math.floor(ofDay / 1_000_000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function printYear(year: number): string {
  if (year >= 1 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}
