import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { functionMacros, macroNames } from '../sql/function-macros.ts';
import { makeStatement } from '../sql/make-statement.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { lockDown } from './lock-down.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await openDatabase({ path: ':memory:', memoryBytes: 64 * 1024 ** 2, threads: 1 });
  connection = await instance.connect();
  await connection.run('CREATE SCHEMA commons');
  for (const statement of functionMacros) await connection.run(statement);
  await lockDown(connection);
});
afterAll(() => {
  connection.disconnectSync();
  closeDatabase(instance);
});

const noon = "TIMESTAMPTZ '2026-08-17 12:00:01.5Z'";

const examples: readonly (readonly [call: string, text: string | null])[] = [
  ["PARSE_DATETIME_ISO8601('2020-01-01T01:02:03Z')", '2020-01-01 01:02:03'],
  ["PARSE_TIMESTAMP_ISO8601('2020-01-01T01:02:03+01:00')", '2020-01-01 00:02:03+00'],
  ["PARSE_TIMESTAMP_ISO8601('2020-01-01T01:02:03')", '2020-01-01 01:02:03+00'],
  ["PARSE_TIMESTAMP('%Y', '2020')", '2020-01-01 00:00:00+00'],
  ["PARSE_TIMESTAMP('%Y', '2020', 'Europe/Berlin')", '2019-12-31 23:00:00+00'],
  ["PARSE_DATETIME('%d/%m/%Y', '02/03/2020')", '2020-03-02 00:00:00'],
  ["PARSE_DATE('%d/%m/%Y', '02/03/2020')", '2020-03-02'],
  [`FORMAT_ISO8601(${noon})`, '2026-08-17T12:00:01.500000Z'],
  [`FORMAT_ISO8601(${noon}, 'America/St_Johns')`, '2026-08-17T09:30:01.500000-02:30'],
  [`FORMAT_ISO8601(${noon}, 'Asia/Kolkata')`, '2026-08-17T17:30:01.500000+05:30'],
  ["FORMAT_ISO8601(TIMESTAMP '2026-08-17 12:00:00')", '2026-08-17T12:00:00.000000'],
  ["FORMAT_ISO8601(DATE '2026-08-17')", '2026-08-17'],
  [`FORMAT_TIMESTAMP('%H:%M', ${noon})`, '12:00'],
  [`FORMAT_TIMESTAMP('%H:%M', ${noon}, 'Asia/Tokyo')`, '21:00'],
  ["FORMAT_DATETIME('%H', TIMESTAMP '2026-08-17 12:00:00')", '12'],
  ["FORMAT_DATE('%m', DATE '2026-08-17')", '08'],
  ['typeof(CURRENT_TIMESTAMP())', 'TIMESTAMP WITH TIME ZONE'],
  ["typeof(CURRENT_DATETIME()) || typeof(CURRENT_DATETIME('UTC'))", 'TIMESTAMPTIMESTAMP'],
  ["typeof(CURRENT_TIME()) || typeof(CURRENT_TIME('UTC'))", 'TIMETIME'],
  ['MICROSECONDS(1)', '00:00:00.000001'],
  ['MILLISECONDS(1)', '00:00:00.001'],
  ['SECONDS(90)', '00:01:30'],
  ['MINUTES(CAST(90 AS BIGINT))', '01:30:00'],
  ['HOURS(2)', '02:00:00'],
  ['DAYS(CAST(7 AS BIGINT))', '7 days'],
  ['WEEKS(2)', '14 days'],
  ['MONTHS(2)', '2 months'],
  ['YEARS(1)', '1 year'],
  ['TIMESTAMP_SECONDS(1)', '1970-01-01 00:00:01+00'],
  ['TIMESTAMP_MILLIS(1)', '1970-01-01 00:00:00.001+00'],
  ['TIMESTAMP_MICROS(1)', '1970-01-01 00:00:00.000001+00'],
  ["UNIX_SECONDS(TIMESTAMPTZ '1970-01-01 00:00:01.9Z')", '1'],
  ["UNIX_MILLIS(TIMESTAMPTZ '1970-01-01 00:00:01.9Z')", '1900'],
  ["UNIX_MICROS(TIMESTAMPTZ '1970-01-01 00:00:01.9Z')", '1900000'],
  ['list_sort(ARRAY_EXCEPT([1, 2, 2, 3], [2]))', '[1, 3]'],
  ['ARRAY_FLATTEN([[1], [2, 3]])', '[1, 2, 3]'],
  ["ARRAY_JOIN(['a', NULL], ',')", 'a'],
  ["ARRAY_JOIN(['a', NULL], ',', 'none')", 'a,none'],
  ['ARRAY_MAX([1, 2])', '2'],
  ['ARRAY_MIN([1, 2])', '1'],
  ['ARRAY_REMOVE([1, 2, NULL], 2)', '[1, NULL]'],
  ['ARRAY_SUM([1, 2])', '3'],
  ['list_sort(ARRAY_UNION([1], [2, 1]))', '[1, 2]'],
  ['SEQUENCE(1, 3)', '[1, 2, 3]'],
  ['SEQUENCE(1, 5, 2)', '[1, 3, 5]'],
  ['ARRAY_CREATE(1, 2)', '[1, 2]'],
  [
    "[IS_SCALAR(1), IS_SCALAR([1]), IS_SCALAR({'a': 1}), IS_SCALAR('[1]'::JSON), IS_SCALAR('1'::JSON)]",
    '[true, false, false, false, true]',
  ],
  ["JSON_FORMAT({'a': 1})", '{"a":1}'],
  ['JSON_PARSE(\'{"a":1}\').a', '1'],
  ["KEYS({'a': 1, 'b': 2})", '[a, b]'],
  ["MERGE({'a': 1}, {'b': 2})", '{"a":1,"b":2}'],
  ["OBJECT(['a'], [1])", '{"a":1}'],
  ['APPROX_DISTINCT(1) + APPROX_DISTINCT(1, 0.1)', '2'],
  ['EVERY(true)', 'true'],
  ["ID_HASH('a', 'bc') = ID_HASH('ab', 'c')", 'false'],
  ["ID_HASH('a', 1) = ID_HASH('a', 1)", 'true'],
  ["IS_FINITE(1) AND IS_INFINITE('inf'::DOUBLE) AND IS_NAN('nan'::DOUBLE)", 'true'],
  ["LEVENSHTEIN_DISTANCE('a', 'b')", '1'],
  ['RAND() BETWEEN 0 AND 1', 'true'],
  ["REGEXP_LIKE('abc', 'b')", 'true'],
  ['IF(false, 1)', null],
  ["REPLACE('a-b', '-')", 'ab'],
  ["TIMESTAMPTZ '2026-08-17 12:00:00Z' - INTERVAL 1 DAY", '2026-08-16 12:00:00+00'],
];

describe("Rockset's functions", () => {
  it.each(examples)('%s', async (call, text) => {
    const { sql } = makeStatement(`SELECT CAST(${call} AS VARCHAR)`, new Map());

    expect((await connection.runAndReadAll(sql)).getRows()).toEqual([[text]]);
  });

  it('have an example each', () => {
    const called = new Set(
      examples.flatMap(([call]) => [...call.matchAll(/\w+(?=\()/g)].map(([name]) => name.toLowerCase())),
    );

    expect([...macroNames].filter((name) => !called.has(name))).toEqual([]);
  });

  it('take the place of no function of DuckDB', async () => {
    const names = [...macroNames].map((name) => `'${name}'`).join(', ');
    const reader = await connection.runAndReadAll(
      `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_name IN (${names}) AND schema_name <> 'rockset'`,
    );

    expect(reader.getRows()).toEqual([]);
  });
});

describe('functions that make much of little', () => {
  it.each([
    ["repeat('ab', 2)", 'abab'],
    ['repeat([1], 2)', '[1, 1]'],
    ["repeat('ab', NULL)", null],
    ["lpad('a', 3, '-')", '--a'],
    ["rpad('a', 3, '-')", 'a--'],
    ['range(3)', '[0, 1, 2]'],
    ['generate_series(3, 1, -1)', '[3, 2, 1]'],
    ["range(DATE '2020-01-01', DATE '2020-01-02', INTERVAL 1 DAY)", "['2020-01-01 00:00:00']"],
    ['(SELECT count(*) FROM range(200000))', '200000'],
  ])('%s is %s', async (call, text) => {
    const reader = await connection.runAndReadAll(`SELECT CAST(${call} AS VARCHAR)`);
    expect(reader.getRows()).toEqual([[text]]);
  });

  it.each([
    "repeat('x', 2000000000)",
    "repeat('x', CASE WHEN random() < 2 THEN 2000000000 END)",
    "lpad('x', 2000000000, 'y')",
    "rpad('x', 2000000000, 'y')",
    'range(1000000000)',
    'generate_series(1, 1000000000)',
    'range(0, -1000000000, -1)',
    "range(TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-02', INTERVAL 1 MICROSECOND)",
    'list_transform([1000000000], lambda v: range(v))',
  ])('%s is refused', async (call) => {
    await expect(connection.runAndReadAll(`SELECT len(${call})`)).rejects.toThrow(
      /at most 10*0* (characters|elements)/,
    );
  });
});
