import { describe, expect, it } from 'vitest';
import type { Operand, Predicate, RowScan, TypedValue } from '../plan/query-plan.ts';
import type { Value } from '../schema/value.ts';
import { bindPredicate, bindScan } from './bind-scan.ts';

const text = { kind: 'varchar' } as const;
const given = (index: number): Operand => ({ kind: 'given', type: text, index });
const constant = (value: Value): Operand => ({ kind: 'constant', type: text, value });
const bound = (value: Value): TypedValue => ({ type: text, value });
const resolverOf =
  (...values: readonly Value[]) =>
  (operand: Operand): TypedValue =>
    operand.kind === 'constant'
      ? { type: operand.type, value: operand.value }
      : { type: operand.type, value: values[operand.index]! };

const equal = <O>(operand: O): Predicate<O> => ({ kind: 'compare', field: ['status'], comparison: '=', operand });
const within = <O>(operands: readonly O[], negated = false): Predicate<O> => ({
  kind: 'in',
  field: ['status'],
  operands,
  negated,
});
const holds = <O>(operands: readonly O[], quantity: 'any' | 'all', negated = false): Predicate<O> => ({
  kind: 'holds',
  field: ['tags'],
  operands,
  quantity,
  negated,
});
const everything = { kind: 'everything' } as const;
const nothing = { kind: 'nothing' } as const;

describe('bindPredicate', () => {
  it.each<[string, Predicate<Operand>, readonly Value[], Predicate<TypedValue>]>([
    ['puts an argument in its place', equal(given(0)), ['open'], equal(bound('open'))],
    ['keeps what the author wrote', equal(constant('open')), [], equal(bound('open'))],
    ['finds nothing equal to null', equal(given(0)), [null], nothing],
    [
      'drops a condition that is true',
      { kind: 'and', parts: [{ kind: 'given', operand: given(0) }, equal(given(1))] },
      [true, 'open'],
      equal(bound('open')),
    ],
    [
      'takes null for not true',
      { kind: 'and', parts: [{ kind: 'given', operand: given(0) }, equal(given(1))] },
      [null, 'open'],
      nothing,
    ],
    [
      'asks nothing when one side of an OR is true anyway',
      { kind: 'or', parts: [{ kind: 'given', operand: given(0) }, equal(given(1))] },
      [true, 'open'],
      everything,
    ],
    [
      'leaves out the side of an OR that is false',
      { kind: 'or', parts: [{ kind: 'given', operand: given(0) }, equal(given(1))] },
      [false, 'open'],
      equal(bound('open')),
    ],
    [
      'flattens what is nested without need',
      { kind: 'and', parts: [equal(given(0)), { kind: 'and', parts: [equal(given(1)), everything] }] },
      ['a', 'b'],
      { kind: 'and', parts: [equal(bound('a')), equal(bound('b'))] },
    ],
    ['leaves null out of a list', within([given(0), given(1)]), ['a', null], within([bound('a')])],
    ['finds nothing in a list of nulls', within([given(0)]), [null], nothing],
    ['finds nothing outside a list with null', within([given(0), given(1)], true), ['a', null], nothing],
    [
      'leaves null out of what a list may hold',
      holds([given(0), given(1)], 'any'),
      ['a', null],
      holds([bound('a')], 'any'),
    ],
    ['finds no list that holds null', holds([given(0)], 'any'), [null], nothing],
    ['finds no list that holds all of null', holds([given(0)], 'all'), [null], nothing],
    ['finds no list that does not hold null', holds([given(0)], 'any', true), [null], nothing],
    [
      'keeps a question about null',
      { kind: 'presence', field: ['status'], present: false },
      [],
      { kind: 'presence', field: ['status'], present: false },
    ],
  ])('%s', (_, predicate, values, expected) => {
    expect(bindPredicate(predicate, resolverOf(...values))).toEqual(expected);
  });
});

describe('bindScan', () => {
  const scan: RowScan = {
    kind: 'rows',
    collection: { workspace: 'commons', name: 'orders' },
    fields: ['status'],
    filter: equal(given(0)),
    exact: true,
    keys: [],
    leftovers: [],
  };

  it('adds the keys to the filter', () => {
    const keys = within([bound('x')]);
    expect(bindScan(scan, resolverOf('open'), [keys], ['status', 'amount'])).toEqual({
      kind: 'rows',
      collection: scan.collection,
      fields: ['status', 'amount'],
      filter: { kind: 'and', parts: [equal(bound('open')), keys] },
    });
  });

  it.each<[string, readonly Value[], readonly number[] | undefined]>([
    ['adds limit and offset up', [10, 5n], [15]],
    ['has no window for LIMIT NULL', [null, 5n], undefined],
    ['leaves a negative limit to the engine that runs the statement', [-1, 0], undefined],
  ])('%s', (_, [limit, offset], rows) => {
    const windowed: RowScan = { ...scan, window: { order: [], rows: [given(1), given(2)] } };
    const { window } = bindScan(windowed, resolverOf('open', limit!, offset!), [], []) as {
      window?: { rows: unknown };
    };
    expect(window?.rows).toEqual(rows);
  });
});
