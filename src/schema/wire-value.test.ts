import { describe, expect, it } from 'vitest';
import type { SqlType } from './sql-type.ts';
import type { Value } from './value.ts';
import { textPrinter, wirePrinter } from './wire-value.ts';

const list = (element: SqlType): SqlType => ({ kind: 'list', element });
const decimal: SqlType = { kind: 'decimal', width: 18, scale: 2 };
const item: SqlType = {
  kind: 'struct',
  fields: [
    { name: 'na"me', type: { kind: 'varchar' } },
    { name: 'on', type: { kind: 'date' } },
  ],
};

describe('wirePrinter', () => {
  it.each<[SqlType, Value, string]>([
    [{ kind: 'boolean' }, true, 'true'],
    [{ kind: 'integer' }, -7, '-7'],
    [{ kind: 'bigint' }, 9_007_199_254_740_993n, '9007199254740993'],
    [
      { kind: 'hugeint' },
      170_141_183_460_469_231_731_687_303_715_884_105_727n,
      '170141183460469231731687303715884105727',
    ],
    [{ kind: 'double' }, 0.1, '0.1'],
    [{ kind: 'double' }, 1e21, '1e+21'],
    [{ kind: 'double' }, -0, '0'],
    [{ kind: 'double' }, Number.NaN, 'null'],
    [{ kind: 'double' }, Number.NEGATIVE_INFINITY, 'null'],
    [decimal, 1250n, '12.50'],
    [decimal, -5n, '-0.05'],
    [{ kind: 'decimal', width: 5, scale: 0 }, 12n, '12'],
    [{ kind: 'varchar' }, 'a"b\n', '"a\\"b\\n"'],
    [{ kind: 'varchar' }, '\ud800x', '"\\ud800x"'],
    [{ kind: 'uuid' }, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"'],
    [{ kind: 'json' }, '{"a":9007199254740993}', '{"a":9007199254740993}'],
    [{ kind: 'json' }, '{\n  "a": "x\\n"\r\n}', '{   "a": "x\\n" }'],
    [{ kind: 'date' }, 20_682, '"2026-08-17"'],
    [{ kind: 'time' }, 1n, '"00:00:00.000001"'],
    [{ kind: 'timestamp' }, 0n, '"1970-01-01T00:00:00"'],
    [{ kind: 'timestamptz' }, 1_787_001_597_558_577n, '"2026-08-17T21:19:57.558577Z"'],
    [list(list({ kind: 'integer' })), [[1, null], null, []], '[[1,null],null,[]]'],
    [list(item), [['x', 0], null], '[{"na\\"me":"x","on":"1970-01-01"},null]'],
    [item, null, 'null'],
  ])('prints %j', (type, value, text) => {
    const print = wirePrinter(type, 'plain');

    expect(print(value)).toBe(text);
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it.each<[SqlType, Value, string]>([
    [{ kind: 'date' }, 20_682, '{"__rockset_type":"date","value":"2026-08-17"}'],
    [{ kind: 'time' }, 0n, '{"__rockset_type":"time","value":"00:00:00"}'],
    [{ kind: 'timestamp' }, 0n, '{"__rockset_type":"datetime","value":"1970-01-01T00:00:00"}'],
    [{ kind: 'timestamptz' }, 0n, '"1970-01-01T00:00:00.000000Z"'],
    [list({ kind: 'date' }), [0, null], '[{"__rockset_type":"date","value":"1970-01-01"},null]'],
  ])('wraps %j as Rockset did', (type, value, text) => {
    expect(wirePrinter(type, 'rockset')(value)).toBe(text);
  });
});

describe('textPrinter', () => {
  it.each<[SqlType, Value, string]>([
    [{ kind: 'varchar' }, null, ''],
    [{ kind: 'varchar' }, 'a"b', 'a"b'],
    [{ kind: 'double' }, Number.NaN, 'NaN'],
    [decimal, 1n, '0.01'],
    [{ kind: 'timestamptz' }, 0n, '1970-01-01T00:00:00.000000Z'],
    [{ kind: 'timestamp' }, 0n, '1970-01-01T00:00:00'],
    [{ kind: 'time' }, 0n, '00:00:00'],
    [{ kind: 'date' }, 0, '1970-01-01'],
    [list({ kind: 'varchar' }), ['a', null], '["a",null]'],
    [{ kind: 'json' }, '[1]', '[1]'],
  ])('prints %j as bare text', (type, value, text) => {
    expect(textPrinter(type)(value)).toBe(text);
  });
});
