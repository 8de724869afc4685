import { makeCompiler } from '../../src/duckdb/compiler.ts';
import { openDocumentStore } from '../../src/duckdb/document-store.ts';
import { makeEmbeddedEngine } from '../../src/duckdb/query-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { EngineUnderTest } from './query-engine.ts';

const own: readonly Field[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
];

/** The embedded engine over a store in memory. */
export async function openEmbeddedEngine(): Promise<EngineUnderTest> {
  const documents = await openDocumentStore({ path: ':memory:', memoryBytes: 200 * 1024 ** 2, threads: 2 });
  const compiler = await makeCompiler();
  const engine = await makeEmbeddedEngine({ instance: documents.instance, compiler, connections: 6 });
  const alter = async (name: string, fields: readonly Field[]): Promise<void> => {
    const declaration = { workspace: 'commons', name, fields: [...own, ...fields], lookupFields: [] };
    await compiler.declare(declaration);
    await documents.declare(declaration);
  };
  return {
    engine,
    alter,
    async put(name, fields, rows) {
      await alter(name, fields);
      const ids = rows.map((_, index) => `${name}-${index}`);
      await documents.write(
        { workspace: 'commons', name },
        {
          ids,
          kinds: ids.map(() => 'repsert'),
          versions: ids.map((_, index) => BigInt(index + 1)),
          eventTimes: ids.map(() => 1_786_000_000_000_000n),
          fields,
          columns: fields.map((_, column) => rows.map((row) => row[column]!)),
        },
      );
    },
    async close() {
      await engine.close();
      await compiler.close();
      await documents.close();
    },
  };
}
