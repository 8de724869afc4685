import { afterAll, beforeAll } from 'vitest';
import type { QualifiedName } from '../../../src/base/name.ts';
import { makeCompiler, type Compiler } from '../../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../../src/duckdb/local-engine.ts';
import type { LocalSession } from '../../../src/query/local-engine.ts';
import type { CompiledQuery } from '../../../src/query/query-engine.ts';
import type { Field, SqlType } from '../../../src/schema/sql-type.ts';
import type { RowBatch, Value } from '../../../src/schema/value.ts';
import { makeStatement } from '../../../src/sql/make-statement.ts';
import { rowsOf } from '../../conformance/rows-of.ts';

type Scalar = Exclude<SqlType['kind'], 'decimal' | 'list' | 'struct'>;
export const field = (name: string, kind: Scalar): Field => ({ name, type: { kind } });
export const commons = (name: string): QualifiedName => ({ workspace: 'commons', name });
export const groups = (name: string): QualifiedName => ({ workspace: '_groups', name });
export const never = (): AbortSignal => new AbortController().signal;
export const none: ReadonlyMap<string, Value> = new Map();

export const words: readonly Field[] = [field('_id', 'varchar'), field('n', 'bigint'), field('seen', 'timestamptz')];
export const wordRows = (count: number, from = 0): RowBatch => ({
  rowCount: count,
  columns: [
    Array.from({ length: count }, (_, row) => `word-${from + row}`),
    Array.from({ length: count }, (_, row) => BigInt(from + row)),
    Array.from({ length: count }, () => 1_786_000_000_000_000n),
  ],
});

/** A local engine that knows `words` and `lists`. */
export interface TestLocalEngine {
  readonly local: OpenLocalEngine;
  readonly declare: (name: string, fields: readonly Field[]) => Promise<void>;
  readonly compile: (sql: string, types?: Readonly<Record<string, string>>) => Promise<CompiledQuery>;
  /** The rows of a statement over what `provide` brings. */
  readonly bring: (sql: string, provide: (session: LocalSession) => void) => Promise<readonly (readonly Value[])[]>;
}

/** Opens the engine before the tests of a file and closes it after them. */
export function useLocalEngine(): TestLocalEngine {
  let compiler: Compiler;
  let local: OpenLocalEngine;
  const declare: TestLocalEngine['declare'] = (name, fields) =>
    local.declare({ ...commons(name), fields, lookupFields: [] });
  beforeAll(async () => {
    compiler = await makeCompiler();
    local = await makeLocalEngine({ compiler, connections: 8, memoryBytes: 100 * 1024 ** 2 });
    await declare('words', words);
    await declare('lists', [
      field('k', 'varchar'),
      { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
    ]);
  });
  afterAll(async () => {
    await local.close();
    await compiler.close();
  });

  const compile: TestLocalEngine['compile'] = (sql, types = {}) =>
    local.compile(makeStatement(sql, new Map(Object.entries(types))));
  return {
    get local() {
      return local;
    },
    declare,
    compile,
    async bring(sql, provide) {
      const session = await local.open(never());
      try {
        provide(session);
        return await rowsOf((await session.run(await compile(sql), none)).batches);
      } finally {
        session.close();
      }
    },
  };
}
