import type { Predicate, TypedValue } from '../../plan/query-plan.ts';

const longest = 300;

/** What was asked, for errors: fields and operators, without the values. `everything` when nothing was. */
export function describeFilter(predicate: Predicate<TypedValue>): string {
  const text = describe(predicate);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function describe(predicate: Predicate<TypedValue>): string {
  switch (predicate.kind) {
    case 'everything':
    case 'nothing':
      return predicate.kind;
    case 'given':
      return predicate.operand.value === true ? 'everything' : 'nothing';
    case 'and':
    case 'or': {
      const parts = predicate.parts.map(describe).filter((part) => part !== 'everything');
      const text = parts.join(predicate.kind === 'and' ? ' AND ' : ' OR ');
      return parts.length < 2 ? text || 'everything' : `(${text})`;
    }
    case 'compare':
      return `${predicate.field.join('.')} ${predicate.comparison} …`;
    case 'in':
      return `${predicate.field.join('.')} ${predicate.negated ? 'NOT IN' : 'IN'} (${predicate.operands.length} values)`;
    case 'text':
      return `${predicate.field.join('.')} ${predicate.negated ? 'NOT ' : ''}${predicate.match} …`;
    case 'holds':
      return `${predicate.field.join('.')} ${predicate.negated ? 'does not hold' : 'holds'} ${predicate.quantity} of ${predicate.operands.length} values`;
    case 'presence':
      return `${predicate.field.join('.')} IS ${predicate.present ? 'NOT ' : ''}NULL`;
  }
}
