import type { FilterRule } from './rule.ts';

/**
 * A boolean field alone: `WHERE active`, `WHERE NOT active`.
 * Must not fire on fields of other types, whose cast to BOOLEAN loses something.
 */
export const booleanFields: FilterRule = (condition, outcome, context) => {
  const field = context.field(condition);
  if (field?.type.sql?.kind !== 'boolean') return undefined;
  return outcome === 'null'
    ? context.leaf({ kind: 'presence', field: field.path, present: false })
    : context.leaf({
        kind: 'compare',
        field: field.path,
        comparison: '=',
        operand: { kind: 'constant', type: { kind: 'boolean' }, value: outcome === 'true' },
      });
};
