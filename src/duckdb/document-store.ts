import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DocumentStore } from '../catalog/document-store.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { functionMacros } from '../sql/function-macros.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { readCheckpoint, readMarks, readStreams } from './document-checkpoint.ts';
import { planAlteration } from './document-declare.ts';
import { createStore, storeSchema, tableOf, viewOf } from './document-layout.ts';
import { readDocuments, readNewest, readStatistics } from './document-read.ts';
import { loadRegistry, storeDefinition } from './document-registry.ts';
import { sweepRows } from './document-sweep.ts';
import { writeBatch } from './document-write.ts';
import { storeError } from './errors.ts';
import { makeStoreQueue } from './store-queue.ts';
import { inTransaction } from './transaction.ts';

export interface DocumentStoreOptions {
  /** The database file, or `:memory:`. DuckDB finds the file's name where a workspace stands, so it begins with what no workspace does: `_`. */
  readonly path: string;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly tempFolder?: string;
  readonly clock?: Clock;
}

/** The query engine takes its connections from the same instance: only one may have the file. */
export interface EmbeddedDocumentStore extends DocumentStore {
  readonly instance: DuckDBInstance;
}

/**
 * Opens the store of documents in one DuckDB file: a view per collection (`"commons"."users"`) over the tables of document-layout.ts, which
 * lie with the checkpoints in a schema that no name reaches. One connection writes, one batch at a time, one transaction per batch.
 * Throws STORE_LOCKED, STORE_UNAVAILABLE.
 */
export async function openDocumentStore(options: DocumentStoreOptions): Promise<EmbeddedDocumentStore> {
  const { path, memoryBytes, threads, tempFolder, clock = systemClock } = options;
  const instance = await openDatabase({
    path,
    memoryBytes,
    threads,
    ...(tempFolder === undefined ? {} : { tempFolder }),
  });
  const writer = await instance.connect();
  const reader = await instance.connect();
  const release = (): void => {
    reader.disconnectSync();
    writer.disconnectSync();
    closeDatabase(instance);
  };
  try {
    await inTransaction(writer, async () => {
      for (const statement of [...createStore, ...functionMacros]) await writer.run(statement);
    });
    const registry = await loadRegistry(writer);
    return makeStore({ instance, writer, reader, registry, clock, release });
  } catch (cause) {
    release();
    throw storeError('be opened', cause);
  }
}

interface Parts {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly reader: DuckDBConnection;
  readonly registry: Awaited<ReturnType<typeof loadRegistry>>;
  readonly clock: Clock;
  readonly release: () => void;
}

function makeStore({ instance, writer, reader, registry, clock, release }: Parts): EmbeddedDocumentStore {
  const writes = makeStoreQueue();
  const reads = makeStoreQueue();
  let closing: Promise<void> | undefined;

  return {
    instance,
    declare: (declaration) =>
      writes.run('declare a collection', async () => {
        const existing = registry.get(declaration);
        const others = registry.list().filter((one) => one !== existing);
        const { collection, statements } = planAlteration(declaration, {
          existing,
          others,
          nextId: registry.nextId,
        });
        if (statements.length === 0) return;
        await inTransaction(writer, async () => {
          for (const statement of statements) await writer.run(statement);
          await storeDefinition(writer, collection);
        });
        registry.set(collection);
      }),
    drop: (name) =>
      writes.run('drop a collection', async () => {
        const { id } = registry.require(name);
        await inTransaction(writer, async () => {
          await writer.run(`DROP VIEW ${viewOf(name)}`);
          await writer.run(`DROP TABLE ${tableOf(id)}`);
          for (const table of ['checkpoints', 'marks'])
            await writer.run(`DELETE FROM ${storeSchema}.${table} WHERE collection = $1`, [id]);
          await writer.run(`DELETE FROM ${storeSchema}.collections WHERE id = $1`, [id]);
        });
        registry.remove(name);
      }),
    write: (name, operations, checkpoint, keepRefused) =>
      writes.run('write', () => {
        const nowMicros = BigInt(clock()) * 1000n;
        const collection = registry.require(name);
        return writeBatch(writer, { collection, operations, checkpoint, nowMicros, keepRefused });
      }),
    read: (name, ids) => reads.run('read documents', () => readDocuments(reader, registry.require(name), ids)),
    readCheckpoint: (name, source) =>
      reads.run('read a checkpoint', () => readCheckpoint(reader, registry.require(name).id, source)),
    readStreams: (name, source) =>
      reads.run('read a checkpoint', () => readStreams(reader, registry.require(name).id, source)),
    readMarks: (name, source, keys) =>
      reads.run('read which objects were read', () => readMarks(reader, registry.require(name).id, source, keys)),
    statistics: (name) => reads.run('count documents', () => readStatistics(reader, registry.require(name))),
    newestEventTime: (name) =>
      reads.run('read the newest event time', () => readNewest(reader, registry.require(name))),
    sweep: (name, nowMicros, tombstonesBefore) =>
      writes.run('sweep', () => sweepRows(writer, registry.require(name), nowMicros, tombstonesBefore)),
    close: () => (closing ??= Promise.all([writes.close(), reads.close()]).then(release)),
  };
}
