import type { FieldPath } from '../../plan/query-plan.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { IndexedAs, IndexedField } from '../indexed-field.ts';

/** A field as a question meets it. */
export interface AskedField {
  readonly name: string;
  /** Of the elements when it is a list. */
  readonly type: SqlType;
  readonly list: boolean;
  readonly unique: boolean;
  readonly indexed: IndexedAs;
  /** Where its values are searched: for text, its keyword subfield. */
  readonly path: string;
  /** How long a text may be to be searched, in UTF-16 units. */
  readonly ignoreAbove: number | undefined;
  /** Values of its type may be kept without being indexed; their documents name it in `_ignored`. */
  readonly mayIgnore: boolean;
  readonly id: boolean;
}

/** The field at the path; undefined when there is none, which only an outdated plan can ask for. */
export function findField(index: CollectionIndex, path: FieldPath): AskedField | undefined {
  let fields: readonly IndexedField[] | undefined = index.fields;
  let found: IndexedField | undefined;
  for (const name of path) {
    found = fields?.find((field) => field.name === name);
    fields = found?.members;
  }
  return found === undefined ? undefined : askedField(found, path);
}

function askedField(field: IndexedField, path: FieldPath): AskedField {
  const { indexed } = field;
  const list = field.type.kind === 'list';
  const type = field.type.kind === 'list' ? field.type.element : field.type;
  const keyword = indexed.kind === 'text' ? indexed.keyword : undefined;
  const ignoreAbove = indexed.kind === 'keyword' ? indexed.ignoreAbove : keyword?.ignoreAbove;
  return {
    name: path.join('.'),
    type,
    list,
    unique: field.unique,
    indexed,
    path: keyword?.path ?? field.path,
    ignoreAbove,
    mayIgnore: mayIgnore(indexed, type, ignoreAbove),
    id: path.length === 1 && path[0] === '_id',
  };
}

/** Only kinds of fields that hold less than the type does: too long texts, too large numbers, NaN, times outside of 1970–2262. */
function mayIgnore(indexed: IndexedAs, type: SqlType, ignoreAbove: number | undefined): boolean {
  switch (indexed.kind) {
    case 'keyword':
    case 'text':
      return type.kind === 'varchar' && ignoreAbove !== undefined;
    case 'whole':
      return type.kind === 'hugeint' || type.kind === 'decimal';
    case 'floating':
    case 'scaled':
    case 'date':
      return true;
    case 'boolean':
    case 'object':
    case 'unindexed':
      return false;
  }
}
