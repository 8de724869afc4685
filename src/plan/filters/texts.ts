import { hasColumns } from '../expression-parts.ts';
import type { TextMatch } from '../query-plan.ts';
import type { FilterRule } from './rule.ts';
import { anyOf, nothing } from './weak.ts';

const matches: Readonly<Record<string, { readonly match: TextMatch; readonly negated: boolean }>> = {
  prefix: { match: 'prefix', negated: false },
  starts_with: { match: 'prefix', negated: false },
  '^@': { match: 'prefix', negated: false },
  suffix: { match: 'suffix', negated: false },
  ends_with: { match: 'suffix', negated: false },
  contains: { match: 'substring', negated: false },
  '~~': { match: 'like', negated: false },
  '!~~': { match: 'like', negated: true },
  '~~*': { match: 'ilike', negated: false },
  '!~~*': { match: 'ilike', negated: true },
};

/**
 * LIKE, ILIKE, and what DuckDB makes of simple patterns: prefix, suffix, contains; starts_with, ends_with, `^@`.
 * Must not fire with ESCAPE, with GLOB or SIMILAR TO, when the pattern is the field, or on a field that is no text.
 */
export const texts: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'call' || condition.arguments.length !== 2 || !Object.hasOwn(matches, condition.name))
    return undefined;
  const [text, pattern] = condition.arguments as readonly [
    (typeof condition.arguments)[0],
    (typeof condition.arguments)[0],
  ];
  const field = context.field(text);
  if (field?.type.sql?.kind !== 'varchar' || hasColumns(pattern)) return undefined;
  if (outcome === 'null') {
    return anyOf([
      context.leaf({ kind: 'presence', field: field.path, present: false }),
      context.where({ kind: 'null test', child: pattern, present: false }, 'true'),
    ]);
  }
  if (pattern.kind === 'constant' && pattern.value === null) return nothing;
  const operand = context.operand(pattern, field.type);
  if (operand === undefined) return undefined;
  const { match, negated } = matches[condition.name]!;
  return context.leaf({
    kind: 'text',
    field: field.path,
    match,
    operand,
    negated: negated === (outcome === 'true'),
  });
};
