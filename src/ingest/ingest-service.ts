import type { Json, JsonObject } from '../base/json.ts';
import type { ErrorCodeName } from '../base/error-codes.ts';
import type { QualifiedName } from '../base/name.ts';
import type { CollectionDefinition, Collection } from '../catalog/collection.ts';
import type { OperationOutcome } from '../catalog/operation.ts';

export type SourceState = 'INITIALIZING' | 'WATCHING' | 'PROCESSING' | 'ERROR' | 'SUSPENDED';

/** The two equations of conservation hold at every moment: records read = filtered + dead + made; documents = applied + superseded + refused + in flight
 * (UNNEST makes several documents of a record). What is in flight lies between two checkpoints; `superseded` includes a REPLACE without and an INSERT with a document. */
export interface Conservation {
  readonly read: number;
  readonly filtered: number;
  readonly dead: number;
  readonly made: number;
  readonly documents: number;
  readonly applied: number;
  readonly superseded: number;
  readonly refused: number;
}

export interface SourceStatus {
  readonly id: string;
  readonly integration: string;
  readonly kind: 'topic' | 'bucket';
  readonly of: string;
  readonly state: SourceState;
  readonly message?: string;
  readonly positions: Readonly<Record<string, JsonObject>>;
  /** Records (topics) or objects (buckets) not read yet, when known. */
  readonly behind?: number;
  readonly counters: Conservation;
  readonly deadLetters: number;
  readonly lastProcessedMs?: number;
  readonly dataAgeMs?: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly workspace: string;
  readonly collection: string;
  readonly source: string;
  readonly position: string;
  readonly stage: 'decode' | 'transform' | 'store';
  readonly code: ErrorCodeName;
  readonly message: string;
  /** The raw record as text; cut at 64 KiB with `truncated`. */
  readonly record: string;
  readonly truncated: boolean;
  readonly atMs: number;
  readonly attempts: number;
}

/** What became of one document of an HTTP write, in the order of the request. */
export interface DocumentResult {
  readonly id: string | null;
  readonly outcome: OperationOutcome | 'filtered' | 'error';
  readonly error?: { readonly code: ErrorCodeName; readonly message: string };
}

export interface PreviewRow {
  readonly record: string;
  readonly documents: readonly Json[];
  readonly error?: string;
}

export interface Preview {
  readonly collection: string;
  readonly source: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly PreviewRow[];
}

export interface IngestService {
  /**
   * Binds the transformation, so that the fields are known, and takes the collection on once `declare` made it ready; reading begins with
   * `start`. When one of the two fails, what was there before goes on. Throws SQL_* and what `declare` throws.
   */
  prepare(definition: CollectionDefinition, declare: (collection: Collection) => Promise<void>): Promise<Collection>;
  /** Starts (or restarts with the new definition) the sources of a prepared collection. */
  start(collection: Collection): void;
  /** Stops reading; what was read is written and its checkpoint moved. */
  stop(collection?: QualifiedName): Promise<void>;
  sources(collection: QualifiedName): Promise<readonly SourceStatus[]>;
  writeDocuments(
    collection: QualifiedName,
    documents: readonly JsonObject[],
    kind: 'write' | 'delete',
  ): Promise<readonly DocumentResult[]>;
  /** JSON Patch on stored documents, by read and write; skips the transformation. */
  patchDocuments(collection: QualifiedName, patches: readonly DocumentPatch[]): Promise<readonly DocumentResult[]>;
  preview(definition: CollectionDefinition, rows: number): Promise<readonly Preview[]>;
  deadLetters(
    collection: QualifiedName,
    options: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly DeadLetter[]>;
  /** Tries them again; those that pass are gone afterwards. `ids` absent: all of the collection. */
  replay(
    collection: QualifiedName,
    ids?: readonly string[],
  ): Promise<{ readonly replayed: number; readonly failed: number }>;
}

export interface DocumentPatch {
  readonly id: string;
  readonly patch: readonly {
    readonly op: string;
    readonly path: string;
    readonly value?: Json;
    readonly from?: string;
  }[];
}
