import { BIGINT, DuckDBTableFunction, TIMESTAMPTZ, type DuckDBConnection } from '@duckdb/node-api';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch } from '../schema/value.ts';
import { duckdbType } from './types.ts';
import { chunkRows, writeColumn } from './write-vector.ts';

/** The rows that the next call of a transformation reads. The ordinal and the arrival come first, then the input's columns. */
export interface InputRows {
  readonly fields: readonly Field[];
  batch: RowBatch;
}

export const ordinalColumn = '_ordinal';
export const arrivalColumn = '_arrival';

interface Scan {
  readonly rows: InputRows;
  readonly columns: readonly number[];
  at: number;
}

/**
 * Registers `rp_input(id)`, the way of decoded records into a statement. The rows are looked up when a run begins, not when its statement
 * is prepared: a prepared statement would else return the rows of its first call.
 */
export function registerInputFunction(connection: DuckDBConnection, inputs: ReadonlyMap<number, InputRows>): void {
  const find = (id: unknown): InputRows => {
    const rows = inputs.get(Number(id));
    if (rows === undefined) throw new Error(`no input ${String(id)}`);
    return rows;
  };
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'rp_input',
      parameterTypes: [BIGINT],
      supportsProjectionPushdown: true,
      bindFunction(info) {
        const id = info.getParameter(0);
        info.addResultColumn(ordinalColumn, BIGINT);
        info.addResultColumn(arrivalColumn, TIMESTAMPTZ);
        for (const field of find(id).fields) info.addResultColumn(field.name, duckdbType(field.type));
        info.setBindData({ id });
      },
      initFunction(info) {
        const scan: Scan = {
          rows: find((info.bindData as { id: unknown }).id),
          columns: info.getColumnIndexes(),
          at: 0,
        };
        // One reader keeps the order of the rows.
        info.setMaxThreads(1);
        info.setInitData(scan);
      },
      mainFunction(info, chunk) {
        const scan = info.initData as Scan;
        const { batch, fields } = scan.rows;
        const end = Math.min(scan.at + chunkRows, batch.rowCount);
        chunk.rowCount = end - scan.at;
        if (end > scan.at) {
          scan.columns.forEach((column, index) => {
            const type = column === 0 ? bigint : column === 1 ? timestamptz : fields[column - 2]!.type;
            writeColumn(type, chunk, index, batch.columns[column]!.slice(scan.at, end));
          });
        }
        scan.at = end;
      },
    }),
  );
}

const bigint = { kind: 'bigint' } as const;
const timestamptz = { kind: 'timestamptz' } as const;
