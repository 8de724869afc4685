import type { DuckDBConnection } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import type { Json } from '../base/json.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import { checkRowWise, type FunctionNames } from './check-row-wise.ts';

/** Functions that depend on the session or on chance, beyond those that the engine marks so. */
const sessionFunctions = [
  'current_setting',
  'getvariable',
  'getenv',
  'version',
  'current_user',
  'session_user',
  'user',
  'current_catalog',
];
const clockFunctions = new Set(['now', 'get_current_timestamp', 'transaction_timestamp', 'today', 'current_date']);

/** The engine's aggregates, and those of its functions that are not pure. */
export async function loadFunctionNames(connection: DuckDBConnection): Promise<FunctionNames> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT lower(function_name), function_type = 'aggregate' FROM duckdb_functions()
     WHERE function_type = 'aggregate' OR (function_type = 'scalar' AND stability <> 'CONSISTENT')`,
  );
  const rows = reader.getRows() as unknown as readonly (readonly [string, boolean])[];
  const impure = rows.filter(([name, aggregate]) => !aggregate && !clockFunctions.has(name)).map(([name]) => name);
  return {
    aggregates: new Set(rows.filter(([, aggregate]) => aggregate).map(([name]) => name)),
    impure: new Set([...impure, ...sessionFunctions]),
  };
}

/**
 * Checks a transformation against its input and binds it; returns the names of its columns. The connection keeps a temporary `_input`.
 * Throws SQL_SYNTAX, SQL_BIND, SQL_STATEMENT_COUNT, SQL_NOT_ALLOWED, SQL_COLUMNS, with line and column in the transformation's text.
 */
export async function bindTransformation(
  connection: DuckDBConnection,
  sql: string,
  input: readonly Field[],
  functions: FunctionNames,
): Promise<readonly string[]> {
  const tree = await parseTree(connection, sql);
  const problem = checkRowWise(tree, functions);
  if (problem !== undefined)
    throw new RockpoolError('SQL_NOT_ALLOWED', problem.message, { place: placeOf(sql, problem.location) });

  const columns = input.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${printType(type)}`).join(', ');
  await connection.run(`CREATE TEMPORARY TABLE _input (${columns})`);
  const names = await columnNames(connection, sql);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new RockpoolError(
        'SQL_COLUMNS',
        `The transformation yields the field "${name}" twice (fields that differ in case only count as one).`,
      );
    }
    seen.add(name.toLowerCase());
  }
  return names;
}

async function parseTree(connection: DuckDBConnection, sql: string): Promise<Json> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const tree = JSON.parse(reader.getRows()[0]![0] as string) as {
    readonly error: boolean;
    readonly error_type?: string;
    readonly error_message?: string;
    readonly position?: string;
    readonly statements?: readonly Json[];
  };
  if (tree.error) {
    const message = tree.error_message ?? 'The transformation cannot be parsed.';
    if (tree.error_type === 'parser')
      throw new RockpoolError('SQL_SYNTAX', message, { place: placeOf(sql, Number(tree.position)) });
    throw new RockpoolError('SQL_NOT_ALLOWED', 'A transformation is one SELECT over _input.');
  }
  const statements = tree.statements ?? [];
  if (statements.length !== 1) {
    throw new RockpoolError(
      'SQL_STATEMENT_COUNT',
      `A transformation is one SELECT over _input, not ${statements.length} statements.`,
    );
  }
  return statements as readonly Json[];
}

async function columnNames(connection: DuckDBConnection, sql: string): Promise<readonly string[]> {
  try {
    const prepared = await connection.prepare(sql);
    if (prepared.parameterCount > 0) throw new RockpoolError('SQL_NOT_ALLOWED', 'A transformation has no parameters.');
    return Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index));
  } catch (cause) {
    if (cause instanceof RockpoolError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    const [message] = text.replace(/^[A-Za-z ]+Error:\s*/, '').split(/\n\s*\n?LINE \d+:/);
    const lines = /\n(LINE (\d+): )(.*)\n(\s*)\^/.exec(text);
    const place = lines === null ? {} : { line: Number(lines[2]), column: lines[4]!.length - lines[1]!.length + 1 };
    throw new RockpoolError('SQL_BIND', message!.trim(), { cause, place });
  }
}

/** Line and column of a place that the engine counts in UTF-8 bytes. */
function placeOf(sql: string, bytes: number | undefined): { readonly line?: number; readonly column?: number } {
  if (bytes === undefined || !Number.isSafeInteger(bytes) || bytes > Buffer.byteLength(sql)) return {};
  const before = Buffer.from(sql).subarray(0, bytes).toString('utf8').split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
