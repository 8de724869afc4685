import type { DuckDBConnection } from '@duckdb/node-api';
import { readChunk } from '../../../src/duckdb/read-vector.ts';
import { toDuckdbValue } from '../../../src/duckdb/to-duckdb-value.ts';
import { duckdbType } from '../../../src/duckdb/types.ts';
import type { Abilities, Verdict } from '../../../src/plan/abilities.ts';
import type { Leaf, Predicate, TypedValue } from '../../../src/plan/query-plan.ts';
import type { BoundScan, ScanEngine, ScanReply } from '../../../src/query/scan-engine.ts';
import { printType } from '../../../src/schema/print-type.ts';
import type { Field, SqlType } from '../../../src/schema/sql-type.ts';
import type { RowBatch, Value } from '../../../src/schema/value.ts';

export interface SqlScans extends ScanEngine {
  /** Changes what it can be asked. */
  choose(seed: number): void;
  /** The documents that a filter keeps. */
  ids(table: string, filter: Predicate<TypedValue>): Promise<readonly string[]>;
  /** Scans since the last call of this, with what each brought. */
  asked(): readonly { readonly scan: BoundScan; readonly rows: number }[];
}

/** A scan engine that is plain SQL over whole tables in the schema commons; by the seed it answers some leaves exactly, some with more, some not. */
export function makeSqlScans(connection: DuckDBConnection, tables: ReadonlyMap<string, readonly Field[]>): SqlScans {
  let seed = 0;
  let asked: { readonly scan: BoundScan; readonly rows: number }[] = [];
  const fieldsOf = (name: string): readonly Field[] => tables.get(name) ?? [];
  const verdict = (table: string, leaf: Leaf<unknown>): Verdict => {
    const place = hash(`${seed} ${table} ${leaf.kind} ${leaf.field.join('.')}`) % 10;
    if (seed % 4 === 0 || place < 6) return { kind: 'exact' };
    return place < 8 ? { kind: 'superset', why: 'It brings more.' } : { kind: 'here', why: 'It is not asked.' };
  };
  const abilities: Abilities = {
    leaf: ({ name }, leaf) => verdict(name, leaf),
    order: () => ({ kind: 'exact' }),
    group: () => ({ kind: 'here', why: 'It does not count.' }),
    measure: () => ({ kind: 'here', why: 'It does not count.' }),
    documents: ({ name }) => (seed % 3 === 0 ? undefined : (hash(`${seed} ${name}`) % 3) * 50_000),
    fields: ({ name }) => fieldsOf(name),
  };

  const fetchOne = async (scan: BoundScan): Promise<ScanReply> => {
    if (scan.kind === 'groups') throw new Error('It does not count.');
    const { name } = scan.collection;
    const bound: TypedValue[] = [];
    const where = printPredicate(scan.filter, bound, (leaf) => verdict(name, leaf).kind === 'superset');
    const columns = [...scan.fields.map((field) => `"${field}"`), '_id'].join(', ');
    const sql = `SELECT ${columns} FROM commons.${name} AS t WHERE ${where}${printWindow(scan.window)}`;
    const batch = await readAll(connection, sql, bound);
    asked.push({ scan, rows: batch.rowCount });
    return { batch, bytes: batch.rowCount, requests: 1 };
  };
  return {
    abilities,
    open: () => ({
      async fetch(scans) {
        const replies = [];
        for (const scan of scans) replies.push(await fetchOne(scan));
        return replies;
      },
      close: () => Promise.resolve(),
    }),
    print: () => '',
    choose(next) {
      seed = next;
    },
    async ids(table, filter) {
      const values: TypedValue[] = [];
      const where = printPredicate(filter, values, (leaf) => verdict(table, leaf).kind === 'superset');
      const { columns } = await readAll(connection, `SELECT _id FROM commons.${table} AS t WHERE ${where}`, values);
      return columns[0]!.map(String);
    },
    asked() {
      const before = asked;
      asked = [];
      return before;
    },
  };
}

/** Rows of a statement; values are bound as `$1`, `$2` … */
export async function readAll(
  connection: DuckDBConnection,
  sql: string,
  values: readonly TypedValue[],
): Promise<RowBatch> {
  const result = await connection.run(
    sql,
    values.map(({ type, value }) => toDuckdbValue(type, value)),
    values.map(({ type }) => duckdbType(type)),
  );
  const batches = (await result.fetchAllChunks()).map(readChunk);
  const columns = Array.from({ length: result.columnCount }, (_, column) =>
    batches.flatMap((batch) => batch.columns[column]!),
  );
  return { rowCount: batches.reduce((sum, batch) => sum + batch.rowCount, 0), columns };
}

/** The meaning of query-plan.ts, in SQL. `widened` leaves are true for some more documents. */
export function printPredicate(
  predicate: Predicate<TypedValue>,
  bound: TypedValue[],
  widened: (leaf: Leaf<TypedValue>) => boolean,
): string {
  const all = (parts: readonly Predicate<TypedValue>[], word: string): string =>
    `(${parts.map((part) => `coalesce(${printPredicate(part, bound, widened)}, false)`).join(` ${word} `)})`;
  switch (predicate.kind) {
    case 'everything':
      return 'true';
    case 'nothing':
      return 'false';
    case 'and':
      return all(predicate.parts, 'AND');
    case 'or':
      return all(predicate.parts, 'OR');
    case 'given':
      return String(predicate.operand.value === true);
    default: {
      const leaf = printLeaf(predicate, bound);
      return widened(predicate) ? `(coalesce(${leaf}, false) OR hash(_id) % 3 = 0)` : leaf;
    }
  }
}

function printLeaf(leaf: Leaf<TypedValue>, bound: TypedValue[]): string {
  const field = `t.${leaf.field.map((name) => `"${name}"`).join('.')}`;
  const bind = (operand: TypedValue): string => {
    bound.push(operand);
    return `$${bound.length}`;
  };
  const negate = (text: string, negated: boolean): string => (negated ? `(NOT ${text})` : text);
  switch (leaf.kind) {
    case 'presence':
      return `${field} IS ${leaf.present ? 'NOT ' : ''}NULL`;
    case 'compare': {
      const { operand } = leaf;
      return `CAST(${field} AS ${printType(operand.type)}) ${leaf.comparison} ${bind(operand)}`;
    }
    case 'text': {
      const pattern = bind(leaf.operand);
      const texts = {
        prefix: `starts_with(${field}, ${pattern})`,
        suffix: `suffix(${field}, ${pattern})`,
        substring: `contains(${field}, ${pattern})`,
        like: `(${field} LIKE ${pattern})`,
        ilike: `(${field} ILIKE ${pattern})`,
      };
      return negate(texts[leaf.match], leaf.negated);
    }
    case 'in':
    case 'holds': {
      const { operands, negated } = leaf;
      const strict = negated || (leaf.kind === 'holds' && leaf.quantity === 'all');
      if (strict && operands.some(({ value }) => value === null)) return 'false';
      const [first] = operands;
      if (first === undefined) return negated ? `${field} IS NOT NULL` : 'false';
      const element = elementOf(first.type);
      const list = bind({ type: { kind: 'list', element }, value: operands.flatMap(elementsOf) });
      const name = printType(element);
      const among =
        leaf.kind === 'in'
          ? `list_contains(${list}, CAST(${field} AS ${name}))`
          : `list_has_${leaf.quantity}(CAST(${field} AS ${name}[]), ${list})`;
      return negate(among, negated);
    }
  }
}

const elementOf = (type: SqlType): SqlType => (type.kind === 'list' ? type.element : type);

function elementsOf({ type, value }: TypedValue): readonly Value[] {
  const values = type.kind === 'list' ? ((value ?? []) as readonly Value[]) : [value];
  return values.filter((one) => one !== null);
}

function printWindow(window: (BoundScan & { readonly kind: 'rows' })['window']): string {
  if (window === undefined) return '';
  const keys = window.order.map(
    ({ field, descending, nullsFirst }) =>
      `t.${field.map((name) => `"${name}"`).join('.')} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  );
  const order = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`;
  return `${order} LIMIT ${window.rows.reduce((sum, rows) => sum + rows, 0)}`;
}

function hash(text: string): number {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)!) % 1_000_003;
  return sum;
}
