import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { parseExact } from '../exact-json.ts';
import { memberDecoder } from './decode-document.ts';
import { fieldEncoder, printHead, UnfitValue } from './encode-document.ts';

const scalar = (kind: 'boolean' | 'integer' | 'bigint' | 'hugeint' | 'double' | 'varchar' | 'json'): SqlType => ({
  kind,
});
const decimal = (width: number, scale: number): SqlType => ({ kind: 'decimal', width, scale });
const encode = (type: SqlType, value: NonNullable<Value>): string => fieldEncoder({ name: 'f', type })(value);
const decode = (type: SqlType, json: string): Value =>
  memberDecoder({ name: 'f', type })(parseExact(`{"f":${json}}`) as object);

describe('a value in _source', () => {
  it.each<[SqlType, NonNullable<Value>, string]>([
    [scalar('boolean'), false, 'false'],
    [scalar('integer'), -2147483648, '-2147483648'],
    [scalar('bigint'), 2n ** 63n - 1n, '9223372036854775807'],
    [scalar('hugeint'), -(2n ** 127n), '-170141183460469231731687303715884105728'],
    [scalar('double'), 0.1, '0.1'],
    [scalar('double'), 5e-324, '5e-324'],
    [scalar('double'), 1e21, '1e+21'],
    [scalar('double'), -0, '-0.0'],
    [scalar('double'), NaN, '"NaN"'],
    [scalar('double'), -Infinity, '"-Infinity"'],
    [decimal(18, 2), -5n, '-0.05'],
    [decimal(38, 10), 1n, '0.0000000001'],
    [decimal(5, 0), 12n, '12'],
    [scalar('varchar'), 'a"\\\n\u0000ä😀', String.raw`"a\"\\\n\u0000ä😀"`],
    [scalar('json'), '{"a":1.10}', String.raw`"{\"a\":1.10}"`],
    [{ kind: 'date' }, -719162, '"0001-01-01"'],
    [{ kind: 'date' }, 2_932_897, '"+010000-01-01"'],
    [{ kind: 'date' }, 2_147_483_647, '"infinity"'],
    [{ kind: 'time' }, 3_600_000_000n, '"01:00:00.000000"'],
    [{ kind: 'time' }, 1n, '"00:00:00.000001"'],
    [{ kind: 'timestamp' }, 1_787_001_597_558_577n, '"2026-08-17T21:19:57.558577Z"'],
    [{ kind: 'timestamptz' }, -62_135_596_800_000_001n, '"+000000-12-31T23:59:59.999999Z"'],
    [{ kind: 'timestamptz' }, -9_223_372_036_854_775_807n, '"-infinity"'],
    [{ kind: 'list', element: scalar('bigint') }, [1n, null, 2n ** 60n], '[1,null,1152921504606846976]'],
    [
      {
        kind: 'struct',
        fields: [
          { name: 'a.b', type: scalar('varchar') },
          { name: '', type: scalar('integer') },
        ],
      },
      ['x', null],
      '{"a%2Eb":"x"}',
    ],
    [
      { kind: 'list', element: { kind: 'struct', fields: [{ name: '_x', type: scalar('integer') }] } },
      [[1], null, [null]],
      '[{"%5Fx":1},null,{}]',
    ],
    [{ kind: 'struct', fields: [{ name: 'constructor', type: scalar('integer') }] }, [null], '{}'],
  ])('%j: %s is %s, and is read back', (type, value, json) => {
    expect(encode(type, value)).toBe(json);
    expect(decode(type, json)).toEqual(value);
  });

  it.each<[SqlType, NonNullable<Value>]>([
    [scalar('boolean'), 'true'],
    [scalar('integer'), 1.5],
    [scalar('integer'), '1,"x":2'],
    [scalar('bigint'), 1],
    [scalar('hugeint'), 'no number'],
    [scalar('double'), '1'],
    [decimal(4, 1), 1.5],
    [scalar('varchar'), 1],
    [scalar('json'), 1n],
    [{ kind: 'date' }, '2026-01-01'],
    [{ kind: 'time' }, 1],
    [{ kind: 'timestamptz' }, 'now'],
    [{ kind: 'list', element: scalar('varchar') }, 'x'],
    [{ kind: 'list', element: scalar('varchar') }, [1]],
    [{ kind: 'struct', fields: [{ name: 'a', type: scalar('varchar') }] }, 'x'],
  ])('%j refuses %s', (type, value) => {
    expect(() => encode(type, value)).toThrow(UnfitValue);
  });

  it.each<[SqlType, string, Value]>([
    [scalar('integer'), '"-7"', -7],
    [scalar('integer'), '"seven"', null],
    [scalar('bigint'), '"9223372036854775807"', 2n ** 63n - 1n],
    [scalar('bigint'), '"1.5"', null],
    [scalar('hugeint'), '"-170141183460469231731687303715884105728"', -(2n ** 127n)],
    [scalar('double'), '"0.1"', 0.1],
    [scalar('double'), '"constructor"', null],
    [decimal(5, 2), '"1.25"', 125n],
    [scalar('varchar'), '12', '12'],
    [scalar('varchar'), '9223372036854775807', '9223372036854775807'],
    [scalar('varchar'), '[]', null],
  ])('of a writer that knows a former type: %j of %s is %s', (type, json, value) => {
    expect(decode(type, json)).toEqual(value);
  });

  it('keeps every time, far ones too', () => {
    const micros = fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n });
    fc.assert(
      fc.property(micros, (one) => {
        expect(decode({ kind: 'timestamptz' }, encode({ kind: 'timestamptz' }, one))).toBe(one);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), (day) => {
        expect(decode({ kind: 'date' }, encode({ kind: 'date' }, day))).toBe(day);
      }),
    );
  });

  it('keeps every decimal and every double', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 20 }), (unscaled, scale) => {
        const type = decimal(38, scale);
        expect(decode(type, encode(type, unscaled))).toBe(unscaled);
      }),
    );
    fc.assert(
      fc.property(fc.double(), (number) => {
        expect(decode(scalar('double'), encode(scalar('double'), number))).toBe(number);
      }),
    );
  });
});

describe('printHead', () => {
  it('holds the event time, the version where it is needed, and the mark of a tombstone', () => {
    const eventTime = 0n;
    expect(printHead({ eventTime, isTombstone: false })).toBe('{"_event_time":"1970-01-01T00:00:00.000000Z"');
    expect(printHead({ eventTime, isTombstone: true, version: 2n ** 63n - 1n })).toBe(
      '{"_event_time":"1970-01-01T00:00:00.000000Z","_v":9223372036854775807,"_tomb":true',
    );
  });
});
