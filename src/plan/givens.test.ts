import { expect, it } from 'vitest';
import { parseType } from '../schema/parse-type.ts';
import type { BoundExpression } from './bound-expression.ts';
import { boundType } from './bound-type.ts';
import { collectGivens } from './givens.ts';

const type = (text: string) => parseType(text)!;
const cast = (name: string, from: string, to: string): BoundExpression => ({
  kind: 'cast',
  child: { kind: 'parameter', name, type: boundType(type(from)) },
  type: boundType(type(to)),
  attempt: false,
});

it.each([
  ['DOUBLE', 'DECIMAL(5,1)', true],
  ['DOUBLE', 'BIGINT', true],
  ['DOUBLE', 'VARCHAR', false],
  ['DECIMAL(5,1)', 'DOUBLE', false],
  ['BIGINT', 'DOUBLE', false],
  ['VARCHAR', 'INTEGER', true],
])('a cast from %s to %s may fail for an argument that a statement is prepared for: %s', (from, to, fails) => {
  const givens = collectGivens([{ name: 'x', type: type(from) }]);
  const operand = givens.operand(cast('x', from, to));
  const computed = `CAST(CAST($x AS ${from}) AS ${to})`;

  expect(givens.failure(cast('x', from, to)) !== undefined).toBe(fails);
  expect(operand).toEqual({ kind: 'given', type: type(to), index: 0 });
  expect(givens.givens([0])?.sql).toBe(`SELECT ${fails ? `TRY(${computed})` : computed}`);
});
