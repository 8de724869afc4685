import { afterAll, beforeAll } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { CompiledQuery, QueryEngine, RunningQuery } from '../../src/query/query-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';
import { rowsOf } from './rows-of.ts';

/** An engine and the way to put documents where it finds them. At least 6 queries must be able to run at once, with some 200 MB. */
export interface EngineUnderTest {
  readonly engine: QueryEngine;
  /** Makes `commons.<name>` with these fields beside `_id` and `_event_time`, and writes a document per row. */
  put(name: string, fields: readonly Field[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** Declares the collection anew, with more fields. */
  alter(name: string, fields: readonly Field[]): Promise<void>;
  close(): Promise<void>;
}

export type Arguments = Readonly<Record<string, readonly [type: string, value: Value]>>;
type Run<Result> = (sql: string, given?: Arguments, signal?: AbortSignal) => Promise<Result>;

export const scalar = (kind: Exclude<Field['type']['kind'], 'decimal' | 'list' | 'struct'>): Field['type'] => ({
  kind,
});

/** A statement that no machine ends: a product of a trillion rows. */
export const bomb = 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7';

/** An engine over `numbers`, and ways to run statements. */
export interface EngineHarness {
  readonly engine: QueryEngine;
  readonly put: EngineUnderTest['put'];
  readonly alter: EngineUnderTest['alter'];
  readonly start: Run<{ readonly query: CompiledQuery; readonly running: RunningQuery }>;
  readonly run: Run<{ readonly columns: readonly Field[]; readonly rows: Value[][] }>;
  readonly rows: Run<Value[][]>;
  /** How the statement fails, and where in the author's text. */
  readonly failure: Run<{
    readonly code: string;
    readonly message: string;
    readonly line: number | undefined;
    readonly column: number | undefined;
  }>;
}

/** Opens the engine before the tests of the surrounding `describe` and closes it after them. */
export function useEngine(open: () => Promise<EngineUnderTest>): EngineHarness {
  let tested: EngineUnderTest;
  beforeAll(async () => {
    tested = await open();
    await tested.put(
      'numbers',
      [
        { name: 'n', type: scalar('bigint') },
        { name: 'word', type: scalar('varchar') },
      ],
      Array.from({ length: 5000 }, (_, n) => [BigInt(n), n === 4500 ? 'no number' : String(n)]),
    );
  });
  afterAll(() => tested.close());

  const start: EngineHarness['start'] = async (sql, given = {}, signal = new AbortController().signal) => {
    const types = new Map(Object.entries(given).map(([key, [type]]) => [key, type]));
    const values = new Map(Object.entries(given).map(([key, [, value]]) => [key, value]));
    const query = await tested.engine.compile(makeStatement(sql, types));
    return { query, running: await tested.engine.run(query, values, { signal }) };
  };
  const run: EngineHarness['run'] = async (sql, given, signal) => {
    const { query, running } = await start(sql, given, signal);
    return {
      columns: query.columns.map(({ name: column, type }) => ({ name: column, type })),
      rows: await rowsOf(running.batches),
    };
  };
  return {
    get engine() {
      return tested.engine;
    },
    put: (...given) => tested.put(...given),
    alter: (...given) => tested.alter(...given),
    start,
    run,
    rows: async (...given) => (await run(...given)).rows,
    async failure(...given) {
      const error: unknown = await run(...given).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof RockpoolError)) throw new Error('it did not fail as expected', { cause: error });
      return {
        code: error.code,
        message: error.message,
        line: error.details.place?.line,
        column: error.details.place?.column,
      };
    },
  };
}
