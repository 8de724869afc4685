import fc from 'fast-check';
import type { Value } from '../../../src/schema/value.ts';
import { anyPredicate, parameters } from '../pushdown-filters/predicates.ts';
import { anyGrouping } from '../pushdown-groups/statements.ts';
import { anyStatement } from '../pushdown-keys/statements.ts';
import { forms } from '../pushdown-keys/templates.ts';
import type { Argument, Case } from './wide-parts.ts';
import { anyWideCase } from './wide-statements.ts';

type Values = Case['values'];

const filterValues: fc.Arbitrary<Values> = fc.record(
  Object.fromEntries(
    Object.entries(parameters).map(([name, { type, values }]) => [
      name,
      (values as fc.Arbitrary<Value>).map((value): Argument => ({ type, value })),
    ]),
  ),
);

const shopValues: fc.Arbitrary<Values> = fc
  .constantFrom('u-1', 'u-2', null)
  .map((value) => ({ userid: { type: 'VARCHAR', value }, text: { type: 'VARCHAR', value: '2' } }));

const unordered = (text: fc.Arbitrary<string>, values: fc.Arbitrary<Values>): fc.Arbitrary<Case> =>
  fc.record({ text, values, ordered: fc.constant(false) });

/** Columns of a whose order DuckDB and an index may see differently. */
const sorted: fc.Arbitrary<Case> = fc
  .record({
    where: anyPredicate,
    by: fc.constantFrom('k', 'n', 'big', 'dbl', 'dec', 'flag', 'dt', 'ts', 't', 'u', 's.x', 's.z.w', '_event_time'),
    way: fc.constantFrom('', ' DESC', ' NULLS FIRST', ' DESC NULLS FIRST'),
    limit: fc.constantFrom('LIMIT 3', 'LIMIT 7 OFFSET 2', 'LIMIT :m', 'LIMIT 50', 'LIMIT 5 OFFSET :n', ''),
    values: filterValues,
  })
  .map(({ where, by, way, limit, values }) => ({
    text: `SELECT id, a.${by} AS v FROM a WHERE ${where} ORDER BY a.${by}${way}, id ${limit}`,
    values,
    ordered: true,
  }));

/** Statements of every family, with arguments. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  unordered(
    fc.tuple(fc.constantFrom(...forms), anyPredicate).map(([form, predicate]) => form(predicate)),
    filterValues,
  ),
  unordered(anyStatement, fc.constant({})),
  unordered(anyGrouping, shopValues),
  sorted,
  { weight: 2, arbitrary: anyWideCase },
);
