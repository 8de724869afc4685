import type { BoundExpression } from '../../../src/plan/bound-expression.ts';

const operators: Readonly<Record<string, string>> = {
  distinct: 'IS DISTINCT FROM',
  'not distinct': 'IS NOT DISTINCT FROM',
};

/** SQL of an expression whose columns have these names; undefined for what this test's engine is not asked. */
export function printSql(expression: BoundExpression, names: readonly (string | undefined)[]): string | undefined {
  const print = (part: BoundExpression): string | undefined => printSql(part, names);
  const all = (parts: readonly BoundExpression[]): readonly string[] | undefined => {
    const texts = parts.map(print);
    return texts.includes(undefined) ? undefined : (texts as readonly string[]);
  };
  switch (expression.kind) {
    case 'column':
      return names[expression.index];
    case 'constant':
      return printConstant(expression);
    case 'compare': {
      const sides = all([expression.left, expression.right]);
      return sides && `(${sides[0]} ${operators[expression.comparison] ?? expression.comparison} ${sides[1]})`;
    }
    case 'and':
    case 'or': {
      const parts = all(expression.parts);
      return parts && `(${parts.join(` ${expression.kind} `)})`;
    }
    case 'not': {
      const child = print(expression.child);
      return child && `(NOT ${child})`;
    }
    case 'null test': {
      const child = print(expression.child);
      return child && `(${child} IS ${expression.present ? 'NOT ' : ''}NULL)`;
    }
    case 'in': {
      const parts = all([expression.value, ...expression.options]);
      return parts && `(${parts[0]} ${expression.negated ? 'NOT ' : ''}IN (${parts.slice(1).join(', ')}))`;
    }
    case 'cast': {
      const child = print(expression.child);
      return child && expression.type.text && `CAST(${child} AS ${expression.type.text})`;
    }
    case 'call': {
      const parts = ['list_contains', 'contains', 'list_value'].includes(expression.name)
        ? all(expression.arguments)
        : undefined;
      return parts && `${expression.name}(${parts.join(', ')})`;
    }
    default:
      return undefined;
  }
}

function printConstant({ type, value }: Extract<BoundExpression, { kind: 'constant' }>): string | undefined {
  if (value === null) return 'NULL';
  switch (type.sql?.kind) {
    case 'varchar':
      return `'${String(value).replaceAll("'", "''")}'`;
    case 'integer':
    case 'bigint':
    case 'boolean':
    case 'double':
      return `CAST('${String(value)}' AS ${type.text})`;
    case 'timestamptz':
      return `make_timestamptz(${String(value)})`;
    case 'list': {
      const element = type.sql.element;
      if (element.kind !== 'varchar' || !Array.isArray(value)) return undefined;
      const items = (value as readonly (string | null)[]).map((item) => (item === null ? 'NULL' : `'${item}'`));
      return `CAST([${items.join(', ')}] AS VARCHAR[])`;
    }
    default:
      return undefined;
  }
}
