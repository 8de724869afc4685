import { DuckDBTableFunction, INTEGER, type DuckDBConnection } from '@duckdb/node-api';
import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../base/assert.ts';
import { RockpoolError } from '../base/error.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { duckdbType } from './types.ts';
import { chunkRows, writeColumn, writeNulls } from './write-vector.ts';

/** The columns of a relation as a view was made with. Views keep the number of their shape, so a shape never changes. */
export interface Shape {
  /** `commons.users`: under this name rows are brought. */
  readonly relation: string;
  readonly fields: readonly Field[];
}

/** The rows that a relation has in one call. */
export interface BroughtRows {
  readonly fields: readonly Field[];
  readonly batch: RowBatch;
}

/** What one call brought, by relation. */
export interface Brought {
  readonly rows: Map<string, BroughtRows>;
  /** Why the rows of a relation could not be read: DuckDB passes on the words only. */
  problem?: Error;
}

export interface ScanTables {
  readonly shapes: Map<number, Shape>;
  /** By the number of DuckDB's connection: a call has a connection for itself. */
  readonly calls: Map<number, Brought>;
}

interface Scan {
  readonly rowCount: number;
  readonly columns: readonly { readonly field: Field; readonly values?: readonly Value[] }[];
  at: number;
}

/**
 * Registers `rp_scan(shape)`, whose rows are those that the call on this connection brought. They are looked up when a run begins: binding
 * happens when a statement is prepared, and a prepared statement would else return the rows of its first call.
 */
export function registerScanFunction(connection: DuckDBConnection, { shapes, calls }: ScanTables): void {
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'rp_scan',
      parameterTypes: [INTEGER],
      supportsProjectionPushdown: true,
      bindFunction(info) {
        const id = Number(info.getParameter(0));
        const shape = shapes.get(id);
        if (shape === undefined) throw new Error(`no relation ${id}`);
        for (const { name, type } of shape.fields) info.addResultColumn(name, duckdbType(type));
        info.setBindData({ shape, call: info.clientContext.connectionId });
      },
      initFunction(info) {
        const { shape, call } = info.bindData as { readonly shape: Shape; readonly call: number };
        info.setMaxThreads(1);
        info.setInitData(openScan(shape, info.getColumnIndexes(), calls.get(call) ?? { rows: new Map() }));
      },
      mainFunction(info, chunk) {
        const scan = info.initData as Scan;
        const { at } = scan;
        const count = Math.min(chunkRows, scan.rowCount - at);
        chunk.rowCount = count;
        if (count > 0) {
          scan.columns.forEach(({ field, values }, column) => {
            if (values === undefined) writeNulls(chunk, column, count);
            else writeColumn(field.type, chunk, column, values.slice(at, at + count));
          });
        }
        scan.at += count;
      },
    }),
  );
}

function openScan(shape: Shape, indexes: readonly number[], brought: Brought): Scan {
  try {
    return findColumns(shape, indexes, brought.rows.get(shape.relation));
  } catch (error) {
    if (error instanceof Error) brought.problem ??= error;
    throw error;
  }
}

function findColumns({ relation, fields }: Shape, indexes: readonly number[], rows: BroughtRows | undefined): Scan {
  invariant(rows !== undefined, `rows were brought for ${relation}`);
  const columns = indexes.map((index) => {
    const field = fields[index]!;
    const at = rows.fields.findIndex(({ name }) => name === field.name);
    if (at < 0) return { field };
    if (!isDeepStrictEqual(rows.fields[at]!.type, field.type)) {
      throw new RockpoolError('SQL_BIND', `The field "${field.name}" of ${relation} has another type now.`, {
        hint: 'The collection has changed: run the query again.',
      });
    }
    return { field, values: rows.batch.columns[at]! };
  });
  return { rowCount: rows.batch.rowCount, columns, at: 0 };
}
