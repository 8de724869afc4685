/** Microseconds since 1970 of a JSON value; undefined when it is no time. */
export type ReadMicros = (json: unknown) => bigint | undefined;

/** What Elasticsearch takes when a mapping names no format. */
const defaultFormat = 'strict_date_optional_time||epoch_millis';

const isoFormats = new Set(
  'date date_optional_time date_time date_time_no_millis strict_date strict_date_optional_time strict_date_optional_time_nanos strict_date_time strict_date_time_no_millis iso8601 yyyy-MM-dd uuuu-MM-dd'.split(
    ' ',
  ),
);
const epochUnits: Readonly<Record<string, number>> = { epoch_millis: 3, epoch_second: 6 };

/** How values of a date with this format of the mapping are read; undefined for formats that only Elasticsearch knows. */
export function readDateFormat(format: string | undefined): ReadMicros | undefined {
  const names = (format ?? defaultFormat).split('||').map((name) => name.trim());
  const epoch = names.map((name) => epochUnits[name]).find((unit) => unit !== undefined);
  const iso = names.some((name) => isoFormats.has(name));
  if (!names.every((name) => isoFormats.has(name) || name in epochUnits)) return undefined;
  return (json) => {
    const text = typeof json === 'object' && json !== null ? (json as { readonly value?: unknown }).value : json;
    if (typeof text !== 'string' && typeof text !== 'number') return undefined;
    return (
      (iso ? readPlainDate(text) : undefined) ?? (epoch === undefined ? undefined : readEpoch(String(text), epoch))
    );
  };
}

const isoText =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](?:(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?$/;

/** ISO text with parts left out at its end, as `strict_date_optional_time` takes it; without a zone it is UTC. */
export function readPlainDate(json: unknown): bigint | undefined {
  const match = typeof json === 'string' ? isoText.exec(json) : null;
  if (match === null) return undefined;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const [y, m, d, h] = [Number(year), Number(month), Number(day), Number(hour)];
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  const valid = date.getUTCMonth() === m - 1 && date.getUTCDate() === d && h < 24 && Number(minute) < 60;
  if (!valid || Number(second) > 59) return undefined;
  const [, sign, zoneHours = '0', zoneMinutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -60 : 60);
  const seconds = h * 3600 + Number(minute) * 60 + Number(second) - offset;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return BigInt(date.getTime()) * 1000n + BigInt(seconds) * 1_000_000n + BigInt(micros);
}

function readEpoch(text: string, zeros: number): bigint | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const micros = BigInt(match[2]! + (match[3] ?? '').slice(0, zeros).padEnd(zeros, '0'));
  return match[1] === '-' ? -micros : micros;
}
