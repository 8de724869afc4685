import { invariant } from '../base/assert.ts';
import type { FieldPath, KeyFilter, Predicate, TypedValue } from '../plan/query-plan.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';

/** Elasticsearch takes no more terms in one query. */
const mostKeys = 65_536;
/** Beyond this part of a collection, reading it is faster than asking for keys. */
const mostOfCollection = 1 / 4;

/** Distinct values, without null, of a field of these rows; of its elements when it is `unnested`. */
export function distinctValues(
  fields: readonly Field[],
  batch: RowBatch,
  path: FieldPath,
  unnested: boolean,
): readonly Value[] {
  const index = fields.findIndex((field) => field.name === path[0]);
  invariant(index >= 0, `the field ${path[0]} was read`);
  const member = memberReader(fields[index]!, path.slice(1));
  const found = new Set<Value>();
  for (const whole of batch.columns[index]!) {
    const value = whole === null ? null : member(whole);
    if (value === null) continue;
    if (unnested) (value as readonly Value[]).forEach((element) => element !== null && found.add(element));
    else found.add(value);
  }
  return [...found];
}

function memberReader(field: Field, path: readonly string[]): (value: Value) => Value {
  const [name, ...rest] = path;
  if (name === undefined) return (value) => value;
  invariant(field.type.kind === 'struct', `${field.name} has members`);
  const index = field.type.fields.findIndex((member) => member.name === name);
  invariant(index >= 0, `${field.name} has a member ${name}`);
  const read = memberReader(field.type.fields[index]!, rest);
  return (value) => {
    const member = (value as readonly Value[])[index] ?? null;
    return member === null ? null : read(member);
  };
}

/**
 * What a key filter becomes once its keys are known: undefined when asking for them costs more than it saves, or is not possible.
 * Without keys nothing can match. `documents`: of the collection that is filtered.
 */
export function keyPredicate(
  filter: KeyFilter,
  keys: readonly Value[],
  documents: number | undefined,
): Predicate<TypedValue> | undefined {
  if (keys.length === 0) return { kind: 'nothing' };
  const { field, match, type } = filter;
  if (typeof match === 'object') {
    const value = keys.reduce((best, key) => (isGreater(key, best) === (match.of === 'max') ? key : best));
    return { kind: 'compare', field, comparison: match.comparison, operand: { type, value: asType(value, type) } };
  }
  const isWorthIt = filter.required || documents === undefined || keys.length <= documents * mostOfCollection;
  if (keys.length > mostKeys || !isWorthIt) return undefined;
  // One operand of a list type, however many keys there are.
  const operands = [{ type: { kind: 'list', element: type }, value: keys.map((key) => asType(key, type)) }] as const;
  return match === 'in'
    ? { kind: 'in', field, operands, negated: false }
    : { kind: 'holds', field, operands, quantity: 'any', negated: false };
}

/** DuckDB's order: NaN is the greatest number, texts compare by code points. */
function isGreater(one: Value, other: Value): boolean {
  if (typeof one === 'string' && typeof other === 'string')
    return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;
  if (Number.isNaN(one)) return !Number.isNaN(other);
  return !Number.isNaN(other) && one! > other!;
}

/** The key as a value of the type that both sides are compared as; only whole numbers are ever widened. */
function asType(key: Value, type: SqlType): Value {
  if (typeof key === 'number' && (type.kind === 'bigint' || type.kind === 'hugeint')) return BigInt(key);
  return typeof key === 'bigint' && type.kind === 'double' ? Number(key) : key;
}
