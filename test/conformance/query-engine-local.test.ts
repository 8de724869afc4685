import { makeCompiler } from '../../src/duckdb/compiler.ts';
import { makeLocalEngine } from '../../src/duckdb/local-engine.ts';
import type { LocalSession } from '../../src/query/local-engine.ts';
import type { CompiledQuery, QueryEngine } from '../../src/query/query-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { RowBatch } from '../../src/schema/value.ts';
import type { EngineUnderTest } from './engine-harness.ts';
import { describeQueryEngine } from './query-engine.ts';

describeQueryEngine('the engine over brought rows', openLocalEngine);

const own: readonly Field[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
];

/** The local engine; each call brings all documents of the collections it reads. */
async function openLocalEngine(): Promise<EngineUnderTest> {
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 6, memoryBytes: 200 * 1024 ** 2 });
  const documents = new Map<string, { readonly fields: readonly Field[]; readonly batch: RowBatch }>();
  const alter = (name: string, fields: readonly Field[]): Promise<void> =>
    local.declare({ workspace: 'commons', name, fields: [...own, ...fields], lookupFields: [] });

  const bringAll = (session: LocalSession, query: CompiledQuery): void => {
    for (const collection of query.collections) {
      const { fields, batch } = documents.get(collection.name)!;
      session.provide(collection, fields, batch);
    }
  };
  const engine: QueryEngine = {
    compile: (statement) => local.compile(statement),
    async run(query, values, { signal }) {
      const session = await local.open(signal);
      bringAll(session, query);
      return session.run(query, values);
    },
    async explain(query, values, { signal, analyze }) {
      const session = await local.open(signal);
      try {
        bringAll(session, query);
        return await session.explain(query, values, { analyze });
      } finally {
        session.close();
      }
    },
  };
  return {
    engine,
    alter,
    async put(name, fields, rows) {
      await alter(name, fields);
      const columns = [
        rows.map((_, index) => `${name}-${index}`),
        rows.map(() => 1_786_000_000_000_000n),
        ...fields.map((_, column) => rows.map((row) => row[column]!)),
      ];
      documents.set(name, { fields: [...own, ...fields], batch: { rowCount: rows.length, columns } });
    },
    async close() {
      await local.close();
      await compiler.close();
    },
  };
}
