import type { BoundExpression } from './bound-expression.ts';

type Of<Kind extends BoundExpression['kind']> = BoundExpression & { readonly kind: Kind };

/** How the words of an expression are written; undefined: it cannot be. */
export interface ExpressionWords {
  column(index: number): string | undefined;
  parameter(parameter: Of<'parameter'>): string | undefined;
  constant(constant: Of<'constant'>): string | undefined;
  interval(interval: Of<'interval'>): string | undefined;
  /** The name of a function; of an operator it stands between its arguments. */
  function(call: Of<'call'>): string | undefined;
  /** The type of a cast. */
  cast(child: string, cast: Of<'cast'>): string | undefined;
  other(expression: BoundExpression): string | undefined;
}

/** The expression as SQL in these words, in parentheses where it has parts; undefined when a word is missing. */
export function printExpression(expression: BoundExpression, words: ExpressionWords): string | undefined {
  const print = (child: BoundExpression): string | undefined => printExpression(child, words);
  const joined = (parts: readonly BoundExpression[], separator: string): string | undefined => {
    const texts = parts.map(print);
    return texts.includes(undefined) ? undefined : texts.join(separator);
  };
  const within = (text: string | undefined): string | undefined => (text === undefined ? undefined : `(${text})`);
  switch (expression.kind) {
    case 'column':
      return words.column(expression.index);
    case 'constant':
      return words.constant(expression);
    case 'interval':
      return words.interval(expression);
    case 'parameter':
      return words.parameter(expression);
    case 'cast': {
      const child = print(expression.child);
      return child === undefined ? undefined : words.cast(child, expression);
    }
    case 'compare':
      return within(joined([expression.left, expression.right], ` ${comparisonWord(expression)} `));
    case 'and':
      return within(joined(expression.parts, ' AND '));
    case 'or':
      return within(joined(expression.parts, ' OR '));
    case 'not':
      return within(prefixed('NOT ', print(expression.child)));
    case 'null test':
      return within(suffixed(print(expression.child), expression.present ? ' IS NOT NULL' : ' IS NULL'));
    case 'in': {
      const [value, options] = [print(expression.value), joined(expression.options, ', ')];
      if (value === undefined || options === undefined) return undefined;
      return `(${value} ${expression.negated ? 'NOT IN' : 'IN'} (${options}))`;
    }
    case 'between':
      return within(printBetween(expression, print));
    case 'coalesce':
      return prefixed('coalesce', within(joined(expression.parts, ', ')));
    case 'call':
      return printCall(expression, words, print);
    case 'case':
      return printCase(expression, print);
    case 'aggregate':
    case 'window':
    case 'unnest':
    case 'other':
      return words.other(expression);
  }
}

type Print = (child: BoundExpression) => string | undefined;

function comparisonWord({ comparison }: Of<'compare'>): string {
  if (comparison === 'distinct') return 'IS DISTINCT FROM';
  return comparison === 'not distinct' ? 'IS NOT DISTINCT FROM' : comparison;
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${prefix}${text}`;
}

function suffixed(text: string | undefined, suffix: string): string | undefined {
  return text === undefined ? undefined : `${text}${suffix}`;
}

function printBetween(between: Of<'between'>, print: Print): string | undefined {
  const [value, lower, upper] = [print(between.value), print(between.lower), print(between.upper)];
  if (value === undefined || lower === undefined || upper === undefined) return undefined;
  const signs = [between.lowerInclusive ? '>=' : '>', between.upperInclusive ? '<=' : '<'];
  return `${value} ${signs[0]} ${lower} AND ${value} ${signs[1]} ${upper}`;
}

function printCall(call: Of<'call'>, words: ExpressionWords, print: Print): string | undefined {
  const name = words.function(call);
  const texts = call.arguments.map(print);
  if (name === undefined || texts.includes(undefined)) return undefined;
  if (!call.isOperator) return `${name}(${texts.join(', ')})`;
  if (texts.length === 1) return `(${name} ${texts[0]})`;
  return texts.length === 2 ? `(${texts[0]} ${name} ${texts[1]})` : undefined;
}

function printCase(expression: Of<'case'>, print: Print): string | undefined {
  const checks = expression.checks.map(({ when, then }) => [print(when), print(then)]);
  const otherwise = print(expression.otherwise);
  if (otherwise === undefined || checks.flat().includes(undefined)) return undefined;
  return `CASE${checks.map(([when, then]) => ` WHEN ${when} THEN ${then}`).join('')} ELSE ${otherwise} END`;
}
