import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../base/assert.ts';
import type { Givens } from '../plan/query-plan.ts';
import { parseType } from '../schema/parse-type.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { scanText } from '../sql/scan-text.ts';
import { bindValues, type ParameterSlot } from './bind-values.ts';
import { prepareOnce, type Lease } from './connection-pool.ts';
import { executionError } from './errors.ts';
import { interruptible } from './interrupt.ts';
import { slotsOf, type Note, type PreparedQuery } from './prepared-query.ts';
import { readChunk } from './read-vector.ts';
import { sqlTypeOf } from './types.ts';

/** The values of givens, in their order. Throws SQL_EXECUTION, LIMIT_MEMORY, ARGUMENT_MISSING or the signal's reason. */
export async function evaluateGivens(
  lease: Lease<Note>,
  givens: Givens,
  values: ReadonlyMap<string, Value>,
  signal: AbortSignal,
): Promise<readonly Value[]> {
  const all = new Map(values);
  givens.constants.forEach(({ value }, index) => all.set(constantName(index), value));
  const columns = await readColumns(lease, givens.sql, {
    source: givens,
    slots: (prepared) => givenSlots(givens, prepared),
    values: all,
    signal,
  });
  invariant(columns.length === givens.types.length, 'there are as many givens as types');
  return columns.map((column) => column[0]!);
}

/** Distinct values, without null, of the one column of a statement. Throws as `evaluateGivens` does. */
export async function readKeys(
  lease: Lease<Note>,
  { query, sql }: PreparedQuery,
  values: ReadonlyMap<string, Value>,
  signal: AbortSignal,
): Promise<readonly Value[]> {
  const distinct = `SELECT DISTINCT rp_key FROM (${sql}\n) AS rp_keys(rp_key) WHERE rp_key IS NOT NULL`;
  const slots = (prepared: DuckDBPreparedStatement): readonly ParameterSlot[] => slotsOf(query.statement, prepared);
  const [keys = []] = await readColumns(lease, distinct, { source: query, slots, values, signal });
  return keys;
}

const constantName = (index: number): string => `rp_c${index}`;

/** Constants have their types; a parameter has the one to which the text casts it (DuckDB forgets it when that is cast again). */
function givenSlots({ sql, constants, types }: Givens, prepared: DuckDBPreparedStatement): readonly ParameterSlot[] {
  types.forEach((type, column) => {
    invariant(isDeepStrictEqual(sqlTypeOf(prepared.columnType(column)), type), `given ${column} has its type`);
  });
  const known = new Map([
    ...castTypes(sql),
    ...constants.map(({ type }, index) => [constantName(index), type] as const),
  ]);
  return Array.from({ length: prepared.parameterCount }, (_, at) => {
    const name = prepared.parameterName(at + 1);
    const type = known.get(name);
    invariant(type !== undefined, `parameter ${name} of the givens has a type`);
    return { name, index: at + 1, type };
  });
}

/** Parameter → type, from `CAST($name AS type)`. */
function castTypes(sql: string): ReadonlyMap<string, SqlType> {
  const tokens = scanText(sql);
  const found = new Map<string, SqlType>();
  tokens.forEach((token, at) => {
    if (token.kind !== 'dollar' || tokens[at + 1]?.word !== 'as') return;
    let depth = 0;
    let end = at + 2;
    for (; end < tokens.length && (depth > 0 || tokens[end]!.text !== ')'); end += 1) {
      if (tokens[end]!.text === '(') depth += 1;
      else if (tokens[end]!.text === ')') depth -= 1;
    }
    const type = parseType(sql.slice(tokens[at + 1]!.end, tokens[end]?.start).trim());
    if (type !== undefined) found.set(token.text.slice(1), type);
  });
  return found;
}

interface ReadOptions {
  readonly source: object;
  readonly slots: (prepared: DuckDBPreparedStatement) => readonly ParameterSlot[];
  readonly values: ReadonlyMap<string, Value>;
  readonly signal: AbortSignal;
}

/** All rows of a statement that nobody wrote, by columns. */
async function readColumns(
  lease: Lease<Note>,
  sql: string,
  { source, slots, values, signal }: ReadOptions,
): Promise<readonly (readonly Value[])[]> {
  try {
    const { prepared, note } = await prepareOnce(
      lease,
      sql,
      (kept) => kept.source === source,
      (fresh) => ({ source, slots: slots(fresh) }),
    );
    bindValues(prepared, note.slots, values);
    const result = await interruptible(lease.connection, signal, () => prepared.run());
    const batches = (await result.fetchAllChunks()).map(readChunk);
    return Array.from({ length: result.columnCount }, (_, column) =>
      batches.flatMap((batch) => batch.columns[column]!),
    );
  } catch (error) {
    throw signal.aborted ? signal.reason : executionError(error, undefined);
  }
}
