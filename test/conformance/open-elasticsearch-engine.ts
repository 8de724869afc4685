import { randomBytes } from 'node:crypto';
import { makeCompiler } from '../../src/duckdb/compiler.ts';
import { makeLocalEngine } from '../../src/duckdb/local-engine.ts';
import { makeClient } from '../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../src/elasticsearch/index-registry.ts';
import { makeScanEngine } from '../../src/elasticsearch/scans/scan-engine.ts';
import { makeScanningEngine } from '../../src/query/scanning-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { deleteIndices } from '../integration/elasticsearch/delete-indices.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { batchOfRows, declarationOf } from './document-batch.ts';
import type { EngineUnderTest } from './engine-harness.ts';

/** The engine over indices of a real cluster, under a prefix of its own. */
export async function openElasticsearchEngine(): Promise<EngineUnderTest> {
  const node = serverAddresses().elasticsearch;
  const prefix = `engine-${randomBytes(4).toString('hex')}`;
  const client = makeClient({ nodes: [node], requestTimeoutMs: 30_000 });
  const registry = makeIndexRegistry();
  const documents = await openDocumentStore({ client, prefix, registry, refreshMs: 100 });
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 6, memoryBytes: 200 * 1024 ** 2 });
  const engine = makeScanningEngine({ local, scans: makeScanEngine({ client, registry }) });
  const alter = async (name: string, fields: readonly Field[]): Promise<void> => {
    const declaration = declarationOf(name, fields);
    await local.declare(declaration);
    await documents.declare(declaration);
  };
  return {
    engine,
    alter,
    async put(name, fields, rows) {
      await alter(name, fields);
      await documents.write({ workspace: 'commons', name }, batchOfRows(name, fields, rows), undefined, undefined, {
        visible: true,
      });
    },
    async close() {
      await local.close();
      await compiler.close();
      await documents.close();
      await deleteIndices(client, prefix);
      await client.close();
    },
  };
}
