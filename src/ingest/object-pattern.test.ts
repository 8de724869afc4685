import { expect, it } from 'vitest';
import { literalPrefix, objectPattern } from './object-pattern.ts';

it.each([
  ['products/*.csv', 'products/'],
  ['in c+/', 'in c+/'],
  ['day={day}/x', 'day='],
  ['a?b', 'a'],
  ['**', ''],
  ['a{b/c*', 'a{b/c'],
  ['', ''],
])('the keys that %s matches begin with %j', (pattern, prefix) => {
  expect(literalPrefix(pattern)).toBe(prefix);
});

it('refuses a name that is captured twice', () => {
  expect(() => objectPattern('{day}/{day}')).toThrow('The pattern "{day}/{day}" captures {day} twice.');
});

it('captures parts of a segment, and takes what has a meaning elsewhere literally', () => {
  expect(objectPattern('a+(b)/{x}-{y}.csv')('a+(b)/1-2.csv')).toEqual({ x: '1', y: '2' });
});
