import { describe, expect, it } from 'vitest';
import type { Operand, Predicate, RowScan } from './query-plan.ts';
import { scanVerdict } from './scan-verdict.ts';

const operand: Operand = { kind: 'constant', type: { kind: 'varchar' }, value: 'x' };
const equal: Predicate<Operand> = { kind: 'compare', field: ['status'], comparison: '=', operand };
const above: Predicate<Operand> = { kind: 'compare', field: ['amount'], comparison: '>', operand };
const scan = (filter: Predicate<Operand>): RowScan => ({
  kind: 'rows',
  collection: { workspace: 'commons', name: 'orders' },
  fields: [],
  filter,
  exact: true,
  keys: [],
  leftovers: [],
});

describe('scanVerdict', () => {
  it.each<[string, RowScan, string]>([
    ['an equality', scan(equal), 'keyed'],
    ['an equality beside a range', scan({ kind: 'and', parts: [above, equal] }), 'keyed'],
    ['a choice of two equalities', scan({ kind: 'or', parts: [equal, equal] }), 'keyed'],
    ['an equality or a range', scan({ kind: 'or', parts: [equal, above] }), 'filtered'],
    ['a range', scan(above), 'filtered'],
    ['nothing', scan({ kind: 'everything' }), 'WHOLE'],
    ['the first rows', { ...scan({ kind: 'everything' }), window: { order: [], rows: [operand] } }, 'bounded'],
  ])('of %s', (_, one, verdict) => {
    expect(scanVerdict(one)).toBe(verdict);
  });
});
