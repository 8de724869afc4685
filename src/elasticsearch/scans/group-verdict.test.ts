import { expect, it } from 'vitest';
import { parseType } from '../../schema/parse-type.ts';
import type { AskedField } from './find-field.ts';
import { groupVerdict } from './group-verdict.ts';

const list = (type: string, more: Partial<AskedField> = {}): AskedField => ({
  path: 'l',
  name: 'l',
  id: false,
  type: parseType(type)!,
  list: true,
  unique: true,
  indexed: { kind: 'floating', bits: 64 },
  ignoreAbove: undefined,
  mayIgnore: true,
  ...more,
});

it.each<[string, AskedField, string | undefined]>([
  ['DECIMAL(15,2)', list('DECIMAL(15,2)'), undefined],
  ['DOUBLE', list('DOUBLE'), undefined],
  // Two elements that differ in the index no more are one there.
  ['DECIMAL(24,4)', list('DECIMAL(24,4)'), 'l has more digits than the doubles of the index'],
  ['DOUBLE, not unique', list('DOUBLE', { unique: false }), 'l may hold an element twice, and an index keeps it once'],
])('elements of a unique list of %s are counted inside only where the index tells them apart', (_, field, why) => {
  expect(groupVerdict(field, { unnested: true })).toEqual(
    why === undefined ? { kind: 'exact' } : { kind: 'here', why },
  );
});
