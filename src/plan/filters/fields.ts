import type { SqlType } from '../../schema/sql-type.ts';
import type { BoundExpression } from '../bound-expression.ts';
import { boundType, sameType, type BoundType } from '../bound-type.ts';
import type { FieldUse } from './rule.ts';

/**
 * The field that an expression is: a column, members of a STRUCT inside each other, under casts that lose nothing.
 * Must not fire under a cast that loses digits, changes the order (`CAST(n AS VARCHAR)`) or may fail.
 */
export function fieldOf(
  expression: BoundExpression,
  nameOf: (column: number) => string | undefined,
): FieldUse | undefined {
  switch (expression.kind) {
    case 'column': {
      const name = nameOf(expression.index);
      return name === undefined ? undefined : { path: [name], type: expression.type };
    }
    case 'call':
      return memberOf(expression, nameOf);
    case 'cast': {
      const inner = fieldOf(expression.child, nameOf);
      return inner !== undefined && isLossless(inner.type, expression.type)
        ? { path: inner.path, type: expression.type }
        : undefined;
    }
    default:
      return undefined;
  }
}

const extracts: ReadonlySet<string> = new Set(['struct_extract', 'array_extract', 'list_extract', 'list_element']);

function memberOf(
  call: BoundExpression & { readonly kind: 'call' },
  nameOf: (column: number) => string | undefined,
): FieldUse | undefined {
  const [struct, name] = call.arguments;
  if (!extracts.has(call.name) || struct === undefined || name?.kind !== 'constant') return undefined;
  // Under a cast the members would be other ones.
  const outer = struct.kind === 'cast' ? undefined : fieldOf(struct, nameOf);
  if (outer?.type.sql?.kind !== 'struct' || typeof name.value !== 'string') return undefined;
  const wanted = name.value.toLowerCase();
  const member = outer.type.sql.fields.find((field) => field.name.toLowerCase() === wanted);
  return member === undefined ? undefined : { path: [...outer.path, member.name], type: boundType(member.type) };
}

/** Whether a cast keeps every value apart and in order, and never fails. */
export function isLossless(from: BoundType, to: BoundType): boolean {
  if (sameType(from, to)) return true;
  if (from.sql === undefined || to.sql === undefined) return false;
  // FLOAT and SMALLINT have the values of wider types of ours, and lose some.
  if (!sameType(to, boundType(to.sql)) || !sameType(from, boundType(from.sql))) return false;
  return widens(from.sql, to.sql);
}

const wholeDigits: Readonly<Record<string, number>> = { integer: 10, bigint: 19 };

function widens(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'list')
    return to.kind === 'list' && (isEqual(from.element, to.element) || widens(from.element, to.element));
  if (from.kind === 'decimal') {
    if (to.kind === 'decimal') return to.scale >= from.scale && to.width - to.scale >= from.width - from.scale;
    // Fifteen digits are what a double keeps apart.
    return to.kind === 'double' && from.width <= 15;
  }
  if (to.kind === 'decimal') return to.width - to.scale >= (wholeDigits[from.kind] ?? Infinity);
  switch (from.kind) {
    case 'integer':
      return to.kind === 'bigint' || to.kind === 'hugeint' || to.kind === 'double';
    case 'bigint':
      return to.kind === 'hugeint';
    // The time zone is UTC for every statement.
    case 'date':
      return to.kind === 'timestamp' || to.kind === 'timestamptz';
    case 'timestamp':
      return to.kind === 'timestamptz';
    default:
      return false;
  }
}

function isEqual(one: SqlType, other: SqlType): boolean {
  return sameType(boundType(one), boundType(other));
}
