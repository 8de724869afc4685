import { expect, it } from 'vitest';
import { orderedTime, printMark } from './object-mark.ts';

const object = { key: 'k', etag: 'new', modifiedMs: 5_000, bytes: 1, archived: false };

it.each([
  ['no mark: its own time', undefined, 5_000],
  ['read already', 'new@5000', undefined],
  ['read already, under a later time', 'new@9000', undefined],
  ['another content of the same second: after it', 'old@5000', 6_000],
  ['another content of a multipart upload that began earlier: after it', 'old@8000', 9_000],
  ['another content of long ago: its own time', 'old@1000', 5_000],
  ['an etag with an @ in it', 'o@1@2000', 5_000],
  ['what a folder left as a mark', '1767225600000-7', 5_000],
  ['an empty mark', '', 5_000],
])('%s', (_, mark, time) => {
  expect(orderedTime(object, mark)).toBe(time);
});

it('reads the mark it printed', () => {
  expect(orderedTime(object, printMark('new', 5_000))).toBeUndefined();
});
