import { makeCompiler } from '../../src/duckdb/compiler.ts';
import { openDocumentStore } from '../../src/duckdb/document-store.ts';
import { makeEmbeddedEngine } from '../../src/duckdb/query-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { batchOfRows, declarationOf } from './document-batch.ts';
import type { EngineUnderTest } from './engine-harness.ts';

/** The embedded engine over a store in memory. */
export async function openEmbeddedEngine(): Promise<EngineUnderTest> {
  const documents = await openDocumentStore({ path: ':memory:', memoryBytes: 200 * 1024 ** 2, threads: 2 });
  const compiler = await makeCompiler();
  const engine = await makeEmbeddedEngine({ instance: documents.instance, compiler, connections: 6 });
  const alter = async (name: string, fields: readonly Field[]): Promise<void> => {
    const declaration = declarationOf(name, fields);
    await compiler.declare(declaration);
    await documents.declare(declaration);
  };
  return {
    engine,
    alter,
    async put(name, fields, rows) {
      await alter(name, fields);
      await documents.write({ workspace: 'commons', name }, batchOfRows(name, fields, rows));
    },
    async close() {
      await engine.close();
      await compiler.close();
      await documents.close();
    },
  };
}
