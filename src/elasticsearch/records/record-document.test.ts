import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentId, memberKey, numberTerm, textTerm, toRecordDocument } from './record-document.ts';

it('keeps the value as text and what lists ask for beside it', () => {
  expect(
    toRecordDocument('lease', 'a/b', { holder: 'h', at: 2, list: ['x'], none: null, deep: { text: 'y' } }),
  ).toEqual({
    kind: 'lease',
    id: 'a/b',
    value: '{"holder":"h","at":2,"list":["x"],"none":null,"deep":{"text":"y"}}',
    texts: { holder: 'h' },
    numbers: { at: 'c000000000000000' },
  });
});

it('sorts numbers as texts like numbers', () => {
  const number = fc.oneof(fc.double({ noNaN: true }), fc.integer());
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [x, y] = [numberTerm(a), numberTerm(b)];
      expect([x < y, x === y]).toEqual([a < b, a === b]);
      expect(x).toHaveLength(16);
    }),
  );
});

it('takes short texts and names as they are and others by their hash', () => {
  const hash = /^#[0-9a-f]{64}$/;
  expect([memberKey('failed_at_ms'), textTerm(''), textTerm('ü "x"')]).toEqual(['failed_at_ms', '', 'ü "x"']);
  for (const name of ['', 'a.b', '#x', ' ', 'x'.repeat(101), '__proto__\0']) expect(memberKey(name)).toMatch(hash);
  for (const text of ['x'.repeat(257), '#x']) expect(textTerm(text)).toMatch(hash);
});

it('never makes an id that Elasticsearch refuses', () => {
  expect(documentId('dead-letter', 'commons.c/s/1')).toBe('dead-letter/commons.c/s/1');
  expect(documentId('dead-letter', 'ä'.repeat(300))).toMatch(/^dead-letter\/#[0-9a-f]{64}$/);
  expect(documentId('tag', '')).toBe('tag/');
});
