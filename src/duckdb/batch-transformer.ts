import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import type { BatchTransformer, Transformation } from '../ingest/batch-transformer.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { rewriteArrival } from './arrival-rewrite.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { arrivalColumn, ordinalColumn, registerInputFunction, type InputRows } from './input-function.ts';
import { openParquetReader } from './read-parquet.ts';
import { quote } from './quote.ts';
import { thrownMistake } from './statement-mistake.ts';
import { functionMacros, macroSchema } from '../sql/function-macros.ts';
import { readVector } from './read-vector.ts';
import { bindTransformation, loadFunctionNames } from './bind-transformation.ts';
import { sqlTypeOf } from './types.ts';

export interface TransformerOptions {
  readonly memoryBytes: number;
  /** Folders that Parquet may be read from. */
  readonly readableFolders: readonly string[];
  /** Where decompressed objects lie; may be read too. */
  readonly tempFolder: string;
}

const metaField: Field = { name: '_meta', type: { kind: 'json' } };
const noRows: RowBatch = { rowCount: 0, columns: [] };

/**
 * The embedded batch transformer: an instance in memory that runs the authors' SQL and reaches nothing outside it, and a second one that
 * reads Parquet from the named folders and never sees an author's SQL.
 */
export async function openBatchTransformer(options: TransformerOptions): Promise<BatchTransformer> {
  const half = Math.floor(options.memoryBytes / 2);
  // One thread: batches are small, and the order of the rows that UNNEST makes is part of derived ids.
  const instance = await openDatabase({ path: ':memory:', memoryBytes: half, threads: 1 });
  const inputs = new Map<number, InputRows>();
  let lastId = 0;
  const setup = await instance.connect();
  registerInputFunction(setup, inputs);
  for (const statement of functionMacros) await setup.run(statement);
  const functions = await loadFunctionNames(setup);
  const parquet = await openParquetReader({ ...options, memoryBytes: half });

  return {
    async compile(input, sql) {
      if (sql === undefined)
        return {
          fields: input.map(({ name, type }) => ({ name, type })),
          usesMeta: false,
          apply: passThrough,
          close: () => Promise.resolve(),
        };
      const usesMeta = /_meta\b/i.test(sql);
      const fields: Field[] = [...input.map(({ name, type }) => ({ name, type })), ...(usesMeta ? [metaField] : [])];
      const connection = await instance.connect();
      const id = (lastId += 1);
      const release = (): void => {
        inputs.delete(id);
        connection.disconnectSync();
      };
      try {
        await connection.run(`SET search_path = 'main,${macroSchema}'`);
        await connection.run('SET errors_as_json = true');
        const bound = await bindTransformation(connection, sql, fields, functions);
        const rows: InputRows = { fields, batch: noRows };
        inputs.set(id, rows);
        const prepared = await connection.prepare(lateralSql(id, fields, bound.sql));
        return makeTransformation({ ...bound, prepared, rows, usesMeta, release });
      } catch (error) {
        release();
        throw error;
      }
    },
    readParquet: (path, signal) => parquet.read(path, signal),
    async close() {
      parquet.close();
      setup.disconnectSync();
      closeDatabase(instance);
    },
  };
}

/**
 * Runs the author's SQL once per record, as a LATERAL subquery whose `_input` is that record: so every row that comes out knows its
 * record, whatever the author's SQL looks like. The optimiser turns it into one pass over the batch (twice the time of the bare SQL).
 */
function lateralSql(id: number, fields: readonly Field[], sql: string): string {
  const columns = fields.map(({ name }) => `_rockpool.${quote(name)} AS ${quote(name)}`).join(', ');
  const text = rewriteArrival(sql.replace(/[\s;]+$/, ''), `_rockpool.${arrivalColumn}`);
  return `SELECT _rockpool.${ordinalColumn}, _result.* FROM rp_input(${id}) AS _rockpool, LATERAL (WITH _input AS (SELECT ${columns}) SELECT * FROM (${text}\n)) AS _result`;
}

const passThrough: Transformation['apply'] = (input) =>
  Promise.resolve({ rows: input, ordinals: Array.from({ length: input.rowCount }, (_, row) => row) });

interface Prepared {
  readonly prepared: DuckDBPreparedStatement;
  readonly names: readonly string[];
  readonly operations: readonly string[] | undefined;
  readonly rows: InputRows;
  readonly usesMeta: boolean;
  readonly release: () => void;
}

function makeTransformation({ prepared, names, operations, rows, usesMeta, release }: Prepared): Transformation {
  const fields = names.map((name, index): Field => {
    const type = sqlTypeOf(prepared.columnType(index + 1));
    if ('unsupported' in type)
      throw new RockpoolError('SQL_COLUMNS', `Field ${JSON.stringify(name)}: ${type.unsupported}.`);
    return { name, type };
  });
  const run = async (batch: RowBatch): ReturnType<Transformation['apply']> => {
    rows.batch = batch;
    try {
      return await readResult(prepared, fields.length);
    } catch (cause) {
      const why = thrownMistake(cause)?.message ?? (cause instanceof Error ? cause.message : String(cause));
      throw new RockpoolError(
        'RECORD_TRANSFORMATION',
        `The transformation fails on this record: ${why.split('\n')[0]!}`,
        { cause },
      );
    } finally {
      rows.batch = noRows;
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    fields,
    ...(operations === undefined ? {} : { operations }),
    usesMeta,
    apply(input, arrivals) {
      const ordinals = Array.from({ length: input.rowCount }, (_, row) => BigInt(row));
      const batch: RowBatch = { rowCount: input.rowCount, columns: [ordinals, arrivals, ...input.columns] };
      // One call at a time: the statement reads whatever batch is set.
      const result = last.then(() => run(batch));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      prepared.destroySync();
      release();
    },
  };
}

async function readResult(prepared: DuckDBPreparedStatement, width: number): ReturnType<Transformation['apply']> {
  const result = await prepared.stream();
  const ordinals: number[] = [];
  const columns: Value[][] = Array.from({ length: width }, () => []);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const ordinal of readVector(chunk.getColumnVector(0), chunk.rowCount)) ordinals.push(Number(ordinal));
    for (let column = 0; column < width; column += 1) {
      const target = columns[column]!;
      for (const value of readVector(chunk.getColumnVector(column + 1), chunk.rowCount)) target.push(value);
    }
  }
  return inOrder({ rows: { rowCount: ordinals.length, columns }, ordinals });
}

/**
 * The optimiser joins the rows back in an order that depends on the batch. What one record made is ordered by content, so that the ids
 * derived from the order are the same when the record is read again in another batch.
 */
function inOrder(result: Awaited<ReturnType<Transformation['apply']>>): typeof result {
  const { rows, ordinals } = result;
  if (ordinals.every((ordinal, row) => row === 0 || ordinals[row - 1]! < ordinal)) return result;
  const contents = ordinals.map((_, row) => rows.columns.map((column) => contentOf(column[row]!)).join());
  const order = ordinals
    .map((_, row) => row)
    .sort((a, b) => ordinals[a]! - ordinals[b]! || (contents[a]! < contents[b]! ? -1 : 1));
  const columns = rows.columns.map((column) => order.map((row) => column[row]!));
  return { rows: { rowCount: rows.rowCount, columns }, ordinals: order.map((row) => ordinals[row]!) };
}

const contentOf = (value: Value): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
