import { expect, it } from 'vitest';
import { showAddress } from './show-address.ts';

it.each([
  ['https://example.com/a?b', '"https://example.com/a?b"'],
  ['https://me:secret@example.com', '"https://…@example.com"'],
  ['ftp://me:sec/ret@example.com', '"ftp://…@example.com"'],
  ['me:secret@example.com', '"…@example.com"'],
  ['a\nb', '"a\\nb"'],
])('shows %j as %s', (text, shown) => {
  expect(showAddress(text)).toBe(shown);
});
