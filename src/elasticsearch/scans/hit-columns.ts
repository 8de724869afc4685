import { stringify as stringifyLossless } from 'lossless-json';
import { invariant } from '../../base/assert.ts';
import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import { printQualified } from '../../base/name.ts';
import { memberReader, type Convert } from '../../ingest/decode/convert.ts';
import { printType } from '../../schema/print-type.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { RowBatch, Value } from '../../schema/value.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { valueDecoder } from '../documents/decode-document.ts';
import type { IndexedField } from '../indexed-field.ts';
import type { Digits, Hit } from './answer.ts';
import { isRounded } from './number-bounds.ts';
import { existingReader, needsFormatting } from './read-existing-value.ts';

/** What is brought of each document. */
export interface WantedFields {
  /** For the `_source` of a search: paths, or none of it. */
  readonly source: readonly string[] | false;
  /** For the `docvalue_fields` of a search, which then opens no document. Absent: fields are read in documents. */
  readonly kept?: readonly JsonObject[];
  /** For the `fields` of a search: dates that Elasticsearch must print itself. */
  readonly formatted: readonly string[];
  readonly digits: Digits;
  /** Elasticsearch prints numbers anew when it sends parts of a document, with the digits of a double: so documents come whole. */
  readonly whole: boolean;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly field: IndexedField;
  /** The JSON value in a hit; undefined and null are no value. */
  readonly read: (hit: Hit) => unknown;
  readonly convert: Convert;
}

/** How these fields of a collection are fetched and read. `_id` needs nothing. */
export function wantedFields(index: CollectionIndex, names: readonly string[]): WantedFields {
  const fields = requireFields(index, names);
  const columns = fields.map((field) => column(field, index.origin));
  const stored = fields.filter(({ name }) => name !== '_id');
  const formatted = index.origin === 'existing' ? stored.filter(needsFormatting) : [];
  const digits = digitsOf(stored, index.origin);
  const source = stored.filter((field) => !formatted.includes(field)).map(({ path }) => path);
  return {
    source: source.length === 0 ? false : source,
    formatted: formatted.map(({ path }) => path),
    digits,
    whole:
      digits === 'text' || (digits === 'decimal' && stored.some(({ type }) => holdsLongDecimals(type, index.origin))),
    columns,
  };
}

/** The fields with these names; an error of ours when there is none. */
export function requireFields(index: CollectionIndex, names: readonly string[]): readonly IndexedField[] {
  return names.map((name) => {
    const field = index.fields.find((one) => one.name === name);
    invariant(field !== undefined, `the index of ${printQualified(index)} has no field ${name}`);
    return field;
  });
}

function column(field: IndexedField, origin: CollectionIndex['origin']): Column {
  if (field.name === '_id') return { field, read: (hit) => hit._id, convert: (id) => id as string };
  if (origin === 'ours')
    return { field, read: sourceReader(memberReader(field.path)), convert: valueDecoder(field.type) };
  const convert = existingReader(field);
  if (needsFormatting(field)) return { field, read: (hit) => hit.fields?.[field.path], convert };
  return { field, read: sourceReader(pathReader(field)), convert };
}

const sourceReader =
  (read: (source: object) => unknown) =>
  (hit: Hit): unknown =>
    hit._source === undefined ? undefined : read(hit._source);

/** Somebody else's documents may write the objects of a path, or the path itself, or a mixture. */
function pathReader({ path, members }: IndexedField): (source: object) => unknown {
  const read = (object: object, rest: string): unknown => {
    if (Object.hasOwn(object, rest)) return (object as Record<string, unknown>)[rest];
    for (let dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.', dot + 1)) {
      const inner = (object as Record<string, unknown>)[rest.slice(0, dot)];
      if (typeof inner !== 'object' || inner === null) continue;
      const found = read(inner, rest.slice(dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  if (members === undefined) return (source) => read(source, path);
  return (source) => {
    const whole = read(source, path);
    const beside = besides(source, path);
    if (beside === undefined || whole === undefined || whole === null) return whole ?? beside;
    return typeof whole === 'object' && !Array.isArray(whole) ? { ...beside, ...whole } : whole;
  };
}

/** An object whose members stand beside it: `{"a.b": 1, "a.c": 2}`. */
function besides(source: object, path: string): object | undefined {
  const inside = Object.entries(source).filter(([name]) => name.startsWith(`${path}.`));
  return inside.length === 0
    ? undefined
    : Object.fromEntries(inside.map(([name, value]) => [name.slice(path.length + 1), value]));
}

/** Which digits of their numbers matter. */
export function digitsOf(fields: readonly IndexedField[], origin: CollectionIndex['origin']): Digits {
  const kinds = new Set(fields.flatMap(({ type }) => kindsIn(type)));
  if (origin === 'existing' && (kinds.has('json') || kinds.has('varchar')))
    return kinds.has('json') ? 'text' : 'decimal';
  if (kinds.has('decimal')) return 'decimal';
  return kinds.has('bigint') || kinds.has('hugeint') ? 'whole' : 'double';
}

/** Decimals of which a double would lose digits. */
function holdsLongDecimals(type: SqlType, origin: CollectionIndex['origin']): boolean {
  if (type.kind === 'list') return holdsLongDecimals(type.element, origin);
  if (type.kind === 'struct') return type.fields.some((field) => holdsLongDecimals(field.type, origin));
  return isRounded(type) || (origin === 'existing' && type.kind === 'decimal');
}

function kindsIn(type: SqlType): readonly SqlType['kind'][] {
  if (type.kind === 'list') return kindsIn(type.element);
  return type.kind === 'struct' ? type.fields.flatMap((field) => kindsIn(field.type)) : [type.kind];
}

/** Rows as they grow: the wanted columns, then `_id`, which is empty when nobody reads it. */
export interface GrowingRows {
  add(hits: readonly Hit[]): void;
  batch(): RowBatch;
}

/** Collects documents as columns; `withIds`: `_id` too. `add` throws STORE_FAILED for a value that is not of its field's type. */
export function growRows(index: CollectionIndex, { columns }: WantedFields, withIds: boolean): GrowingRows {
  const values: Value[][] = columns.map(() => []);
  const ids: Value[] = [];
  let count = 0;
  return {
    add(hits) {
      for (let at = 0; at < columns.length; at += 1) addColumn(index, columns[at]!, values[at]!, hits);
      if (withIds) for (const hit of hits) ids.push(hit._id!);
      count += hits.length;
    },
    batch: () => ({ rowCount: count, columns: [...values, ids] }),
  };
}

function addColumn(
  index: CollectionIndex,
  { field, read, convert }: Column,
  values: Value[],
  hits: readonly Hit[],
): void {
  for (const hit of hits) {
    const json = read(hit);
    if (json === undefined || json === null) {
      values.push(null);
      continue;
    }
    const value = convert(json);
    if (value === undefined) throw unreadable(index, field, hit, json);
    values.push(value);
  }
}

function unreadable(index: CollectionIndex, { name, type }: IndexedField, { _id }: Hit, json: unknown): RockpoolError {
  const text = stringifyLossless(json) ?? 'nothing';
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  const document = _id === undefined ? 'a document' : `the document ${JSON.stringify(_id)}`;
  const hint =
    index.origin === 'existing'
      ? Array.isArray(json) && type.kind !== 'list'
        ? `Declare the field as ${printType(type)}[] under \`fields:\` of the collection.`
        : 'Declare another type under `fields:` of the collection, or correct the document.'
      : 'Something else than Rockpool has written to its index; write the document again.';
  return new RockpoolError(
    'STORE_FAILED',
    `In ${document} of ${printQualified(index)} the field "${name}" is ${shown}, which is not ${printType(type)}.`,
    { hint },
  );
}
