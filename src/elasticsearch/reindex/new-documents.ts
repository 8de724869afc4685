import type { Client } from '@elastic/elasticsearch';
import { systemClock } from '../../base/clock.ts';
import type { SourceDocuments } from '../../catalog/document-store.ts';
import type { Checkpoints } from '../documents/checkpoints.ts';
import { makeGate } from '../documents/gate.ts';
import { versionsOf, type StoredCollection } from '../documents/stored-collection.ts';
import { writeBatch } from '../documents/write-batch.ts';

export interface NewDocumentsOptions {
  readonly client: Client;
  /** Of the new index alone. */
  readonly alias: string;
  readonly collection: StoredCollection;
  readonly checkpoints: Checkpoints;
}

/** The documents of an index that is being made: they are written as those of any collection, whatever name they are written under. */
export function newDocuments({ client, alias, collection, checkpoints }: NewDocumentsOptions): SourceDocuments {
  const gate = makeGate();
  const { incarnation } = collection;
  const target = { alias, collection, versions: versionsOf(collection) };
  return {
    write: (_name, operations, checkpoint, keepRefused, { visible = false } = {}) =>
      gate.run('write', () =>
        writeBatch({
          client,
          target,
          checkpoints,
          operations,
          checkpoint,
          keepRefused,
          visible,
          nowMicros: BigInt(systemClock()) * 1000n,
        }),
      ),
    readCheckpoint: (_name, source) =>
      gate.run('read a checkpoint', async () => (await checkpoints.read(incarnation, source)).get('')),
    readStreams: (_name, source) =>
      gate.run('read a checkpoint', async () => {
        const values = await checkpoints.read(incarnation, source);
        return new Map([...values].filter(([stream]) => stream !== ''));
      }),
    readMarks: (_name, source, keys) =>
      gate.run('read which objects were read', () => checkpoints.readMarks(incarnation, source, keys)),
  };
}
