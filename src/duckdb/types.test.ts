import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { readChunk } from './read-vector.ts';
import { sqlTypeOf } from './types.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function run(
  expression: string,
): Promise<{ readonly type: ReturnType<typeof sqlTypeOf>; readonly value: Value }> {
  const result = await connection.run(`SELECT ${expression}`);
  const type = sqlTypeOf(result.columnType(0));
  if ('unsupported' in type) return { type, value: null };
  return { type, value: readChunk((await result.fetchChunk())!).columns[0]![0]! };
}

const list = (element: SqlType): SqlType => ({ kind: 'list', element });

describe('types of DuckDB', () => {
  it.each<[string, SqlType, Value]>([
    ['true', { kind: 'boolean' }, true],
    ['(-128)::TINYINT', { kind: 'integer' }, -128],
    ['32767::SMALLINT', { kind: 'integer' }, 32767],
    ['(-2147483648)::INTEGER', { kind: 'integer' }, -2147483648],
    ['255::UTINYINT', { kind: 'integer' }, 255],
    ['65535::USMALLINT', { kind: 'integer' }, 65535],
    ['4294967295::UINTEGER', { kind: 'bigint' }, 4294967295n],
    ['9007199254740993::BIGINT', { kind: 'bigint' }, 9007199254740993n],
    ['18446744073709551615::UBIGINT', { kind: 'hugeint' }, 18446744073709551615n],
    ["'-170141183460469231731687303715884105728'::HUGEINT", { kind: 'hugeint' }, -(2n ** 127n)],
    ['340282366920938463463374607431768211455::UHUGEINT', { kind: 'hugeint' }, 2n ** 128n - 1n],
    ['1.5::FLOAT', { kind: 'double' }, 1.5],
    ["'NaN'::DOUBLE", { kind: 'double' }, NaN],
    ["'-inf'::DOUBLE", { kind: 'double' }, -Infinity],
    ['12.50::DECIMAL(4,2)', { kind: 'decimal', width: 4, scale: 2 }, 1250n],
    ['12.50::DECIMAL(9,2)', { kind: 'decimal', width: 9, scale: 2 }, 1250n],
    ['-12.50::DECIMAL(18,2)', { kind: 'decimal', width: 18, scale: 2 }, -1250n],
    ['12.50::DECIMAL(38,2)', { kind: 'decimal', width: 38, scale: 2 }, 1250n],
    ["'more than twelve bytes, ü𝒳'", { kind: 'varchar' }, 'more than twelve bytes, ü𝒳'],
    ["'b'::ENUM('a', 'b')", { kind: 'varchar' }, 'b'],
    ["DATE '1969-12-31'", { kind: 'date' }, -1],
    ["TIME '24:00:00'", { kind: 'time' }, 86_400_000_000n],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", { kind: 'timestamp' }, -1n],
    ["TIMESTAMP 'infinity'", { kind: 'timestamp' }, 2n ** 63n - 1n],
    ["TIMESTAMP_S '2020-01-01 00:00:01'", { kind: 'timestamp' }, 1577836801000000n],
    ["TIMESTAMP_S '-infinity'", { kind: 'timestamp' }, -(2n ** 63n) + 1n],
    ["TIMESTAMP_MS '1969-12-31 23:59:59.999'", { kind: 'timestamp' }, -1000n],
    ["TIMESTAMP_NS '1969-12-31 23:59:59.9999991'", { kind: 'timestamp' }, -1n],
    ["TIMESTAMPTZ '2020-01-01 00:00:00+01'", { kind: 'timestamptz' }, 1577833200000000n],
    ["'4AC7A9E9-607C-4C8A-84F3-843F0191E3FD'::UUID", { kind: 'uuid' }, '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'],
    [`'{"a": 9007199254740993}'::JSON`, { kind: 'json' }, '{"a": 9007199254740993}'],
    ['NULL', { kind: 'integer' }, null],
    ['[]::VARCHAR[]', list({ kind: 'varchar' }), []],
    ["[['a'], NULL, [NULL]]", list(list({ kind: 'varchar' })), [['a'], null, [null]]],
    ['[1, 2, 3]::INTEGER[3]', list({ kind: 'integer' }), [1, 2, 3]],
    [
      "{'1': 1, '0': ['1'::JSON]}",
      {
        kind: 'struct',
        fields: [
          { name: '1', type: { kind: 'integer' } },
          { name: '0', type: list({ kind: 'json' }) },
        ],
      },
      [1, ['1']],
    ],
  ])('%s is read as declared', async (expression, type, value) => {
    expect(await run(expression)).toEqual({ type, value });
  });

  it.each([
    ['INTERVAL 1 DAY', 'the type INTERVAL has no form in JSON: CAST it to VARCHAR, or take a number with epoch(…)'],
    ["'a'::BLOB", 'the type BLOB has no form in JSON: write base64(…) or hex(…) around it'],
    ["'101'::BIT", 'the type BIT has no form in JSON: CAST it to VARCHAR'],
    [
      "MAP {'a': 1}",
      'the type MAP(VARCHAR, INTEGER) has no form in JSON: write map_entries(…) around it, or CAST it to JSON',
    ],
    ["TIMETZ '10:00:00+01'", 'the type TIME WITH TIME ZONE has no form in JSON: CAST it to TIME, or to VARCHAR'],
    [
      'union_value(a := 1)',
      'the type UNION("a" INTEGER) has no form in JSON: CAST it to VARCHAR, or take one member with union_extract(…)',
    ],
    ['[INTERVAL 1 DAY]', 'the type INTERVAL has no form in JSON: CAST it to VARCHAR, or take a number with epoch(…)'],
    ["{'a': 'a'::BLOB}", 'the type BLOB has no form in JSON: write base64(…) or hex(…) around it'],
    ['row(1, 2)', "its members have no names: write {'name': value, …} instead of row(…)"],
  ])('%s is refused with what to write instead', async (expression, unsupported) => {
    expect((await run(expression)).type).toEqual({ unsupported });
  });
});
