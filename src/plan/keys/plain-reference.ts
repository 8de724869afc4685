import type { BoundExpression } from '../bound-expression.ts';
import type { BoundType } from '../bound-type.ts';
import { typeOf } from '../expression-parts.ts';

/** A column, or a member inside its structs. */
export interface PlainReference {
  readonly column: number;
  readonly members: readonly string[];
}

/**
 * The one column whose values an expression passes on: as they are, inside a struct, or cast so that equal stays equal, less stays less and
 * nothing is lost. Undefined for everything that computes.
 */
export function plainReference(expression: BoundExpression | undefined): PlainReference | undefined {
  switch (expression?.kind) {
    case 'column':
      return { column: expression.index, members: [] };
    case 'cast':
      return keepsValues(typeOf(expression.child), expression.type) ? plainReference(expression.child) : undefined;
    case 'call': {
      const [struct, name] = expression.arguments;
      if (expression.name !== 'struct_extract' || struct === undefined || name?.kind !== 'constant') return undefined;
      const type = typeOf(struct).sql;
      const wanted = typeof name.value === 'string' ? name.value.toLowerCase() : undefined;
      const member =
        type?.kind === 'struct' ? type.fields.find((field) => field.name.toLowerCase() === wanted) : undefined;
      const inside = plainReference(struct);
      if (member === undefined || inside === undefined) return undefined;
      return { column: inside.column, members: [...inside.members, member.name] };
    }
    default:
      return undefined;
  }
}

/** Casts that are one-to-one and keep the order. DECIMAL and VARCHAR are left out: what they make compares by other rules. */
const widening: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ['BIGINT', 'HUGEINT', 'DOUBLE'],
  BIGINT: ['HUGEINT'],
};

function keepsValues(from: BoundType, to: BoundType): boolean {
  if (from.text === undefined || to.text === undefined) return false;
  return from.text === to.text || (widening[from.text]?.includes(to.text) ?? false);
}
