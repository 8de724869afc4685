import type { Clock } from '../base/clock.ts';
import { printQualified } from '../base/name.ts';
import type { CollectionDefinition, SourceDefinition } from '../catalog/collection.ts';
import type { DocumentStore } from '../catalog/document-store.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Observer } from '../observe/observer.ts';
import type { BatchTransformer, Transformation } from './batch-transformer.ts';
import type { Connector } from './connector.ts';
import { untilAvailable } from './retry.ts';
import type { SourceProgress } from './source-progress.ts';

export interface IngestSettings {
  readonly maxRecordBytes: number;
  readonly batchRecords: number;
  readonly memoryBytes: number;
}

/** What all sources share. */
export interface IngestParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly documents: DocumentStore;
  readonly records: RecordStore;
  readonly transformer: BatchTransformer;
  readonly settings: IngestSettings;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Told after each batch: microseconds of the newest event time written so far by its source. */
  readonly onWritten?: (collection: string, newestEventTime: bigint) => void;
}

/** A source of a prepared collection, ready to be read. */
export interface SourcePipeline extends IngestParts {
  readonly collection: CollectionDefinition;
  readonly source: SourceDefinition;
  readonly connector: Connector;
  readonly transformation: Transformation;
  readonly progress: SourceProgress;
}

/** Tries again for ever while a store is away, and says so in the source's status. */
export async function whileStoreIsAway<T>(
  pipeline: SourcePipeline,
  call: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { progress, observer, collection, source } = pipeline;
  const result = await untilAvailable(
    call,
    (error) => {
      progress.fail(error.message);
      observer({
        kind: 'source-state',
        collection: printQualified(collection),
        source: source.id,
        state: 'ERROR',
        message: error.message,
      });
    },
    signal,
  );
  if (progress.recover()) {
    observer({ kind: 'source-state', collection: printQualified(collection), source: source.id, state: 'PROCESSING' });
  }
  return result;
}
