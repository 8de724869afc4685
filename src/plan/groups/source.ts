import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { QualifiedName } from '../../base/name.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { everyObject, listOf, objectsOf, textOf } from '../tree.ts';
import { readKeyJoin, splitWhere, type KeyJoin } from './key-joins.ts';
import { outputOf, type Output, type Side } from './outputs.ts';
import type { CommonTable, Scope } from './scope.ts';

/** One collection below a FROM: filters, semi-joins and projections of fields stand between, nothing that multiplies, but for one UNNEST. */
export interface Source extends Side {
  readonly collection: QualifiedName;
  /** The SELECT whose FROM names the collection, and its conditions about fields. */
  readonly reader: JsonObject;
  readonly plainWhere: Json;
  /** What names the collection, and the semi-join around it, which may be itself. */
  readonly table: JsonObject;
  readonly tableName: string;
  readonly join: JsonObject;
  /** The part of the counting SELECT's FROM that all this stands for. */
  readonly from: JsonObject;
  readonly keyJoins: readonly KeyJoin[];
  /** CTEs that only this FROM reads: their entries. */
  readonly commonTables: readonly JsonObject[];
}

/** What the statement's names mean. */
export interface Names {
  /** Undefined for what is no collection. */
  readonly collection: (schema: string, table: string) => QualifiedName | undefined;
  readonly fields: (collection: QualifiedName) => readonly { readonly name: string; readonly type: SqlType }[];
  /** How often a table of this name is read, in the whole statement. */
  readonly reads: (table: string) => number;
}

/** `why` is a sentence for people; undefined when no collection is read there at all. */
export type Sourced = { readonly source: Source } | { readonly why: string | undefined };

const no = (why?: string): Sourced => ({ why });

/** Finds the collection below a part of FROM: the collection itself, a subquery or a CTE. `reader` is the SELECT that the part stands in. */
export function readSource(from: Json, reader: JsonObject, scope: Scope, names: Names): Sourced {
  if (!isJsonObject(from) || from['sample'] != null || listOf(from['column_name_alias']).length > 0) return no();
  if (from['type'] === 'BASE_TABLE') {
    const table = textOf(from['table_name']);
    const common = textOf(from['schema_name']) === '' ? scope.get(table.toLowerCase()) : undefined;
    if (common === undefined) return readCollection(from, from, reader, scope, names);
    if (names.reads(table) > 1) return no(`"${table}" is read in several places, which need its rows`);
    if (!isPlainCommonTable(common)) return no();
    const below = readProjection(common.body, textOf(from['alias']) || table, from, common.scope, names);
    if (!('source' in below)) return below;
    return { source: { ...below.source, commonTables: [...below.source.commonTables, common.entry] } };
  }
  if (from['type'] === 'SUBQUERY') {
    const query = isJsonObject(from['subquery']) ? from['subquery'] : {};
    return readProjection(query['node'] ?? null, textOf(from['alias']), from, scope, names);
  }
  if (from['type'] === 'JOIN' && from['join_type'] === 'SEMI') return readSemiJoin(from, reader, scope, names);
  if (from['type'] === 'JOIN') return no(whyNotJoined(from));
  return no();
}

const isPlainCommonTable = ({ entry }: CommonTable): boolean => {
  const value = isJsonObject(entry['value']) ? entry['value'] : {};
  return listOf(value['aliases']).length === 0 && listOf(value['key_targets']).length === 0;
};

function whyNotJoined(join: JsonObject): string {
  const calls = [...everyObject(join['condition'] ?? null)].map((part) => textOf(part['function_name']));
  return calls.some((name) => /^(list|array)_(contains|has)$/.test(name))
    ? 'a join on list_contains counts a document once per matching key; SEMI JOIN, or list_has_any over the keys, keeps each document once'
    : 'a join may repeat or drop documents';
}

function readCollection(part: JsonObject, from: JsonObject, reader: JsonObject, scope: Scope, names: Names): Sourced {
  const collection =
    textOf(part['catalog_name']) === ''
      ? names.collection(textOf(part['schema_name']), textOf(part['table_name']))
      : undefined;
  if (collection === undefined || part['at_clause'] != null) return no();
  const outputs = new Map<string, Output>();
  for (const { name, type } of names.fields(collection)) {
    outputs.set(name.toLowerCase(), { name, field: name, type, unnested: false });
  }
  const qualifier = textOf(part['alias']) || textOf(part['table_name']);
  const side = { qualifier, outputs };
  const where = splitWhere(reader['where_clause'] ?? null, side, scope);
  if ('why' in where) return where;
  const join = from === part ? [] : readKeyJoin(from, side, scope);
  if (join === undefined) return no('its semi-join compares something else than a field with a column');
  return {
    source: {
      collection,
      reader,
      plainWhere: where.plain,
      table: part,
      tableName: qualifier,
      join: from,
      from,
      qualifier,
      outputs,
      keyJoins: [...join, ...where.keyJoins],
      commonTables: [],
    },
  };
}

function readSemiJoin(join: JsonObject, reader: JsonObject, scope: Scope, names: Names): Sourced {
  const left = join['left'];
  const isTable = isJsonObject(left) && left['type'] === 'BASE_TABLE' && left['sample'] == null;
  if (!isTable || listOf(left['column_name_alias']).length > 0) return no('it joins something else than a collection');
  const isCommon = textOf(left['schema_name']) === '' && scope.has(textOf(left['table_name']).toLowerCase());
  return isCommon ? no() : readCollection(left, join, reader, scope, names);
}

/** A SELECT that renames fields, drops rows, or unnests one list. */
function readProjection(select: Json, qualifier: string, from: JsonObject, scope: Scope, names: Names): Sourced {
  if (!isJsonObject(select) || !isPlainSelect(select)) return no();
  const below = readSource(select['from_table'] ?? null, select, scope, names);
  if (!('source' in below)) return below;
  const { source } = below;
  if (source.reader !== select) {
    // A condition between projections: the scan keeps to it when it is about fields.
    const where = splitWhere(select['where_clause'] ?? null, source, scope);
    if ('why' in where) return where;
    if (where.keyJoins.length > 0) return no('its keys are asked for above a projection');
  }
  const outputs = readOutputs(objectsOf(select['select_list']), source);
  if (outputs === undefined) return no('a SELECT below it does more than rename fields, drop rows and unnest one list');
  return { source: { ...source, from, qualifier, outputs } };
}

/** SELECT, FROM and WHERE only. */
export function isPlainSelect(select: JsonObject): boolean {
  return (
    select['type'] === 'SELECT_NODE' &&
    ['modifiers', 'group_expressions', 'group_sets'].every((key) => listOf(select[key]).length === 0) &&
    ['having', 'sample', 'qualify'].every((key) => select[key] == null) &&
    select['aggregate_handling'] === 'STANDARD_HANDLING' &&
    isJsonObject(select['cte_map']) &&
    listOf(select['cte_map']['map']).length === 0
  );
}

function readOutputs(items: readonly JsonObject[], source: Source): Source['outputs'] | undefined {
  const outputs = new Map<string, Output | undefined>();
  const add = (name: string, output: Output | undefined): void => {
    // Twice the same name: whoever uses it must not be understood.
    const key = name.toLowerCase();
    outputs.set(key, outputs.has(key) || output === undefined ? undefined : { ...output, name });
  };
  for (const item of items) {
    if (isWholeStar(item)) {
      for (const [key, output] of source.outputs) add(output?.name ?? key, output);
      continue;
    }
    const column = outputOf(item, source);
    if (item['class'] === 'COLUMN_REF') {
      if (column === undefined) return undefined;
      add(textOf(item['alias']) || column.name, column);
      continue;
    }
    const list = item['function_name'] === 'unnest' && item['class'] === 'FUNCTION' ? listOf(item['children']) : [];
    const unnested = list.length === 1 ? outputOf(list[0]!, source) : undefined;
    const element = unnested?.type.kind === 'list' ? unnested.type.element : undefined;
    const isFirst = ![...outputs.values()].some((output) => output?.unnested === true);
    if (unnested === undefined || element === undefined || !isFirst || textOf(item['alias']) === '') return undefined;
    add(textOf(item['alias']), { ...unnested, type: element, unnested: true });
  }
  return outputs;
}

const isWholeStar = (item: JsonObject): boolean =>
  item['class'] === 'STAR' &&
  textOf(item['relation_name']) === '' &&
  item['columns'] === false &&
  item['expr'] === null &&
  ['exclude_list', 'replace_list', 'qualified_exclude_list', 'rename_list'].every(
    (key) => listOf(item[key]).length === 0,
  );
