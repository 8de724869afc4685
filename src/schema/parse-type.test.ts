import { describe, expect, it } from 'vitest';
import { parseType } from './parse-type.ts';
import { printType } from './print-type.ts';
import type { SqlType } from './sql-type.ts';

describe('parseType', () => {
  it.each<[string, SqlType]>([
    ['INT', { kind: 'integer' }],
    ['smallint', { kind: 'integer' }],
    ['BigInt', { kind: 'bigint' }],
    ['uinteger', { kind: 'bigint' }],
    ['UBIGINT', { kind: 'hugeint' }],
    ['float', { kind: 'double' }],
    ['double  precision', { kind: 'double' }],
    ['STRING', { kind: 'varchar' }],
    ['varchar(20)', { kind: 'varchar' }],
    ['timestamp', { kind: 'timestamp' }],
    ['timestamp without time zone', { kind: 'timestamp' }],
    ['Timestamp With Time Zone', { kind: 'timestamptz' }],
    ['DECIMAL', { kind: 'decimal', width: 18, scale: 3 }],
    ['numeric(10)', { kind: 'decimal', width: 10, scale: 0 }],
    [' decimal( 38 , 38 ) ', { kind: 'decimal', width: 38, scale: 38 }],
    ['text[][]', { kind: 'list', element: { kind: 'list', element: { kind: 'varchar' } } }],
    [
      'STRUCT(a INT, "b "" c" STRUCT(d json)[])',
      {
        kind: 'struct',
        fields: [
          { name: 'a', type: { kind: 'integer' } },
          {
            name: 'b " c',
            type: { kind: 'list', element: { kind: 'struct', fields: [{ name: 'd', type: { kind: 'json' } }] } },
          },
        ],
      },
    ],
  ])('reads %s', (text, type) => {
    expect(parseType(text)).toEqual(type);
  });

  it.each([
    '',
    'intt',
    'constructor',
    '__proto__',
    'int[',
    'int]',
    'int[3]',
    'decimal(39,1)',
    'decimal(5,6)',
    'decimal(5',
    'struct',
    'struct()',
    'struct(a)',
    'struct(a int, A text)',
    'struct(a int,)',
    'time with time zone',
    'int; drop table x',
    '"int"',
    "enum('a')",
    'map(int, int)',
    'varchar(x)',
  ])('does not know %j', (text) => {
    expect(parseType(text)).toBeUndefined();
  });

  it('reads back what printType prints', () => {
    const type: SqlType = {
      kind: 'list',
      element: {
        kind: 'struct',
        fields: [
          { name: 'x', type: { kind: 'decimal', width: 9, scale: 2 } },
          { name: 'order', type: { kind: 'timestamptz' } },
          { name: 'a "b', type: { kind: 'list', element: { kind: 'hugeint' } } },
        ],
      },
    };

    expect(printType(type)).toBe('STRUCT(x DECIMAL(9,2), "order" TIMESTAMPTZ, "a ""b" HUGEINT[])[]');
    expect(parseType(printType(type))).toEqual(type);
  });
});
