import { expect, it } from 'vitest';
import { printAge } from './reply-words.ts';

it.each([
  [0, '0.0 s'],
  [1249, '1.2 s'],
  [59_999, '60.0 s'],
  [60_000, '1 min'],
  [3_599_999, '60 min'],
  [3_600_000, '1 h'],
  [172_799_999, '48 h'],
  [172_800_000, '2 days'],
])('prints %i milliseconds as %s', (ms, text) => {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  expect(new Function('ms', `return ${printAge}(ms);`)(ms)).toBe(text);
});
