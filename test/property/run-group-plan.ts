import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { GroupScan, KeyFilter, Operand, Predicate, QueryPlan, RowScan } from '../../src/plan/query-plan.ts';
import type { SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { shop } from './group-shop.ts';

export type Arguments = Readonly<Record<string, DuckDBValue>>;

export interface Answer {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly string[];
}

/** Rows as text, in no order. */
export async function ask(connection: DuckDBConnection, sql: string, values: Arguments): Promise<Answer> {
  const reader = await connection.runAndReadAll(sql, only(sql, values));
  return {
    names: reader.columnNames(),
    types: reader.columnTypes().map((type) => type.toString()),
    rows: reader
      .getRowsJson()
      .map((row) => JSON.stringify(row))
      .sort(),
  };
}

/**
 * What an engine that holds the documents does with a plan, as SQL over `whole`: the row scans fill the collections, the group scans the
 * relations that the rewritten statement reads, stage by stage.
 */
export async function runGroupPlan(connection: DuckDBConnection, plan: QueryPlan, values: Arguments): Promise<Answer> {
  await connection.run('CREATE OR REPLACE TEMP TABLE givens AS SELECT 1 AS none');
  if (plan.givens !== undefined) {
    const { sql, types } = plan.givens;
    const columns = types.map((_, index) => `e${index}`).join(', ');
    const constants = Object.fromEntries(
      plan.givens.constants.map(({ value }, index) => [`rp_c${index}`, value as DuckDBValue]),
    );
    const all = { ...values, ...constants };
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE givens AS SELECT * FROM (${sql}) AS g(${columns})`,
      only(sql, all),
    );
  }
  for (const stage of plan.stages) {
    for (const at of stage) {
      const scan = plan.scans[at]!;
      const keys = [];
      for (const key of scan.keys) keys.push(await keySql(connection, plan, key, values));
      const where = [predicateSql(scan.filter), ...keys].join(' AND ');
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE s${at} AS ${scan.kind === 'rows' ? rowSql(scan, where) : groupSql(scan, where)}`,
      );
    }
  }
  await provide(connection, plan, [...plan.scans.keys()]);
  for (const [at, scan] of plan.scans.entries()) {
    if (scan.kind === 'groups') await connection.run(`CREATE OR REPLACE TABLE _groups.${scan.name} AS FROM s${at}`);
  }
  return ask(connection, plan.sql!, values);
}

const only = (sql: string, values: Arguments): Record<string, DuckDBValue> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql)));

async function provide(connection: DuckDBConnection, plan: QueryPlan, scans: readonly number[]): Promise<void> {
  for (const [name, fields] of Object.entries(shop)) {
    const rows = [...plan.scans.entries()].filter(([, scan]) => scan.kind === 'rows' && scan.collection.name === name);
    const read = new Set(rows.flatMap(([, scan]) => (scan.kind === 'rows' ? scan.fields : [])));
    const columns = fields.map((field) => (read.has(field.name) ? `"${field.name}"` : 'NULL'));
    const brought = rows.filter(([at]) => scans.includes(at)).map(([at]) => `SELECT * FROM s${at}`);
    await connection.run(`DELETE FROM commons.${name}`);
    if (brought.length > 0) {
      const united = `SELECT DISTINCT ON (_id) * FROM (${brought.join(' UNION ALL ')})`;
      await connection.run(`INSERT INTO commons.${name} SELECT ${columns.join(', ')} FROM (${united})`);
    }
  }
}

async function keySql(
  connection: DuckDBConnection,
  plan: QueryPlan,
  key: KeyFilter,
  values: Arguments,
): Promise<string> {
  const { source, match } = key;
  let keys: string;
  if (source.kind === 'scan') {
    const column = fieldSql(source.field);
    keys = `SELECT ${source.unnested ? `unnest(${column})` : column} AS k FROM s${source.scan}`;
  } else {
    await provide(connection, plan, source.scans);
    const inner = `SELECT * FROM (${source.sql}) AS t(k)`;
    await connection.run(`CREATE OR REPLACE TEMP TABLE k AS ${inner}`, only(inner, values));
    // The table is replaced by the next keys, so its values are written out.
    const reader = await connection.runAndReadAll(`SELECT DISTINCT CAST(k AS VARCHAR) FROM k WHERE k IS NOT NULL`);
    const texts = reader.getRows().map(([text]) => `('${String(text).replaceAll("'", "''")}')`);
    keys = texts.length === 0 ? 'SELECT NULL AS k WHERE false' : `SELECT k FROM (VALUES ${texts.join(', ')}) AS t(k)`;
  }
  const field = fieldSql(key.field);
  if (match === 'in') return `${field} IN (SELECT k FROM (${keys}) WHERE k IS NOT NULL)`;
  if (match === 'holds') return `list_has_any(${field}, coalesce((SELECT list(k) FROM (${keys})), []))`;
  return `${field} ${match.comparison} (SELECT ${match.of}(k) FROM (${keys}))`;
}

const rowSql = ({ collection }: RowScan, where: string): string =>
  `SELECT * FROM whole.${collection.name} WHERE ${where}`;

function groupSql({ collection, groups, measures }: GroupScan, where: string): string {
  const list = groups.find((group) => group.unnested);
  const rows = `SELECT * ${list === undefined ? '' : `, unnest(${fieldSql(list.field)}) AS element`} FROM whole.${collection.name} WHERE ${where}`;
  const keys = groups.map(({ field, cut, unnested, name }) => {
    const value = unnested
      ? 'element'
      : cut === undefined
        ? fieldSql(field)
        : `date_trunc('${cut}', ${fieldSql(field)})`;
    return `${value} AS "${name}"`;
  });
  const counted = measures.map(({ measure, field, name, type }) => {
    const call = field === undefined ? 'count(*)' : `${measure}(${fieldSql(field)})`;
    return `CAST(${call} AS ${type.kind === 'decimal' ? `DECIMAL(${type.width},${type.scale})` : type.kind}) AS "${name}"`;
  });
  const by = groups.length === 0 ? '' : `GROUP BY ${groups.map((_, index) => index + 1).join(', ')}`;
  return `SELECT ${[...keys, ...counted].join(', ')} FROM (${rows}) ${by}`;
}

const fieldSql = (path: readonly string[]): string => path.map((name) => `"${name}"`).join('.');

function predicateSql(predicate: Predicate<Operand>): string {
  switch (predicate.kind) {
    case 'everything':
      return 'true';
    case 'nothing':
      return 'false';
    case 'and':
    case 'or':
      return `(${predicate.parts.map(predicateSql).join(` ${predicate.kind} `)})`;
    case 'given':
      return `coalesce(${operandSql(predicate.operand)}, false)`;
    case 'compare':
      return `coalesce(${fieldSql(predicate.field)} ${predicate.comparison} ${operandSql(predicate.operand)}, false)`;
    case 'in': {
      const tests = predicate.operands.map((operand) =>
        operand.type.kind === 'list'
          ? `list_contains(${operandSql(operand)}, ${fieldSql(predicate.field)})`
          : `${fieldSql(predicate.field)} = ${operandSql(operand)}`,
      );
      const any = `(${tests.join(' OR ')})`;
      return `coalesce(${predicate.negated ? `NOT ${any}` : any}, false)`;
    }
    case 'holds': {
      const tests = predicate.operands.map(
        (operand) => `list_contains(${fieldSql(predicate.field)}, ${operandSql(operand)})`,
      );
      const all = `(${tests.join(predicate.quantity === 'any' ? ' OR ' : ' AND ')})`;
      return `coalesce(${predicate.negated ? `NOT ${all}` : all}, false)`;
    }
    case 'text':
      return 'true';
    case 'presence':
      return `${fieldSql(predicate.field)} IS ${predicate.present ? 'NOT ' : ''}NULL`;
  }
}

const operandSql = (operand: Operand): string =>
  operand.kind === 'given' ? `(SELECT e${operand.index} FROM givens)` : literal(operand.type, operand.value);

function literal(type: SqlType, value: Value): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'date':
      return `(DATE '1970-01-01' + ${value as number})`;
    case 'timestamptz':
      return `make_timestamptz(${value as bigint})`;
    case 'decimal':
      return `(CAST(${value as bigint} AS DECIMAL(38,0)) / ${10 ** type.scale})`;
    case 'list':
      return `[${(value as readonly Value[]).map((one) => literal(type.element, one)).join(', ')}]`;
    case 'varchar':
    case 'uuid':
      return `'${(value as string).replaceAll("'", "''")}'`;
    default:
      return String(value);
  }
}
