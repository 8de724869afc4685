import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunk } from '../../src/duckdb/read-vector.ts';
import { sqlTypeOf } from '../../src/duckdb/types.ts';
import { writeChunks } from '../../src/duckdb/write-vector.ts';
import { printType } from '../../src/schema/print-type.ts';
import type { SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { anyType, anyValue } from './arbitrary-values.ts';

const column: fc.Arbitrary<{ readonly type: SqlType; readonly values: readonly Value[] }> = anyType(2).chain((type) =>
  fc.array(anyValue(type), { minLength: 1, maxLength: 70 }).map((values) => ({ type, values })),
);

describe('values in vectors', () => {
  it('come back as they were written, for every type', () => {
    fc.assert(
      fc.property(column, ({ type, values }) => {
        const [chunk] = [...writeChunks([type], { rowCount: values.length, columns: [values] })];

        expect(readChunk(chunk!)).toEqual({ rowCount: values.length, columns: [values] });
      }),
      { numRuns: 400 },
    );
  });

  it('come back from a table as they were appended, and the type with them', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    let table = 0;
    await fc.assert(
      fc.asyncProperty(column, async ({ type, values }) => {
        table += 1;
        await connection.run(`CREATE TABLE t${table} (x ${printType(type)})`);
        const appender = await connection.createAppender(`t${table}`);
        for (const chunk of writeChunks([type], { rowCount: values.length, columns: [values] }))
          appender.appendDataChunk(chunk);
        appender.closeSync();
        const result = await connection.run(`FROM t${table}`);
        const [chunk] = await result.fetchAllChunks();

        expect(sqlTypeOf(result.columnType(0))).toEqual(type);
        expect(readChunk(chunk!)).toEqual({ rowCount: values.length, columns: [values] });
      }),
      { numRuns: 100 },
    );
  });

  it('are the same in many chunks as in one', () => {
    const type: SqlType = { kind: 'list', element: { kind: 'varchar' } };
    const values = Array.from({ length: 5000 }, (_, row) =>
      row % 7 === 0 ? null : Array.from({ length: row % 4 }, (_, i) => `${row}/${i} and some more text`),
    );

    const batches = [...writeChunks([type], { rowCount: values.length, columns: [values] })].map(readChunk);

    expect(batches.map((batch) => batch.rowCount)).toEqual([2048, 2048, 904]);
    expect(batches.flatMap((batch) => batch.columns[0]!)).toEqual(values);
  });
});
