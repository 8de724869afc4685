import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Json } from '../base/json.ts';
import { printType } from '../schema/print-type.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import { functionMacros } from '../sql/function-macros.ts';
import { isBoundLater } from './bound-later.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { lockDown } from './lock-down.ts';
import { quote } from './quote.ts';
import { makeSerialQueue } from './serial-queue.ts';
import { readMistake, type StatementMistake } from './statement-mistake.ts';
import { sqlTypeOf } from './types.ts';

/** A column as DuckDB binds it; `unsupported` says what to write instead of a type without a wire form. */
export interface BoundColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly unsupported?: string;
}

/** DuckDB's answer as data. `none`: it has no printable plan, which is never a permission. */
export type Printed =
  | { readonly kind: 'tree'; readonly tree: Json }
  | { readonly kind: 'mistake'; readonly mistake: StatementMistake }
  | { readonly kind: 'none' };

/** A DuckDB of its own that holds the collections as empty tables. It never sees a document or an argument. */
export interface Planner {
  readonly functions: ReadonlySet<string>;
  makeTable(schema: string, name: string, fields: readonly Field[]): Promise<void>;
  dropTable(schema: string, name: string): Promise<void>;
  parse(sql: string): Promise<Printed>;
  plan(sql: string): Promise<Printed>;
  /** What a call of one of DuckDB's functions with one text, `$1`, prints. Throws DuckDB's error. */
  ask(call: string, text: string): Promise<string>;
  /** Undefined when they depend on values of parameters. Throws DuckDB's error, with `errors_as_json`. */
  columns(sql: string): Promise<readonly BoundColumn[] | undefined>;
  close(): void;
}

const memoryBytes = 256 * 1024 ** 2;

/**
 * Opens a planner with these of DuckDB's optimizers. Without any, plans show what was written, and a statement's columns are known before it is
 * optimised, which took most of the time.
 */
export async function openPlanner(optimizers: readonly string[] = []): Promise<Planner> {
  const instance = await openDatabase({ path: ':memory:', memoryBytes, threads: 1 });
  const connection = await instance.connect();
  await connection.run('CREATE SCHEMA commons');
  for (const statement of functionMacros) await connection.run(statement);
  const reader = await connection.runAndReadAll('SELECT DISTINCT lower(function_name) FROM duckdb_functions()');
  const functions = new Set(reader.getRows().map((row) => String(row[0])));
  const all = await connection.runAndReadAll('SELECT name FROM duckdb_optimizers()');
  const disabled = all.getRows().flatMap(([name]) => (optimizers.includes(String(name)) ? [] : [String(name)]));
  await connection.run(`SET disabled_optimizers = '${disabled.join(',')}'`);
  // Binding takes the cube of the depth: 360 calls inside each other took 4 s, DuckDB's own limit of 1,000 minutes.
  await connection.run('SET max_expression_depth = 200');
  await lockDown(connection);
  return makePlanner(instance, connection, functions);
}

function makePlanner(instance: DuckDBInstance, connection: DuckDBConnection, functions: ReadonlySet<string>): Planner {
  const queue = makeSerialQueue();
  const ask = (call: string, text: string): Promise<string> =>
    queue.run(async () => {
      const reader = await connection.runAndReadAll(`SELECT ${call}`, [text]);
      return String(reader.getRows()[0]![0]);
    });
  const print = async (call: string, sql: string): Promise<Printed> => readPrinted(await ask(call, sql));
  return {
    functions,
    makeTable: (schema, name, fields) =>
      queue.run(async () => {
        const columns = fields.map((field) => `${quote(field.name)} ${printType(field.type)}`).join(', ');
        await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`);
        await connection.run(`CREATE OR REPLACE TABLE ${quote(schema)}.${quote(name)} (${columns})`);
      }),
    dropTable: (schema, name) =>
      queue.run(async () => {
        await connection.run(`DROP TABLE IF EXISTS ${quote(schema)}.${quote(name)}`);
      }),
    parse: (sql) => print('json_serialize_sql($1::VARCHAR)', sql),
    // What the optimiser would fold away must show.
    plan: (sql) => print('json_serialize_plan($1::VARCHAR, optimize := false)', sql),
    ask,
    columns: (sql) => queue.run(() => describeColumns(connection, sql)),
    close() {
      connection.disconnectSync();
      closeDatabase(instance);
    },
  };
}

function readPrinted(text: string): Printed {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // A BIT literal gives the empty text, an infinite one a word that JSON does not have.
    return { kind: 'none' };
  }
  const answer = data as { readonly error: boolean } & Readonly<Record<string, Json>>;
  if (!answer.error) return { kind: 'tree', tree: answer };
  const mistake = readMistake(answer);
  // "Attempted to dereference unique_ptr that is NULL": a parameter in a table function, for one.
  return mistake.type === 'internal' ? { kind: 'none' } : { kind: 'mistake', mistake };
}

async function describeColumns(connection: DuckDBConnection, sql: string): Promise<readonly BoundColumn[] | undefined> {
  const prepared = await connection.prepare(sql);
  try {
    if (isBoundLater(prepared)) return undefined;
    return Array.from({ length: prepared.columnCount }, (_, index) => {
      const type = sqlTypeOf(prepared.columnType(index));
      const name = prepared.columnName(index);
      return 'unsupported' in type ? { name, type: { kind: 'varchar' }, ...type } : { name, type };
    });
  } finally {
    prepared.destroySync();
  }
}
