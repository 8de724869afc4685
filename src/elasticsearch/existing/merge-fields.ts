import { printType } from '../../schema/print-type.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs } from '../indexed-field.ts';
import { describeMapping } from './describe-mapping.ts';
import { unindexed, type FoundField, type ReadableField } from './found-field.ts';
import { isFalse, type IndexFacts, type MappedObject } from './mapping.ts';

/** A field and the index that it was found in first. */
interface Origin {
  readonly index: string;
  readonly field: FoundField;
}

/** The fields of several indices as one list. Where they differ it says in which, and a type that two give differently is a conflict. */
export function mergeIndices(indices: readonly IndexFacts[]): readonly FoundField[] {
  const [first, ...rest] = indices;
  if (first === undefined) return [];
  const seen: IndexFacts[] = [first];
  let merged: readonly Origin[] = describeMapping(first).map((field) => ({ index: first.name, field }));
  for (const index of rest) {
    merged = mergeLists(merged, describeMapping(index), index, seen, []);
    seen.push(index);
  }
  return merged.map(({ field }) => field);
}

/** `seen`: the indices that `origins` come from. `path`: the names of the objects around them. */
function mergeLists(
  origins: readonly Origin[],
  fields: readonly FoundField[],
  index: IndexFacts,
  seen: readonly IndexFacts[],
  path: readonly string[],
): readonly Origin[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const known = new Set(origins.map(({ field }) => field.name));
  const both = origins.map((origin): Origin => {
    const other = byName.get(origin.field.name);
    if (other === undefined) return { ...origin, field: whereUnmapped(origin.field, [index], path) };
    return { ...origin, field: mergeField(origin, other, index, seen, path) };
  });
  const added = fields
    .filter((field) => !known.has(field.name))
    .map((field): Origin => ({ index: index.name, field: whereUnmapped(field, seen, path) }));
  return [...both, ...added];
}

/** An index that keeps members which it does not map has documents with values that it cannot find. */
function whereUnmapped(field: FoundField, others: readonly IndexFacts[], path: readonly string[]): FoundField {
  if (field.kind !== 'readable' || field.indexed.kind === 'unindexed') return field;
  const blind = others.find((index) => keepsUnmapped(index.mapping, path));
  if (blind === undefined) return field;
  return { ...field, indexed: unindexed(`${blind.name} does not map it, and does not index what it does not map`) };
}

function keepsUnmapped(mapping: MappedObject, path: readonly string[]): boolean {
  let dynamic = mapping.dynamic;
  let object: MappedObject | undefined = mapping;
  for (const name of path) {
    object = object.properties?.[name];
    if (object === undefined) break;
    dynamic = object.dynamic ?? dynamic;
  }
  return isFalse(dynamic);
}

function mergeField(
  { index: firstIndex, field: a }: Origin,
  b: FoundField,
  index: IndexFacts,
  seen: readonly IndexFacts[],
  path: readonly string[],
): FoundField {
  if (a.kind !== 'readable') return a;
  if (b.kind === 'left-out') return { ...b, why: `In ${index.name}: ${b.why}` };
  if (b.kind === 'conflict') return b;
  const conflict = (why: string): FoundField => ({ kind: 'conflict', name: a.name, path: a.path, why });
  const types = `${a.path} is ${printShort(a.type)} in ${firstIndex} and ${printShort(b.type)} in ${index.name}.`;
  if (a.path !== b.path)
    return conflict(`${a.name} is an alias of ${a.path} in ${firstIndex} and not in ${index.name}.`);
  if (a.members !== undefined && b.members !== undefined && a.type.kind === b.type.kind)
    return mergeObjects(a, b, { firstIndex, index, seen, path });
  if (a.indexed.kind === 'date' && b.indexed.kind === 'date' && widerFormat(a.indexed, b.indexed) === undefined)
    return conflict(
      `${a.path} has the date format ${a.indexed.format} in ${firstIndex} and ${b.indexed.format} in ${index.name}.`,
    );
  const type = commonType(a.type, b.type);
  if (type === undefined) return conflict(types);
  const indexed = commonIndexed(a.indexed, b.indexed, `${firstIndex} and ${index.name} index it differently`);
  return { ...withoutMembers(a), type, indexed };
}

function mergeObjects(
  a: ReadableField,
  b: ReadableField,
  {
    firstIndex,
    index,
    seen,
    path,
  }: { firstIndex: string; index: IndexFacts; seen: readonly IndexFacts[]; path: readonly string[] },
): FoundField {
  const origins = a.members!.map((field): Origin => ({ index: firstIndex, field }));
  const members = mergeLists(origins, b.members!, index, seen, [...path, a.name]).map(({ field }) => field);
  const conflict = members.find((member) => member.kind === 'conflict');
  if (conflict !== undefined) return { ...conflict, name: a.name, path: a.path };
  const readable = members.filter((member) => member.kind === 'readable');
  const struct: SqlType = { kind: 'struct', fields: readable.map(({ name, type }) => ({ name, type })) };
  return { ...a, members, type: a.type.kind === 'list' ? { kind: 'list', element: struct } : struct };
}

function withoutMembers({ kind, name, path, type, indexed }: ReadableField): ReadableField {
  return { kind, name, path, type, indexed };
}

type DateIndexed = Extract<IndexedAs, { kind: 'date' }>;

const wholeOrder = ['integer', 'bigint', 'hugeint'];

/** The type that holds the values of both without loss; undefined when there is none. */
function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === b.kind) return a.kind === 'struct' || a.kind === 'list' ? undefined : a;
  const [x, y] = [wholeOrder.indexOf(a.kind), wholeOrder.indexOf(b.kind)];
  return x >= 0 && y >= 0 ? (x > y ? a : b) : undefined;
}

/** What can be asked of both; `why` when that is nothing. */
function commonIndexed(a: IndexedAs, b: IndexedAs, why: string): IndexedAs {
  if (a.kind === 'unindexed') return a;
  if (b.kind === 'unindexed') return b;
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a.kind === 'keyword' && b.kind === 'keyword')
    return { kind: 'keyword', ignoreAbove: smaller(a.ignoreAbove, b.ignoreAbove) };
  if (a.kind === 'text' && b.kind === 'text') {
    if (a.keyword === undefined || a.keyword.path !== b.keyword?.path) return { kind: 'text' };
    return {
      kind: 'text',
      keyword: { ...a.keyword, ignoreAbove: smaller(a.keyword.ignoreAbove, b.keyword.ignoreAbove) },
    };
  }
  if (a.kind === 'date' && b.kind === 'date' && a.nanos === b.nanos)
    return { kind: 'date', nanos: a.nanos, format: widerFormat(a, b)! };
  return unindexed(why);
}

/** The format that takes all that the other takes too; undefined when the same text may mean two moments. */
function widerFormat(a: DateIndexed, b: DateIndexed): string | undefined {
  const [first, second] = [a.format!.split('||'), b.format!.split('||')];
  if (second.every((one) => first.includes(one))) return a.format;
  return first.every((one) => second.includes(one)) ? b.format : undefined;
}

const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

/** An object may have hundreds of members. */
function printShort(type: SqlType): string {
  if (type.kind === 'struct') return 'an object';
  if (type.kind === 'list') return 'a nested list of objects';
  return printType(type);
}
