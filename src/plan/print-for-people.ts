import { printType } from '../schema/print-type.ts';
import { textPrinter } from '../schema/wire-value.ts';
import type { BoundExpression } from './bound-expression.ts';
import { childrenOf } from './expression-parts.ts';
import { printExpression, type ExpressionWords } from './print-expression.ts';

const mostCharacters = 300;

/** The expression as SQL for people: parameters as `:name`, constants as literals, and `…` where it is long or has no form. */
export function printForPeople(expression: BoundExpression, columnName: (index: number) => string): string {
  const words: ExpressionWords = {
    column: columnName,
    parameter: ({ name }) => (name === 'rp_now' ? 'now()' : `:${name}`),
    constant: printLiteral,
    interval: printInterval,
    function: ({ name }) => name,
    cast: (child, { type, attempt }) => `${attempt ? 'TRY_CAST' : 'CAST'}(${child} AS ${type.text ?? '…'})`,
    other: (other) => `${other.kind === 'other' ? other.what : other.kind}(${printInside(other, words)})`,
  };
  const text = printExpression(expression, words) ?? '…';
  const bare = /^\((.*)\)$/s.exec(text)?.[1];
  const open = bare !== undefined && isBalanced(bare) ? bare : text;
  return open.length > mostCharacters ? `${open.slice(0, mostCharacters)}…` : open;
}

function printInside(expression: BoundExpression, words: ExpressionWords): string {
  return childrenOf(expression)
    .map((child) => printExpression(child, words) ?? '…')
    .join(', ');
}

function printLiteral({ type, value }: BoundExpression & { readonly kind: 'constant' }): string {
  if (value === null) return 'NULL';
  if (type.sql === undefined) return '…';
  const text = textPrinter(type.sql)(value);
  switch (type.sql.kind) {
    case 'boolean':
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'decimal':
      return text;
    case 'varchar':
    case 'list':
    case 'struct':
      return `'${text.replaceAll("'", "''")}'`;
    default:
      return `${printType(type.sql)} '${text.replaceAll("'", "''")}'`;
  }
}

function printInterval({ months, days, micros }: BoundExpression & { readonly kind: 'interval' }): string {
  const parts = [`${months} months`, `${days} days`, `${micros} microseconds`].filter((part) => !part.startsWith('0 '));
  return `INTERVAL '${parts.length === 0 ? '0 days' : parts.join(' ')}'`;
}

/** No parenthesis closes one that stands outside. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const part of text.replaceAll(/'(?:[^']|'')*'/g, '')) {
    if (part === '(') depth += 1;
    if (part === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return true;
}
