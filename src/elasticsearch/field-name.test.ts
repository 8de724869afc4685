import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFieldName, encodeFieldName } from './field-name.ts';

describe('encodeFieldName', () => {
  it.each([
    ['name', 'name'],
    ['a.b', 'a%2Eb'],
    ['..', '%2E%2E'],
    ['100%', '100%25'],
    ['%2E', '%252E'],
    ['a*', 'a%2A'],
    ['_event_time', '_event_time'],
    ['_tomb', '%5Ftomb'],
    ['_id', '%5Fid'],
    ['__proto__', '%5F_proto__'],
    ['a_b', 'a_b'],
    ['', '%'],
    [' ', '%20'],
    ['\u00a0\t', '%C2%A0%09'],
    [' a', ' a'],
    ['ä€😀', 'ä€😀'],
    ['a"b', 'a"b'],
  ])('writes %j as %j', (name, encoded) => {
    expect(encodeFieldName(name)).toBe(encoded);
  });

  it('is undone by decodeFieldName, and keeps names apart', () => {
    const name = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('.', '%', '_', ' ', '2', 'E', 'a', 'ä', '\u3000', '*') }),
    );
    fc.assert(
      fc.property(name, (one) => {
        expect(decodeFieldName(encodeFieldName(one))).toBe(one);
      }),
    );
  });
});
