import type { BoundExpression } from '../bound-expression.ts';
import { boundType } from '../bound-type.ts';
import { hasColumns } from '../expression-parts.ts';
import type { Operand } from '../query-plan.ts';
import type { FilterContext, FilterRule } from './rule.ts';
import { anyOf, nothing } from './weak.ts';

const contains: ReadonlySet<string> = new Set(['contains', 'list_contains', 'list_has', 'array_contains', 'array_has']);
const hasAny: ReadonlySet<string> = new Set(['list_has_any', 'array_has_any', '&&']);
const hasAll: ReadonlySet<string> = new Set(['list_has_all', 'array_has_all', '@>']);

/**
 * `f IN :list` (bound as contains), `list_contains(f, :x)`, `list_has_any(f, :list)`, `list_has_all(f, :list)`. DuckDB passes over null elements
 * on both sides; a null list or a null value makes them null.
 * Must not fire when both sides are fields, or a given list must hold all of a field's elements.
 */
export const lists: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'call' || condition.arguments.length !== 2) return undefined;
  const parts = sidesOf(condition, context);
  if (parts === undefined) return undefined;
  const { field, value, ask } = parts;
  if (outcome === 'null') {
    return anyOf([
      context.leaf({ kind: 'presence', field, present: false }),
      context.where({ kind: 'null test', child: value, present: false }, 'true'),
    ]);
  }
  if (value.kind === 'constant' && value.value === null) return nothing;
  const operand = parts.operand();
  return operand === undefined ? undefined : ask(operand, outcome === 'false');
};

function sidesOf(call: BoundExpression & { readonly kind: 'call' }, context: FilterContext) {
  const [first, second] = call.arguments as readonly [BoundExpression, BoundExpression];
  const listField = context.field(first);
  const isList = listField?.type.sql?.kind === 'list';
  if (contains.has(call.name))
    return isList ? listHolds(first, second, 'element', 'any', context) : inList(first, second, context);
  if (hasAny.has(call.name)) {
    return isList ? listHolds(first, second, 'list', 'any', context) : listHolds(second, first, 'list', 'any', context);
  }
  if (hasAll.has(call.name)) return listHolds(first, second, 'list', 'all', context);
  return call.name === '<@' ? listHolds(second, first, 'list', 'all', context) : undefined;
}

function listHolds(
  list: BoundExpression,
  value: BoundExpression,
  as: 'element' | 'list',
  quantity: 'any' | 'all',
  context: FilterContext,
) {
  const field = context.field(list);
  const type = field?.type.sql;
  if (field === undefined || type?.kind !== 'list' || hasColumns(value)) return undefined;
  return {
    field: field.path,
    value,
    operand: () => context.operand(value, as === 'element' ? boundType(type.element) : field.type),
    ask: (operand: Operand, negated: boolean) =>
      context.leaf({ kind: 'holds', field: field.path, operands: [operand], quantity, negated }),
  };
}

/** A field among the elements of a list that is known before. */
function inList(list: BoundExpression, value: BoundExpression, context: FilterContext) {
  const field = context.field(value);
  if (field?.type.sql === undefined || hasColumns(list)) return undefined;
  const type = boundType({ kind: 'list', element: field.type.sql });
  return {
    field: field.path,
    value: list,
    operand: () => (isText(list) ? undefined : context.operand(list, type)),
    ask: (operand: Operand, negated: boolean) =>
      context.leaf({ kind: 'in', field: field.path, operands: [operand], negated }),
  };
}

/** `contains('abc', k)` is about text. */
function isText(expression: BoundExpression): boolean {
  return 'type' in expression && expression.type.sql?.kind === 'varchar';
}
