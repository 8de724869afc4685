import type { BoundExpression } from '../bound-expression.ts';
import type { Operand } from '../query-plan.ts';
import { hasColumns } from '../columns-inside.ts';
import type { FilterRule } from './rule.ts';
import { allOf, anyOf, nothing, unknown } from './weak.ts';

/**
 * `f IN (:a, 'b')` and its NOT. Null among the options never makes IN true, and never lets NOT IN be.
 * Must not fire when an option is a field, the value is computed, or it is a whole list or STRUCT.
 */
export const membership: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'in') return undefined;
  const field = context.field(condition.value);
  if (field === undefined || condition.options.some(hasColumns)) return undefined;
  if (field.type.sql?.kind === 'list' || field.type.sql?.kind === 'struct') return undefined;
  const absent = context.leaf({ kind: 'presence', field: field.path, present: false });
  const isNull = (option: BoundExpression) =>
    context.where({ kind: 'null test', child: option, present: false }, 'true');
  const nulls = condition.options.map(isNull).filter(({ predicate }) => predicate.kind !== 'nothing');
  if (outcome === 'null') {
    if (nulls.length === 0) return absent;
    // A value that is among the options is not null either, which is left open here.
    const weak = anyOf([absent, ...nulls]);
    return weak.predicate.kind === 'everything'
      ? weak
      : { ...unknown(`${context.print(condition)} may be null.`), predicate: weak.predicate };
  }
  const negated = condition.negated === (outcome === 'true');
  const constants: Operand[] = [];
  const computed: BoundExpression[] = [];
  for (const option of condition.options) {
    if (option.kind !== 'constant') computed.push(option);
    else if (option.value !== null) constants.push({ kind: 'constant', type: option.type.sql!, value: option.value });
    else if (negated) return nothing;
  }
  const compare = (option: BoundExpression, comparison: '=' | '<>') =>
    context.where({ kind: 'compare', comparison, left: condition.value, right: option }, 'true');
  const among =
    constants.length === 0 ? [] : [context.leaf({ kind: 'in', field: field.path, operands: constants, negated })];
  if (negated) return allOf([...among, ...computed.map((option) => compare(option, '<>'))]);
  if (computed.length === 0) return anyOf(among);
  const operands = computed.map((option) => context.operand(option, field.type));
  const known = operands.filter((operand) => operand !== undefined);
  if (known.length < operands.length) return undefined;
  return context.leaf({ kind: 'in', field: field.path, operands: [...constants, ...known], negated: false });
};
