import { isJsonObject, type Json } from '../base/json.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { objectsOf } from './tree.ts';

/**
 * The value of a constant in a plan: `{type, is_null, value}`. Undefined when it cannot be read exactly: whole numbers beyond 2^53 must come
 * as texts of digits, as JSON.parse ruins them.
 */
export function readValue(constant: Json | undefined, type: SqlType): Value | undefined {
  if (!isJsonObject(constant)) return undefined;
  if (constant['is_null'] === true) return null;
  const value = constant['value'];
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'date':
      return typeof value === 'number' ? value : undefined;
    case 'bigint':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return readWhole(value);
    case 'hugeint':
      // UBIGINT has the type too.
      return isJsonObject(value) ? readWide(value) : readWhole(value);
    case 'decimal':
      return isJsonObject(value) ? readWide(value) : readWhole(value);
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'varchar':
    case 'json':
      return typeof value === 'string' ? value : undefined;
    case 'uuid':
      return readUuid(value);
    case 'list':
      return readChildren(value, () => type.element);
    case 'struct':
      return readChildren(value, (index) => type.fields[index]?.type);
  }
}

function readWhole(value: Json | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

/** 128 bits: the lower 64 are unsigned. */
function readWide(value: Json | undefined): bigint | undefined {
  if (!isJsonObject(value)) return undefined;
  const [upper, lower] = [readWhole(value['upper']), readWhole(value['lower'])];
  return upper === undefined || lower === undefined ? undefined : (upper << 64n) + lower;
}

/** DuckDB flips the first bit, so that they sort as numbers. */
function readUuid(value: Json | undefined): string | undefined {
  const wide = readWide(value);
  if (wide === undefined) return undefined;
  const hex = (BigInt.asUintN(128, wide) ^ (1n << 127n)).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function readChildren(
  value: Json | undefined,
  typeAt: (index: number) => SqlType | undefined,
): readonly Value[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const values: Value[] = [];
  for (const [index, child] of objectsOf(value['children']).entries()) {
    const type = typeAt(index);
    const read = type === undefined ? undefined : readValue(child, type);
    if (read === undefined) return undefined;
    values.push(read);
  }
  return values;
}
