import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs } from '../indexed-field.ts';
import { describeLeaf } from './describe-leaf.ts';
import { unindexed, type FoundField, type ReadableField } from './found-field.ts';
import { isFalse, type IndexFacts, type MappedField } from './mapping.ts';
import { leftOutBySource, runtimeNames } from './source-rules.ts';

/** What all fields of one index have in common. */
export interface MappingContext {
  readonly index: IndexFacts;
  /** Paths that get values of other fields, which `_source` does not show. */
  readonly copyTargets: ReadonlySet<string>;
  readonly runtime: ReadonlySet<string>;
}

/** The fields of one index, in the order of its mapping; nothing of them is lost silently: what cannot be read says why. */
export function describeMapping(index: IndexFacts): readonly FoundField[] {
  const { mapping } = index;
  const copyTargets = new Set<string>();
  collectCopyTargets(mapping.properties ?? {}, copyTargets);
  const context = { index, copyTargets, runtime: runtimeNames(mapping) };
  const found = describeProperties(mapping.properties ?? {}, '', context).map((field) =>
    field.kind === 'left-out' ? field : followAlias(field, mapping.properties!),
  );
  const mapped = new Set(found.map((field) => field.name));
  const computed = [...context.runtime].filter((name) => !mapped.has(name) && !name.includes('.'));
  return [
    ...found,
    ...computed.map((name) => ({ kind: 'left-out', name, path: name, why: runtimeReason(name) }) as const),
  ];

  /** The value of an alias stands in `_source` under the other name only. */
  function followAlias(field: FoundField, properties: Readonly<Record<string, MappedField>>): FoundField {
    const alias = properties[field.name];
    if (alias?.type !== 'alias' || alias.path === undefined) return field;
    const target = findMapped(properties, alias.path);
    const leftOut = (why: string): FoundField => ({ kind: 'left-out', name: field.name, path: field.path, why });
    if (target === undefined) return leftOut(`${field.name} is an alias of ${alias.path}, which is inside a list.`);
    const described = describeField(field.name, alias.path, target, context);
    return described.kind === 'left-out' ? leftOut(described.why) : described;
  }
}

const runtimeReason = (name: string): string =>
  `${name} is a runtime field: its values are computed by the index and are not in _source; compute them in SQL.`;

function describeProperties(
  properties: Readonly<Record<string, MappedField>>,
  prefix: string,
  context: MappingContext,
): readonly FoundField[] {
  return Object.entries(properties).map(([name, mapped]) => describeField(name, `${prefix}${name}`, mapped, context));
}

function describeField(name: string, path: string, mapped: MappedField, context: MappingContext): FoundField {
  const why = leftOutBySource(path, mapped, context.index.mapping);
  if (why !== undefined) return { kind: 'left-out', name, path, why };
  const readable = { kind: 'readable', name, path } as const;
  if (isObject(mapped)) return describeObject(readable, mapped, context);
  if (mapped.type === 'alias' && path !== name)
    return { kind: 'left-out', name, path, why: `${path} is an alias inside an object; read ${mapped.path} instead.` };
  const leaf = describeLeaf(mapped, context.index.ignoreAbove);
  if ('leftOut' in leaf) return { kind: 'left-out', name, path, why: `${path} ${leaf.leftOut}` };
  const reason = reasonNotToAsk(path, context);
  return {
    ...readable,
    type: leaf.type,
    indexed: reason === undefined ? inField(leaf.indexed, path) : unindexed(reason),
  };
}

/** A subfield is named below its field. */
function inField(indexed: IndexedAs, path: string): IndexedAs {
  if (indexed.kind !== 'text' || indexed.keyword === undefined) return indexed;
  return { ...indexed, keyword: { ...indexed.keyword, path: `${path}.${indexed.keyword.path}` } };
}

/** Where the index finds a document by values that its `_source` does not show, it would be wrong to say that the field is null. */
function reasonNotToAsk(path: string, { copyTargets, runtime }: MappingContext): string | undefined {
  if (runtime.has(path)) return 'a runtime field of the same name hides it in the index';
  if (copyTargets.has(path)) return 'the index copies values of other fields into it (copy_to)';
  return undefined;
}

const json: SqlType = { kind: 'json' };

function describeObject(
  field: Pick<ReadableField, 'kind' | 'name' | 'path'>,
  mapped: MappedField,
  context: MappingContext,
): FoundField {
  const inside = describeProperties(mapped.properties ?? {}, `${field.path}.`, context);
  const members = inside.filter((member) => member.kind === 'readable');
  if (isFalse(mapped.enabled))
    return { ...field, type: json, indexed: unindexed('the mapping disables it, so the index does not look inside') };
  if (members.length === 0) return { ...field, type: json, indexed: unindexed('the mapping names no members of it') };
  const struct: SqlType = { kind: 'struct', fields: members.map(({ name, type }) => ({ name, type })) };
  if (mapped.type !== 'nested') return { ...field, type: struct, indexed: { kind: 'object' }, members: inside };
  const why = 'the objects of a nested field are documents of their own inside the index';
  return { ...field, type: { kind: 'list', element: struct }, indexed: unindexed(why), members: inside };
}

const isObject = ({ type }: MappedField): boolean =>
  type === 'object' || type === 'nested' || type === 'passthrough' || type === undefined;

/** By its path through objects; undefined when it is not there, or inside a nested field. */
function findMapped(properties: Readonly<Record<string, MappedField>>, path: string): MappedField | undefined {
  const direct = properties[path];
  if (direct !== undefined) return direct;
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const parent = properties[path.slice(0, dot)];
    if (parent?.properties === undefined || parent.type === 'nested') continue;
    const found = findMapped(parent.properties, path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function collectCopyTargets(properties: Readonly<Record<string, MappedField>>, targets: Set<string>): void {
  for (const mapped of Object.values(properties)) {
    for (const target of [mapped.copy_to ?? []].flat()) targets.add(target);
    if (mapped.properties !== undefined) collectCopyTargets(mapped.properties, targets);
  }
}
