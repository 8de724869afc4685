import { describe, expect, it } from 'vitest';
import { parseType } from '../../schema/parse-type.ts';
import { makeCellDecoder } from './cell-decoder.ts';

const decode = (type: string, cell: string | null): unknown => {
  const decoded = makeCellDecoder([{ name: 'f', type: parseType(type)! }], ['other', 'f'])(['x', cell]);
  return decoded.ok ? decoded.values[0] : decoded.message;
};

describe('cell decoder', () => {
  it.each([
    ['VARCHAR', 'plain', 'plain'],
    ['VARCHAR', '', ''],
    ['INTEGER', null, null],
    ['INTEGER', ' 12 ', 12],
    ['BIGINT', '9223372036854775807', 9223372036854775807n],
    ['DOUBLE', '+1.5', 1.5],
    ['DECIMAL(18,2)', '3.5', 350n],
    ['BOOLEAN', 'TRUE', true],
    ['BOOLEAN', '0', false],
    ['DATE', '2026-08-17', 20682],
    ['TIMESTAMPTZ', '1970-01-01 00:00:01Z', 1000000n],
    ['VARCHAR[]', '["a","b"]', ['a', 'b']],
    ['STRUCT(a INTEGER)', '{"a":1}', [1]],
    ['JSON', '{"a": 1.50}', '{"a":1.50}'],
  ])('reads %s from %s', (type, cell, expected) => {
    expect(decode(type, cell)).toEqual(expected);
  });

  it.each([
    ['INTEGER', '12 Euro', 'Field "f": expected INTEGER, got the text "12 Euro".'],
    ['INTEGER', '1.5', 'Field "f": expected INTEGER, got the text "1.5".'],
    ['INTEGER', '', 'Field "f": expected INTEGER, got the text "".'],
    ['INTEGER', '1},{"a":2', 'Field "f": expected INTEGER, got the text "1},{\\"a\\":2".'],
    ['BOOLEAN', 'maybe', 'Field "f": expected BOOLEAN, got the text "maybe".'],
    ['DATE', '17.08.2026', 'Field "f": expected DATE, got the text "17.08.2026".'],
  ])('refuses as %s the cell %s', (type, cell, message) => {
    expect(decode(type, cell)).toBe(message);
  });

  it('gives null for a declared field without a column', () => {
    expect(makeCellDecoder([{ name: 'missing', type: { kind: 'varchar' } }], ['a'])(['1'])).toEqual({
      ok: true,
      values: [null],
    });
  });
});
