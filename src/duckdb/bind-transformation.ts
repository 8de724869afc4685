import type { DuckDBConnection } from '@duckdb/node-api';
import { caseTwins } from '../base/case-twins.ts';
import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace } from '../base/name.ts';
import type { JsonObject } from '../base/json.ts';
import { judgeTree } from '../plan/allowed.ts';
import { printFieldName, printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import { makeStatement } from '../sql/make-statement.ts';
import type { Statement } from '../sql/statement.ts';
import { blankArrival } from './arrival-rewrite.ts';
import { checkRowWise, type FunctionNames } from './check-row-wise.ts';
import { statementError } from './errors.ts';
import { possibleTexts } from './possible-texts.ts';
import { authorPlace, readMistake, thrownMistake } from './statement-mistake.ts';

/** Rockset's macros that read the clock. */
const clockMacros = new Set(['current_datetime', 'ago']);

/** All functions of the engine, its aggregates, and those that are not pure. */
export async function loadFunctionNames(connection: DuckDBConnection): Promise<FunctionNames> {
  const reader = await connection.runAndReadAll(
    `SELECT lower(function_name), bool_or(function_type = 'aggregate'), bool_or(function_type = 'scalar' AND stability <> 'CONSISTENT')
     FROM duckdb_functions() GROUP BY 1`,
  );
  const rows = reader.getRows() as unknown as readonly (readonly [string, boolean, boolean | null])[];
  const namesOf = (wanted: (row: (typeof rows)[number]) => boolean): ReadonlySet<string> =>
    new Set(rows.filter(wanted).map(([name]) => name));
  return {
    all: namesOf(() => true),
    aggregates: namesOf(([, aggregate]) => aggregate),
    impure: namesOf(([name, , impure]) => impure === true || clockMacros.has(name)),
  };
}

export interface BoundTransformation {
  /** With the dialect rewrites, as the engine sees it. */
  readonly sql: string;
  /** Names of the columns, in order. */
  readonly names: readonly string[];
  /** As in `Transformation`. */
  readonly operations: readonly string[] | undefined;
}

/**
 * Checks a transformation against its input and binds it. The connection keeps a temporary `_input`.
 * Throws SQL_SYNTAX, SQL_BIND, SQL_STATEMENT_COUNT, SQL_NOT_ALLOWED, SQL_COLUMNS, with the place in the transformation's text.
 */
export async function bindTransformation(
  connection: DuckDBConnection,
  text: string,
  input: readonly Field[],
  functions: FunctionNames,
): Promise<BoundTransformation> {
  const statement = makeStatement(text, new Map());
  if (statement.parameters.length > 0)
    throw new RockpoolError(
      'SQL_NOT_ALLOWED',
      `A transformation has no parameters such as :${statement.parameters[0]!}.`,
    );
  const names = new Set(input.map(({ name }) => name.toLowerCase()));
  checkPure(await parseTree(connection, statement, blankArrival(statement.sql)), statement, functions, names);
  const tree = await parseTree(connection, statement);
  checkAllowed(tree, statement, functions);

  const columns = input.map(({ name, type }) => `${printFieldName(name)} ${printType(type)}`).join(', ');
  await connection.run(`CREATE TEMPORARY TABLE _input (${columns})`);
  const yielded = await columnNames(connection, statement);
  const [twin] = caseTwins(yielded);
  if (twin !== undefined)
    throw new RockpoolError(
      'SQL_COLUMNS',
      `The transformation yields the field "${twin.name}" twice (names that differ only in case are one).`,
    );
  return { sql: statement.sql, names: yielded, operations: possibleTexts(tree, '_op') };
}

async function parseTree(
  connection: DuckDBConnection,
  statement: Statement,
  sql: string = statement.sql,
): Promise<JsonObject> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const tree = JSON.parse(reader.getRows()[0]![0] as string) as JsonObject;
  if (tree['error'] === true) throw statementError(readMistake(tree), statement);
  return tree;
}

/** The tree is that of the text without the words that become the arrival, so that a clock in it is refused. */
function checkPure(
  tree: JsonObject,
  statement: Statement,
  functions: FunctionNames,
  columns: ReadonlySet<string>,
): void {
  const problem = checkRowWise(tree, functions, columns);
  if (problem !== undefined)
    throw refusal('SQL_NOT_ALLOWED', problem.message, statement, problem.location, problem.hint);
}

function checkAllowed(tree: JsonObject, statement: Statement, functions: FunctionNames): void {
  const inputName = { workspace: defaultWorkspace, name: '_input' };
  const judgement = judgeTree(tree, {
    resolve: (schema, table) => (schema === '' && table.toLowerCase() === '_input' ? inputName : undefined),
    collections: [inputName],
    engineFunctions: functions.all,
    parameters: [],
    spelling: (name) => name,
  });
  if (judgement.kind === 'refused') {
    const { code, message, hint, location } = judgement.refusal;
    throw refusal(code, message, statement, location, hint);
  }
}

function refusal(
  code: RockpoolError['code'],
  message: string,
  statement: Statement,
  location?: number,
  hint?: string,
): RockpoolError {
  const place = authorPlace(statement, location);
  return new RockpoolError(code, message, {
    ...(place === undefined ? {} : { place }),
    ...(hint === undefined ? {} : { hint }),
  });
}

async function columnNames(connection: DuckDBConnection, statement: Statement): Promise<readonly string[]> {
  try {
    const prepared = await connection.prepare(statement.sql);
    return Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index));
  } catch (cause) {
    const mistake = thrownMistake(cause);
    throw mistake === undefined ? cause : statementError(mistake, statement, cause);
  }
}
