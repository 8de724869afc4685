import { expect, it } from 'vitest';
import { byteToCharOffset, placeAt } from './location.ts';

it.each([
  ['abc', 1, { line: 1, column: 2, snippet: 'abc\n ^' }],
  ['a\nbc', 3, { line: 2, column: 2, snippet: 'bc\n ^' }],
  ['a\r\nbc', 1, { line: 1, column: 2, snippet: 'a\n ^' }],
  ['\tab', 2, { line: 1, column: 3, snippet: '\tab\n\t ^' }],
  ['😀x', 2, { line: 1, column: 2, snippet: '😀x\n ^' }],
  ['', 7, { line: 1, column: 1, snippet: '\n^' }],
  ['ab\n', 3, { line: 2, column: 1, snippet: '\n^' }],
])('shows the place in %j at %i', (text, offset, place) => {
  expect(placeAt(text, offset)).toEqual(place);
});

it('cuts a long line around the place', () => {
  const { snippet, column } = placeAt(`${'a'.repeat(500)}X${'b'.repeat(500)}`, 500);

  expect(column).toBe(501);
  expect(snippet).toBe(`${'a'.repeat(50)}X${'b'.repeat(49)}\n${' '.repeat(50)}^`);
});

it.each([
  ['aéx', 3, 2],
  ['😀x', 4, 2],
  ['abc', 99, 3],
])('counts the bytes of %j before %i', (text, bytes, chars) => {
  expect(byteToCharOffset(text, bytes)).toBe(chars);
});
