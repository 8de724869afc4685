import { describe, expect, it } from 'vitest';
import type { KeyFilter } from '../plan/query-plan.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { distinctValues, keyPredicate } from './key-values.ts';

const text = { kind: 'varchar' } as const;

describe('distinctValues', () => {
  const fields: readonly Field[] = [
    { name: 'id', type: text },
    { name: 'tags', type: { kind: 'list', element: text } },
    {
      name: 'address',
      type: {
        kind: 'struct',
        fields: [
          { name: 'zip', type: text },
          { name: 'city', type: text },
        ],
      },
    },
  ];
  const batch = {
    rowCount: 4,
    columns: [
      ['a', 'b', 'a', null],
      [['x', null], ['y', 'x'], null, []],
      [['1', 'Bern'], null, ['2', null], ['3', 'Bern']],
    ],
  };

  it.each([
    ['a field', ['id'] as const, false, ['a', 'b']],
    ['the elements of a list', ['tags'] as const, true, ['x', 'y']],
    ['a member of a STRUCT', ['address', 'city'] as const, false, ['Bern']],
  ])('finds those of %s, without null', (_, path, unnested, expected) => {
    expect(distinctValues(fields, batch, path, unnested)).toEqual(expected);
  });
});

describe('keyPredicate', () => {
  const filter: KeyFilter = {
    source: { kind: 'scan', scan: 0, field: ['product_id'], unnested: false },
    field: ['product_id'],
    type: text,
    match: 'in',
    required: false,
  };
  const operands = (keys: readonly string[]) => [{ type: { kind: 'list', element: text }, value: keys }];

  it('asks for the keys as one list', () => {
    expect(keyPredicate(filter, ['a', 'b'], 1000)).toEqual({
      kind: 'in',
      field: ['product_id'],
      operands: operands(['a', 'b']),
      negated: false,
    });
  });

  it('asks for nothing without keys', () => {
    expect(keyPredicate(filter, [], 1000)).toEqual({ kind: 'nothing' });
  });

  it('reads all when the keys are more than a quarter of the collection', () => {
    expect(keyPredicate(filter, ['a', 'b'], 7)).toBeUndefined();
    expect(keyPredicate(filter, ['a', 'b'], 8)).toBeDefined();
    expect(keyPredicate({ ...filter, required: true }, ['a', 'b'], 7)).toBeDefined();
  });

  it('reads all when there are more keys than one query takes', () => {
    const keys = Array.from({ length: 65_537 }, (_, index) => `k${index}`);
    expect(keyPredicate(filter, keys, undefined)).toBeUndefined();
    expect(keyPredicate({ ...filter, required: true }, keys, undefined)).toBeUndefined();
    expect(keyPredicate(filter, keys.slice(1), undefined)).toBeDefined();
  });

  it('takes the greatest key as a bound', () => {
    const bound: KeyFilter = { ...filter, type: { kind: 'bigint' }, match: { comparison: '>', of: 'max' } };
    expect(keyPredicate(bound, [3n, 11n, 7n], 10)).toEqual({
      kind: 'compare',
      field: ['product_id'],
      comparison: '>',
      operand: { type: { kind: 'bigint' }, value: 11n },
    });
  });

  it.each<[string, 'max' | 'min', readonly Value[], SqlType['kind'], Value]>([
    ['NaN is the greatest', 'max', [1, NaN, 2], 'double', NaN],
    ['NaN is not the least', 'min', [NaN, 2, 1], 'double', 1],
    ['texts compare by code points', 'max', ['\uffee', '\u{1f600}'], 'varchar', '\u{1f600}'],
    ['whole numbers widen', 'min', [3, 2], 'bigint', 2n],
  ])('bounds as DuckDB compares: %s', (_, of, keys, kind, value) => {
    const bound: KeyFilter = {
      ...filter,
      type: { kind } as SqlType,
      match: { comparison: of === 'max' ? '<=' : '>=', of },
    };
    expect(keyPredicate(bound, keys, 10)).toMatchObject({ operand: { value } });
  });

  it('sends keys as values of the type that is compared', () => {
    expect(keyPredicate({ ...filter, type: { kind: 'bigint' } }, [1, 2], 100)).toMatchObject({
      operands: [{ value: [1n, 2n] }],
    });
  });
});
