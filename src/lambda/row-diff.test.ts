import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../base/json.ts';
import { diffRows } from './row-diff.ts';

const rows = (...values: readonly number[]) => values.map((a) => ({ a }));
const diff = (expected: readonly number[], actual: readonly number[], ordered: boolean) =>
  diffRows(rows(...expected), rows(...actual), { comparable: canonicalJson, ordered });

describe('comparing rows', () => {
  it('finds no difference between equal rows, nor in their order when it says nothing', () => {
    expect([diff([1, 2], [1, 2], true), diff([1, 2, 2], [2, 1, 2], false), diff([], [], true)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('shows what is missing and what came instead, in order', () => {
    expect(diff([1, 2, 3], [1, 4, 3], true)).toBe('  {"a":1}\n- {"a":2}\n+ {"a":4}\n  {"a":3}');
    expect(diff([1, 2], [2, 1], true)).toBe('- {"a":1}\n  {"a":2}\n+ {"a":1}');
    expect(diff([1], [], true)).toBe('- {"a":1}');
  });

  it('counts equal rows of a set', () => {
    expect(diff([1, 1], [1], false)).toBe('  {"a":1}\n- {"a":1}');
    expect(diff([1], [1, 1], false)).toBe('  {"a":1}\n+ {"a":1}');
  });
});
