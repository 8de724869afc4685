import { isJsonObject, type Json } from '../../base/json.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { listOf, textOf } from '../tree.ts';

/** A column of what a FROM yields, as far as it is a field. */
export interface Output {
  /** As the statement sees it. */
  readonly name: string;
  readonly field: string;
  readonly type: SqlType;
  /** An element of the list field. */
  readonly unnested: boolean;
}

/** One part of a FROM: the word that may stand before its columns, and these by their names in lower case; undefined for what is no field. */
export interface Side {
  readonly qualifier: string;
  readonly outputs: ReadonlyMap<string, Output | undefined>;
}

/** The field that a column means: `f` or `qualifier.f`. Members of STRUCT fields and names in three parts are not understood. */
export function outputOf(node: Json, side: Side): Output | undefined {
  if (!isJsonObject(node) || node['class'] !== 'COLUMN_REF') return undefined;
  const names = listOf(node['column_names']).map((name) => textOf(name).toLowerCase());
  if (names.length === 1) return side.outputs.get(names[0]!);
  const isQualified = names.length === 2 && side.qualifier !== '' && names[0] === side.qualifier.toLowerCase();
  return isQualified ? side.outputs.get(names[1]!) : undefined;
}
