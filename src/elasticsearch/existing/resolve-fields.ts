import { RockpoolError } from '../../base/error.ts';
import { caseTwins } from '../../base/case-twins.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { ExistingField, ExistingFields, ExistingRemark } from '../../catalog/existing-indices.ts';
import type { IndexedField } from '../indexed-field.ts';
import { applyType } from './apply-type.ts';
import { unindexed, type ConflictingField, type FoundField, type ReadableField } from './found-field.ts';

export interface ResolvedFields {
  readonly fields: readonly IndexedField[];
  readonly remarks: readonly ExistingRemark[];
}

/**
 * The fields that a collection over these indices has: those of the mapping, or the named ones, with what the file says of them. Throws
 * COLLECTION_INCOMPATIBLE with one problem per field that the indices do not have, that cannot be read, or about which they disagree.
 */
export function resolveFields(
  found: readonly FoundField[],
  wanted: ExistingFields | undefined,
  index: string,
): ResolvedFields {
  const problems: string[] = [];
  const remarks: ExistingRemark[] = [];
  const fields: IndexedField[] = [];
  const add = (field: IndexedField | string): void => {
    if (typeof field === 'string') problems.push(field);
    else fields.push(field);
  };
  for (const one of wanted?.named ?? []) add(resolveNamed(one, found, index));
  const named = new Set(wanted?.named.map(({ name }) => name));
  for (const field of wanted === undefined || wanted.others ? found : []) {
    if (named.has(field.name)) continue;
    const reason = reserved(field.name);
    if (field.kind === 'left-out') remarks.push({ field: field.name, kind: 'left-out', why: field.why });
    else if (field.kind === 'conflict')
      problems.push(`${field.why} Name it under \`fields:\` with a type, or leave it out there.`);
    else if (reason !== undefined) remarks.push({ field: field.name, kind: 'left-out', why: reason });
    else add(applyType(field, field.type));
  }
  for (const { name, earlier } of caseTwins(fields.map((field) => field.name)))
    problems.push(`The fields ${earlier} and ${name} differ only in case: choose one under \`fields:\`.`);
  if (problems.length > 0) throw incompatible(index, problems);
  for (const { name, indexed } of fields)
    if (indexed.kind === 'unindexed') remarks.push({ field: name, kind: 'unindexed', why: `${indexed.why}.` });
  return { fields, remarks };
}

/** Names that mean something else in a collection. */
function reserved(name: string): string | undefined {
  return ['_id', '_event_time', '_meta', '_op', '_version', '_clear', '_tomb'].includes(name.toLowerCase())
    ? `${name} is a name with a meaning of its own here.`
    : undefined;
}

/** The field, or a sentence why not. */
function resolveNamed(
  { name, list, type }: ExistingField,
  found: readonly FoundField[],
  index: string,
): IndexedField | string {
  const reason = reserved(name);
  if (reason !== undefined) return reason;
  const field = findField(found, name);
  if (field === undefined) {
    const near = didYouMean(
      name,
      found.map((one) => one.name),
    );
    return `${index} has no field ${JSON.stringify(name)}.${near}`;
  }
  if (field.kind === 'left-out') return field.why;
  if (field.kind === 'conflict' && type === undefined)
    return `${field.why} Give it a type: \`type: JSON\` takes anything.`;
  const base = field.kind === 'readable' ? { ...field, name } : asJson({ ...field, name });
  // Whatever the indices hold there is read as what the file says.
  if (field.kind === 'conflict' && type !== undefined && type.kind !== 'struct')
    return { name, path: field.path, type, indexed: base.indexed, unique: false };
  if (type !== undefined) return applyType(base, type);
  return applyType(base, list && base.type.kind !== 'list' ? { kind: 'list', element: base.type } : base.type);
}

/** A conflict, where any value may stand. */
const asJson = ({ name, path, why }: ConflictingField): ReadableField => ({
  kind: 'readable',
  name,
  path,
  type: { kind: 'json' },
  indexed: unindexed(why.replace(/[.]$/, '')),
});

/** As an author could settle it: conflicts are read as JSON, and of names that differ only in case the first is kept. */
export function settleConflicts(found: readonly FoundField[]): readonly FoundField[] {
  const twins = new Map(caseTwins(found.map(({ name }) => name)).map(({ name, earlier }) => [name, earlier]));
  return found.map((field): FoundField => {
    const { name, path } = field;
    const earlier = twins.get(name);
    if (earlier !== undefined)
      return { kind: 'left-out', name, path, why: `${name} differs from ${earlier} only in case.` };
    return field.kind === 'conflict' ? asJson(field) : field;
  });
}

/** By its name, or by its path through objects that are no lists. */
function findField(found: readonly FoundField[], name: string): FoundField | undefined {
  const direct = found.find((field) => field.name === name);
  if (direct !== undefined) return direct;
  for (const field of found) {
    if (field.kind !== 'readable' || field.indexed.kind !== 'object' || !name.startsWith(`${field.name}.`)) continue;
    const inside = findField(field.members ?? [], name.slice(field.name.length + 1));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function incompatible(index: string, problems: readonly string[]): RockpoolError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` And ${others.length} more: ${others.slice(0, 5).join(' ')}`;
  return new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The indices ${index} cannot be read as a collection. ${first}${more}`,
    {
      hint: 'Say under `fields:` which fields are read, and as what; `rockpool preview --index` proposes it.',
    },
  );
}
