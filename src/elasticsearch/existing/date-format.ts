import { namedFormats } from './date-format-names.ts';

/** Reads the texts and numbers of a date field as its format does. */
export interface DateFormat {
  /** True when a value is a day, without a time. */
  readonly daysOnly: boolean;
  /** Microseconds since 1970, rounded down; undefined when the text does not fit. Numbers come as their digits. */
  read(text: string): bigint | undefined;
}

type Part = Pick<DateFormat, 'read' | 'daysOnly'>;

const known = new Map<string, DateFormat | undefined>();

/** By the `format` of a mapping, alternatives joined with `||`; undefined when one of them is not understood. Written after java.time's DateTimeFormatter. */
export function parseDateFormat(format: string): DateFormat | undefined {
  if (!known.has(format)) known.set(format, parse(format));
  return known.get(format);
}

function parse(format: string): DateFormat | undefined {
  const parts: Part[] = [];
  for (const one of format.split('||')) {
    const part = parseOne(one.trim());
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return {
    daysOnly: parts.every((part) => part.daysOnly),
    read(text) {
      for (const part of parts) {
        const micros = part.read(text);
        if (micros !== undefined) return micros;
      }
      return undefined;
    },
  };
}

function parseOne(format: string): Part | undefined {
  if (format === 'epoch_millis') return { daysOnly: false, read: (text) => readEpoch(text, 3) };
  if (format === 'epoch_second') return { daysOnly: false, read: (text) => readEpoch(text, 6) };
  const pattern = Object.hasOwn(namedFormats, format) ? namedFormats[format]! : format;
  return compilePattern(pattern);
}

/** Whole units with a fraction; `digits` of it make a microsecond. */
function readEpoch(text: string, digits: number): bigint | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = ''] = match;
  const micros = BigInt(whole! + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign === '-' ? -micros : micros;
}

/** One letter of a pattern, so many times, as a regular expression with a named group; undefined when it is not understood. */
function letterExpression(letter: string, count: number): string | undefined {
  const digits = (name: string, most: number): string =>
    `(?<${name}>\\d{${count === 1 ? `1,${most}` : String(count)}})`;
  switch (letter) {
    case 'y':
    case 'u':
      return count === 1 || count === 4 ? `(?<year>[+-]?\\d{${count === 4 ? '4' : '1,9'}})` : undefined;
    case 'M':
    case 'L':
      if (count === 3) return '(?<monthName>[A-Z][a-z]{2})';
      return count <= 2 ? digits('month', 2) : undefined;
    case 'd':
      return count <= 2 ? digits('day', 2) : undefined;
    case 'H':
      return count <= 2 ? digits('hour', 2) : undefined;
    case 'm':
      return count <= 2 ? digits('minute', 2) : undefined;
    case 's':
      return count <= 2 ? digits('second', 2) : undefined;
    case 'S':
      return `(?<fraction>\\d{${count}})`;
    case 'F':
      return count === 1 ? '[.,](?<fraction>\\d{1,9})' : undefined;
    case 'X':
      return `(?<zone>Z|[+-]\\d{2}${zoneRest(count)})`;
    case 'x':
      return `(?<zone>[+-]\\d{2}${zoneRest(count)})`;
    case 'Z':
      return count === 5 ? '(?<zone>Z|[+-]\\d{2}:\\d{2})' : count <= 3 ? '(?<zone>[+-]\\d{4})' : undefined;
    case 'O':
      return count === 9 ? '(?<zone>Z|[+-]\\d{2}(?::?\\d{2})?)' : undefined;
    default:
      return undefined;
  }
}

const zoneRest = (count: number): string => (count === 1 ? '(?:\\d{2})?' : count === 2 ? '\\d{2}' : ':\\d{2}');

function compilePattern(pattern: string): Part | undefined {
  const tokens = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']|'/g) ?? [];
  let source = '';
  let open = 0;
  for (const token of tokens) {
    if (token === "'") return undefined;
    if (token.startsWith("'")) source += escape(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"));
    else if (/^[A-Za-z]/.test(token)) {
      const expression = letterExpression(token[0]!, token.length);
      if (expression === undefined) return undefined;
      source += expression;
    } else if (token === '[') {
      source += '(?:';
      open += 1;
    } else if (token === ']') {
      if (open === 0) return undefined;
      source += ')?';
      open -= 1;
    } else if (/[{}#]/.test(token)) return undefined;
    else source += escape(token);
  }
  // Without a year it is no moment.
  if (open > 0 || !source.includes('<year>')) return undefined;
  let expression: RegExp;
  try {
    expression = new RegExp(`^${source}$`);
  } catch {
    // A letter that stands twice: nobody knows which one counts.
    return undefined;
  }
  return {
    daysOnly: !/<(hour|minute|second|fraction|zone)>/.test(source),
    read(text) {
      const match = expression.exec(text);
      return match === null ? undefined : momentOf(match.groups!);
    },
  };
}

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\/*-]/g, '\\$&');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Microseconds; undefined for what no calendar has. What is not written is the beginning. */
function momentOf(groups: Readonly<Record<string, string | undefined>>): bigint | undefined {
  const number = (name: string, otherwise: number): number =>
    groups[name] === undefined ? otherwise : Number(groups[name]);
  const year = number('year', 1970);
  const month = groups['monthName'] === undefined ? number('month', 1) : months.indexOf(groups['monthName']) + 1;
  const day = number('day', 1);
  const [hour, minute, second] = [number('hour', 0), number('minute', 0), number('second', 0)];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCDate() !== day || Number.isNaN(date.getTime())) return undefined;
  const fraction = BigInt((groups['fraction'] ?? '').slice(0, 6).padEnd(6, '0'));
  return BigInt(date.getTime()) * 1000n + fraction - offsetMicros(groups['zone']);
}

function offsetMicros(zone: string | undefined): bigint {
  if (zone === undefined || zone === 'Z') return 0n;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || '0')];
  const micros = BigInt(hours * 60 + minutes) * 60_000_000n;
  return zone.startsWith('-') ? -micros : micros;
}
