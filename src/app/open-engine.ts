import { join } from 'node:path';
import type { QualifiedName } from '../base/name.ts';
import type { CollectionDeclaration, DocumentStore } from '../catalog/document-store.ts';
import type { IndexReader } from '../catalog/existing-indices.ts';
import type { Reindexer } from '../catalog/reindexer.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Config, ElasticsearchStore } from '../config/config.ts';
import { makeCompiler } from '../duckdb/compiler.ts';
import { openDocumentStore } from '../duckdb/document-store.ts';
import { makeLocalEngine } from '../duckdb/local-engine.ts';
import { makeEmbeddedEngine } from '../duckdb/query-engine.ts';
import { openRecordStore } from '../duckdb/record-store.ts';
import type { QueryEngine } from '../query/query-engine.ts';
import { makeScanningEngine } from '../query/scanning-engine.ts';

/** What holds documents and records and runs queries over them. */
export interface OpenEngine {
  readonly documents: DocumentStore;
  readonly records: RecordStore;
  readonly queries: QueryEngine;
  /** What statements are bound to; told of every collection before the documents are. */
  readonly shapes: {
    declare(collection: CollectionDeclaration): Promise<void>;
    drop(collection: QualifiedName): Promise<void>;
  };
  /** Of a cluster: the indices that are there. */
  readonly indices?: IndexReader;
  readonly reindexer?: Reindexer;
  close(): Promise<void>;
}

/** The engine that the configuration names; of a cluster, its client is loaded now. Throws STORE_LOCKED, STORE_UNAVAILABLE, STORE_FAILED. */
export function openEngine(config: Config, tempFolder: string): Promise<OpenEngine> {
  const { store } = config;
  return store.engine === 'embedded'
    ? openEmbedded(config, tempFolder)
    : openElasticsearch({ ...config, store }, tempFolder);
}

async function openEmbedded({ store, query, server }: Config, tempFolder: string): Promise<OpenEngine> {
  const { memoryBytes } = query;
  // DuckDB names a database after its file, and a schema of that name is ambiguous: no workspace can begin with an underscore.
  const path = join(store.path, '_documents.duckdb');
  const documents = await openDocumentStore({ path, memoryBytes, threads: 1, tempFolder });
  const [records, compiler] = await Promise.all([
    openRecordStore({ path: join(store.path, '_records.duckdb'), memoryBytes: 256 * 1024 ** 2 }),
    makeCompiler(),
  ]);
  const connections = server.maxConcurrentQueries;
  const queries = await makeEmbeddedEngine({ instance: documents.instance, compiler, connections });
  return {
    documents,
    records,
    queries,
    shapes: compiler,
    async close() {
      await queries.close();
      await compiler.close();
      await records.close();
      await documents.close();
    },
  };
}

async function openElasticsearch(
  { store, query, server }: Config & { readonly store: ElasticsearchStore },
  tempFolder: string,
): Promise<OpenEngine> {
  const [
    { makeClient },
    recordStore,
    documentStore,
    { makeScanEngine },
    { makeIndexReader },
    { makeIndexRegistry },
    { makeReindexer },
  ] = await Promise.all([
    import('../elasticsearch/client.ts'),
    import('../elasticsearch/records/record-store.ts'),
    import('../elasticsearch/documents/document-store.ts'),
    import('../elasticsearch/scans/scan-engine.ts'),
    import('../elasticsearch/existing/index-reader.ts'),
    import('../elasticsearch/index-registry.ts'),
    import('../elasticsearch/reindex/reindexer.ts'),
  ]);
  const client = makeClient(store);
  try {
    const shared = { client, prefix: store.indexPrefix, registry: makeIndexRegistry() };
    const records = await recordStore.openRecordStore(shared);
    const documents = await documentStore.openDocumentStore(shared);
    const compiler = await makeCompiler();
    const { memoryBytes } = query;
    const local = await makeLocalEngine({
      compiler,
      connections: server.maxConcurrentQueries,
      memoryBytes,
      tempFolder,
    });
    return {
      documents,
      records,
      queries: makeScanningEngine({ local, scans: makeScanEngine(shared) }),
      shapes: local,
      indices: makeIndexReader(client),
      reindexer: makeReindexer(shared),
      async close() {
        await local.close();
        await compiler.close();
        await records.close();
        await documents.close();
        await client.close();
      },
    };
  } catch (error) {
    // Whoever waits for the cluster opens it again.
    await client.close();
    throw error;
  }
}
