import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';

/** Calls `found` for a value that holds NaN or an infinity; undefined for types that cannot. */
export function watchNonFinite(type: SqlType, found: () => void): ((value: Value) => void) | undefined {
  switch (type.kind) {
    case 'double':
      return (value) => {
        if (value !== null && !Number.isFinite(value)) found();
      };
    case 'list': {
      const watch = watchNonFinite(type.element, found);
      return watch === undefined ? undefined : (value) => (value as readonly Value[] | null)?.forEach(watch);
    }
    case 'struct': {
      const watches = type.fields.map((field) => watchNonFinite(field.type, found));
      if (watches.every((watch) => watch === undefined)) return undefined;
      return (value) => (value as readonly Value[] | null)?.forEach((member, index) => watches[index]?.(member));
    }
    default:
      return undefined;
  }
}
