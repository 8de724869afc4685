import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { CollectionDefinition, SourceDefinition } from '../catalog/collection.ts';
import type { DocumentStore, SourceDocuments } from '../catalog/document-store.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Observer } from '../observe/observer.ts';
import type { BatchTransformer, Transformation } from './batch-transformer.ts';
import type { Connector } from './connector.ts';
import { untilAvailable } from './retry.ts';
import type { SourceProgress } from './source-progress.ts';

export interface IngestSettings {
  readonly maxRecordBytes: number;
  readonly batchRecords: number;
  /** How long dead letters are kept. */
  readonly deadLettersMs: number;
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
  /** Names this server among those that share the record store: what it left behind when it died is its own again after a restart. */
  readonly holder: string;
  /** How long a bucket is left to a server that does not show itself. */
  readonly leaseMs?: number;
  /** Told after each batch: microseconds of the newest event time written so far by its source. */
  readonly onWritten?: (collection: string, newestEventTime: bigint) => void;
}

/** The connector of an integration. Throws CONFIG_INVALID when rockpool.yaml has none of this name. */
export function connectorOf({ connectors }: Pick<IngestParts, 'connectors'>, integration: string): Connector {
  const connector = connectors.get(integration);
  if (connector !== undefined) return connector;
  const known = [...connectors.keys()];
  const near =
    didYouMean(integration, known) || (known.length === 0 ? ' There is none.' : ` There are: ${known.join(', ')}.`);
  throw new RockpoolError('CONFIG_INVALID', `rockpool.yaml has no integration ${JSON.stringify(integration)}.${near}`);
}

/** A source of a prepared collection, ready to be read. */
export interface SourcePipeline extends Omit<IngestParts, 'documents'> {
  readonly documents: SourceDocuments;
  readonly collection: CollectionDefinition;
  readonly source: SourceDefinition;
  readonly connector: Connector;
  readonly transformation: Transformation;
  readonly progress: SourceProgress;
  /** As in `ConnectorState`; absent for a preview. */
  readonly reader?: string | undefined;
  /** False when another server has taken the source over; the signal of this reading is aborted then. Throws STORE_UNAVAILABLE. */
  readonly mayWrite?: () => Promise<boolean>;
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
