import type { BoundExpression } from '../bound-expression.ts';
import type { Operand } from '../query-plan.ts';
import { hasColumns } from '../expression-parts.ts';
import type { FilterRule } from './rule.ts';
import { allOf, anyOf, everything, nothing } from './weak.ts';

/**
 * `f IN (:a, 'b')` and its NOT. Null among the options never makes IN true, and never lets NOT IN be.
 * Must not fire when an option is a field, the value is computed, or it is a whole list or STRUCT.
 */
export const membership: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'in') return undefined;
  const field = context.field(condition.value);
  if (field === undefined || condition.options.some(hasColumns)) return undefined;
  if (field.type.sql?.kind === 'list' || field.type.sql?.kind === 'struct') return undefined;
  const constants: Operand[] = [];
  const computed: BoundExpression[] = [];
  let hasNull = false;
  for (const option of condition.options) {
    if (option.kind !== 'constant') computed.push(option);
    else if (option.value === null) hasNull = true;
    else constants.push({ kind: 'constant', type: option.type.sql!, value: option.value });
  }
  const presence = (present: boolean) => context.leaf({ kind: 'presence', field: field.path, present });
  const isAmong = (negated: boolean) => context.leaf({ kind: 'in', field: field.path, operands: constants, negated });
  if (outcome === 'null') {
    const absent = presence(false);
    if (computed.length === 0) {
      if (!hasNull) return absent;
      return anyOf([absent, constants.length === 0 ? presence(true) : isAmong(true)]);
    }
    const nulls = computed.map((option) => context.where({ kind: 'null test', child: option, present: false }, 'true'));
    // Of the rows where an option is null, those that are among the others are not null. That is left open here.
    const { predicate } = anyOf([absent, ...(hasNull ? [everything] : nulls)]);
    return { predicate, exact: false, why: `Whether ${context.print(condition)} is null is decided here.` };
  }
  const negated = condition.negated === (outcome === 'true');
  if (negated && hasNull) return nothing;
  const differs = (option: BoundExpression) =>
    context.where({ kind: 'compare', comparison: '<>', left: condition.value, right: option }, 'true');
  const among = constants.length === 0 ? [] : [isAmong(negated)];
  if (negated) return allOf([...among, ...computed.map(differs)]);
  if (computed.length === 0) return anyOf(among);
  const operands = computed.map((option) => context.operand(option, field.type));
  const known = operands.filter((operand) => operand !== undefined);
  if (known.length < operands.length) return undefined;
  return context.leaf({ kind: 'in', field: field.path, operands: [...constants, ...known], negated: false });
};
