import type { SqlType } from '../../../src/schema/sql-type.ts';
import type { Value } from '../../../src/schema/value.ts';
import type { IndexedAs } from '../../../src/elasticsearch/indexed-field.ts';
import type { Json } from '../../../src/base/json.ts';

/** A value in SQL, in memory, and in `_source`. */
export interface Sample {
  readonly sql: string;
  readonly value: Value;
  readonly json: Json;
}

/** A field of the shared index with values that are likely to be treated wrongly. */
export interface WideField {
  readonly name: string;
  readonly type: SqlType;
  readonly sql: string;
  readonly indexed: IndexedAs;
  readonly mapping: Json;
  readonly samples: readonly Sample[];
}

const text = (value: string): Sample => ({ sql: `'${value.replaceAll("'", "''")}'`, value, json: value });
const long = 'é'.repeat(9_000);

const texts = [
  '', 'a', 'A', 'ab', 'abc', 'aBc', 'b', 'a*c', 'a?c', 'a\\c', 'a%c', 'a_c', 'k', 'K', '\u212a', 'İ', 'i', 'É', 'é', 'ß', '😀', '😀b', 'a\nb',
  'z'.repeat(8_191), 'z'.repeat(8_192), long, `${long}b`, '\u{10ffff}', '\uffff', 'user-17', 'milk 100%',
].map(text); // prettier-ignore

const whole = (value: bigint, big: boolean): Sample => ({
  sql: `${value}`,
  value: big ? value : Number(value),
  // Digits beyond 2^53 are spliced into the text of the document.
  json: Number.isSafeInteger(Number(value)) ? Number(value) : `#${value}#`,
});
const integers = [0n, 1n, -1n, 42n, 2_147_483_647n, -2_147_483_648n].map((value) => whole(value, false));
const bigints = [
  0n,
  1n,
  -1n,
  9_007_199_254_740_991n,
  9_007_199_254_740_993n,
  9_007_199_254_740_992n,
  2n ** 63n - 1n,
  -(2n ** 63n),
].map((value) => whole(value, true));
const hugeints = [...bigints, whole(2n ** 63n, true), whole(2n ** 126n, true), whole(-(2n ** 100n), true)];

const doubles: readonly Sample[] = [
  ...[0, 1.5, -1.5, 1e-300, 1e300, 0.1, 42, -1e18].map((value) => ({ sql: `${value}::DOUBLE`, value, json: value })),
  { sql: `'-0.0'::DOUBLE`, value: -0, json: '#-0.0#' },
  { sql: `'NaN'::DOUBLE`, value: NaN, json: 'NaN' },
  { sql: `'Infinity'::DOUBLE`, value: Infinity, json: 'Infinity' },
  { sql: `'-Infinity'::DOUBLE`, value: -Infinity, json: '-Infinity' },
];

const decimal = (digits: string, width: number, scale: number): Sample => ({
  sql: `CAST('${digits}' AS DECIMAL(${width},${scale}))`,
  value: BigInt(digits.replace('.', '')),
  json: `#${digits}#`,
});
const prices = ['0.00', '12.50', '-12.50', '12.51', '9999999999.99'].map((digits) => decimal(digits, 12, 2));
const fine = ['0.0000', '1234567890123456.7891', '1234567890123456.7892', '-1.0000', '99999999999999999999.9999'].map(
  (digits) => decimal(digits, 24, 4),
);

const days: readonly (readonly [string, number])[] = [
  ['1970-01-01', 0],
  ['1969-12-31', -1],
  ['2026-08-17', 20_682],
  ['2026-08-18', 20_683],
  ['0001-01-01', -719_162],
  ['9999-12-31', 2_932_896],
];
const dates: readonly Sample[] = [
  ...days.map(([day, value]) => ({ sql: `DATE '${day}'`, value, json: day })),
  { sql: `'12026-01-02'::DATE`, value: 3_672_880, json: '+012026-01-02' },
  { sql: `'infinity'::DATE`, value: 2_147_483_647, json: 'infinity' },
  { sql: `'-infinity'::DATE`, value: -2_147_483_647, json: '-infinity' },
];

const instants: readonly (readonly [string, bigint])[] = [
  ['1970-01-01T00:00:00.000000Z', 0n],
  ['1969-12-31T23:59:59.999999Z', -1n],
  ['2026-08-17T21:19:57.558577Z', 1_787_001_597_558_577n],
  ['2026-08-17T21:19:57.558578Z', 1_787_001_597_558_578n],
  ['2026-08-17T00:00:00.000000Z', 1_786_924_800_000_000n],
  ['2262-04-11T23:47:16.854775Z', 9_223_372_036_854_775n],
  ['2262-04-11T23:47:16.854776Z', 9_223_372_036_854_776n],
  ['0001-01-01T00:00:00.000000Z', -62_135_596_800_000_000n],
];
const times = (sqlType: string): readonly Sample[] => [
  ...instants.map(([json, value]) => ({
    sql: `CAST('${sqlType === 'TIMESTAMP' ? json.slice(0, -1) : json}' AS ${sqlType})`,
    value,
    json,
  })),
  { sql: `'infinity'::${sqlType}`, value: 9_223_372_036_854_775_807n, json: 'infinity' },
  { sql: `'-infinity'::${sqlType}`, value: -9_223_372_036_854_775_807n, json: '-infinity' },
];

const clock: readonly Sample[] = [
  ['00:00:00.000000', 0n],
  ['09:30:00.000000', 34_200_000_000n],
  ['09:30:00.000001', 34_200_000_001n],
  ['23:59:59.999999', 86_399_999_999n],
].map(([time, value]) => ({ sql: `TIME '${String(time)}'`, value: value as bigint, json: time as string }));

const uuids = [
  '00000000-0000-0000-0000-000000000001',
  '7fffffff-0000-4000-8000-000000000000',
  'ffffffff-0000-4000-8000-00000000000a',
].map((value): Sample => ({ sql: `UUID '${value}'`, value, json: value }));
const booleans = [true, false].map((value): Sample => ({ sql: `${value}`, value, json: value }));

const keyword = { type: 'keyword', ignore_above: 8191 };
const searched: IndexedAs = { kind: 'keyword', ignoreAbove: 8191 };

export const scalarFields: readonly WideField[] = [
  { name: 'txt', type: { kind: 'varchar' }, sql: 'VARCHAR', indexed: searched, mapping: keyword, samples: texts },
  { name: 'int', type: { kind: 'integer' }, sql: 'INTEGER', indexed: { kind: 'whole', bits: 64, unsigned: false }, mapping: { type: 'long', coerce: false }, samples: integers },
  { name: 'big', type: { kind: 'bigint' }, sql: 'BIGINT', indexed: { kind: 'whole', bits: 64, unsigned: false }, mapping: { type: 'long', coerce: false }, samples: bigints },
  { name: 'huge', type: { kind: 'hugeint' }, sql: 'HUGEINT', indexed: { kind: 'whole', bits: 64, unsigned: false }, mapping: { type: 'long', coerce: false }, samples: hugeints },
  { name: 'dbl', type: { kind: 'double' }, sql: 'DOUBLE', indexed: { kind: 'floating', bits: 64 }, mapping: { type: 'double' }, samples: doubles },
  { name: 'price', type: { kind: 'decimal', width: 12, scale: 2 }, sql: 'DECIMAL(12,2)', indexed: { kind: 'floating', bits: 64 }, mapping: { type: 'double' }, samples: prices },
  { name: 'fine', type: { kind: 'decimal', width: 24, scale: 4 }, sql: 'DECIMAL(24,4)', indexed: { kind: 'floating', bits: 64 }, mapping: { type: 'double' }, samples: fine },
  { name: 'day', type: { kind: 'date' }, sql: 'DATE', indexed: { kind: 'date', nanos: false }, mapping: { type: 'date', format: 'strict_date' }, samples: dates },
  { name: 'at', type: { kind: 'timestamptz' }, sql: 'TIMESTAMPTZ', indexed: { kind: 'date', nanos: true }, mapping: { type: 'date_nanos' }, samples: times('TIMESTAMPTZ') },
  { name: 'local', type: { kind: 'timestamp' }, sql: 'TIMESTAMP', indexed: { kind: 'date', nanos: true }, mapping: { type: 'date_nanos' }, samples: times('TIMESTAMP') },
  { name: 'clock', type: { kind: 'time' }, sql: 'TIME', indexed: searched, mapping: keyword, samples: clock },
  { name: 'uid', type: { kind: 'uuid' }, sql: 'UUID', indexed: searched, mapping: keyword, samples: uuids },
  { name: 'flag', type: { kind: 'boolean' }, sql: 'BOOLEAN', indexed: { kind: 'boolean' }, mapping: { type: 'boolean' }, samples: booleans },
]; // prettier-ignore

/** The same as lists. */
export const listFields: readonly WideField[] = scalarFields.map((field) => ({
  ...field,
  name: `${field.name}s`,
  type: { kind: 'list', element: field.type },
  sql: `${field.sql}[]`,
}));
