import type { Client } from '@elastic/elasticsearch';
import { printQualified } from '../../base/name.ts';
import { systemClock, type Clock } from '../../base/clock.ts';
import type { DocumentStore } from '../../catalog/document-store.ts';
import { oldestVisible } from '../../catalog/retention.ts';
import type { IndexRegistry } from '../collection-index.ts';
import { registerExisting } from '../existing/register-existing.ts';
import { openCheckpoints } from './checkpoints.ts';
import { declareCollection } from './declare-collection.ts';
import { makeDeclaredMappings } from './declared-mapping.ts';
import { makeGate } from './gate.ts';
import { aliasOf } from './index-names.ts';
import { makeOwnIndices } from './own-indices.ts';
import { readDocuments } from './read-documents.ts';
import { readNewest, readStatistics, sweepDocuments } from './read-statistics.ts';
import { writeBatch } from './write-batch.ts';

export interface DocumentStoreOptions {
  readonly client: Client;
  /** Begins the names of all indices, aliases and nothing else: stores with different prefixes share a cluster. */
  readonly prefix: string;
  /** Is filled with what is declared, now and before. */
  readonly registry: IndexRegistry;
  readonly clock?: Clock;
  /** How soon searches see what was written, where the collection says nothing else. */
  readonly refreshMs?: number;
}

/**
 * Opens the store of documents in a cluster: an index per collection behind an alias, and one for all checkpoints. The client stays the caller's.
 * Throws STORE_UNAVAILABLE, STORE_FAILED.
 */
export async function openDocumentStore(options: DocumentStoreOptions): Promise<DocumentStore> {
  const { client, prefix, registry, clock = systemClock, refreshMs = 1_000 } = options;
  const gate = makeGate();
  const mappings = makeDeclaredMappings(client);
  const own = makeOwnIndices(client, registry);
  const checkpoints = await gate.run('be opened', async () => {
    await own.load(prefix);
    return openCheckpoints(client, prefix);
  });
  const nowMicros = (): bigint => BigInt(clock()) * 1000n;

  return {
    declare: (declaration) =>
      gate.run('declare a collection', async () => {
        if (declaration.index !== undefined) {
          registry.set(await registerExisting(client, declaration));
          return;
        }
        const alias = aliasOf(prefix, declaration);
        own.set(alias, await declareCollection(declaration, { client, alias, refreshMs }), declaration);
      }),
    drop: (name) =>
      gate.run('drop a collection', async () => {
        if (registry.require(name).origin === 'ours') {
          const { alias, collection } = own.require(name);
          await own.deleteIndices(alias);
          await checkpoints.remove(collection.incarnation);
        }
        own.remove(name);
      }),
    write: (name, operations, checkpoint, keepRefused, { visible = false } = {}) =>
      gate.run('write', () => {
        const target = own.require(name);
        return writeBatch({
          client,
          target,
          checkpoints,
          operations,
          checkpoint,
          keepRefused,
          visible,
          nowMicros: nowMicros(),
          assertDeclared: () => mappings.assert(registry.require(name), `write ${printQualified(name)}`),
          rebuilt: (found) => own.set(target.alias, found, target.collection),
        });
      }),
    read: (name, ids) =>
      gate.run('read documents', async () => {
        const index = registry.require(name);
        await mappings.assert(index, `read ${printQualified(name)}`);
        return readDocuments(client, index, ids, nowMicros());
      }),
    readCheckpoint: (name, source) =>
      gate.run('read a checkpoint', async () =>
        (await checkpoints.read(own.require(name).collection.incarnation, source)).get(''),
      ),
    readStreams: (name, source) =>
      gate.run('read a checkpoint', async () => {
        const values = await checkpoints.read(own.require(name).collection.incarnation, source);
        return new Map([...values].filter(([stream]) => stream !== ''));
      }),
    readMarks: (name, source, keys) =>
      gate.run('read which objects were read', () =>
        checkpoints.readMarks(own.require(name).collection.incarnation, source, keys),
      ),
    statistics: (name) =>
      gate.run('count documents', () => {
        const collection = registry.require(name);
        return readStatistics(client, collection, oldestVisible(collection.retentionMs, nowMicros()));
      }),
    newestEventTime: (name) =>
      gate.run('read the newest event time', () => {
        const collection = registry.require(name);
        return readNewest(client, collection, oldestVisible(collection.retentionMs, nowMicros()));
      }),
    sweep: (name, now, tombstonesBefore) =>
      gate.run('sweep', () => {
        const { alias, collection, versions } = own.require(name);
        const oldest = oldestVisible(collection.retentionMs, now);
        return sweepDocuments(client, { alias, versions }, { oldest, tombstonesBefore });
      }),
    close: () => gate.close(),
  };
}
