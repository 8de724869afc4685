import type { Json, JsonObject } from '../base/json.ts';
import type { ErrorCodeName } from '../base/error-codes.ts';
import type { QualifiedName } from '../base/name.ts';
import type { CollectionDefinition, Collection, SourceFormat } from '../catalog/collection.ts';
import type { SourceDocuments } from '../catalog/document-store.ts';
import type { OperationOutcome } from '../catalog/operation.ts';
import type { SourceFeed } from '../catalog/reindexer.ts';
import type { StreamHealth } from './connector.ts';

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
  /** Absent while the store is away. */
  readonly deadLetters?: number;
  readonly lastProcessedMs?: number;
  readonly dataAgeMs?: number;
  /** When somebody suspended it, and until when. */
  readonly suspendedAtMs?: number;
  readonly resumeAtMs?: number;
  /** The consumer group that reads it. */
  readonly group?: string;
  readonly streams?: readonly StreamHealth[];
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
  /** When it was tried last. */
  readonly failedAtMs: number;
  /** Replays included. */
  readonly attempts: number;
}

/** Dead letters that have something in common; an empty one means all of a collection. */
export interface DeadLetterCause {
  readonly source?: string;
  readonly stage?: DeadLetter['stage'];
  readonly code?: string;
}

export interface DeadLetterCount extends Required<DeadLetterCause> {
  readonly count: number;
}

/** Which letters: by id, or by cause. */
export interface DeadLetterChoice extends DeadLetterCause {
  readonly ids?: readonly string[];
}

export interface Page {
  /** Ids after this one. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ReplayResult {
  readonly replayed: number;
  readonly failed: number;
  /** The last letter that was tried when the limit ended the call: more may come after it. */
  readonly last?: string;
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

/** What a collection is wanted of: a topic, or objects of a bucket. */
export interface ProposalRequest extends QualifiedName {
  readonly integration: string;
  readonly of:
    | { readonly kind: 'topic'; readonly topic: string }
    | { readonly kind: 'bucket'; readonly bucket: string; readonly pattern: string };
  /** Absent: a topic holds JSON, the format of objects is told by their names and contents. */
  readonly format?: SourceFormat['kind'];
  /** Records that are shown beside their documents. */
  readonly rows: number;
}

/** A collection that nobody has defined yet. */
export interface Proposal {
  /** Where its file belongs, relative to the project folder. */
  readonly file: string;
  readonly yaml: string;
  /** Records that were looked at, and those of them that would become dead letters. */
  readonly sampled: number;
  readonly refused: number;
  readonly preview: Preview;
}

/** What a feed fills. */
export interface FeedTarget {
  readonly documents: SourceDocuments;
  /** Names the documents in place of the collection: no collection has this name. */
  readonly name: string;
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
  /**
   * Stops reading, and lets calls that write wait until what comes back is called. Reading begins again with `start`. Nothing is held of a
   * collection that is not there. */
  holdWrites(collection: QualifiedName): Promise<() => void>;
  /**
   * Begins to read all sources of a definition from their start into other documents, beside the collection of this name: with leases, dead letters
   * and consumer groups of its own. Throws REQUEST_INVALID for a source that cannot be read from its start, and SQL_*.
   */
  feed(definition: CollectionDefinition, target: FeedTarget): Promise<SourceFeed>;
  sources(collection: QualifiedName): Promise<readonly SourceStatus[]>;
  /** Throws SOURCE_NOT_FOUND. */
  source(collection: QualifiedName, id: string): Promise<SourceStatus>;
  /**
   * Stops reading for so many milliseconds, on every server and across restarts; what was read is written first. Suspended again it stays so
   * for that long from now. Throws SOURCE_NOT_FOUND.
   */
  suspend(collection: QualifiedName, source: string, forMs: number): Promise<SourceStatus>;
  /** Reads on from the checkpoint. Throws SOURCE_NOT_FOUND. */
  resume(collection: QualifiedName, source: string): Promise<SourceStatus>;
  /** Throws COLLECTION_READ_ONLY, as whatever else writes documents. */
  writeDocuments(
    collection: QualifiedName,
    documents: readonly JsonObject[],
    kind: 'write' | 'delete',
    /** `visible`: answers only when queries see it. */
    options?: { readonly visible?: boolean },
  ): Promise<readonly DocumentResult[]>;
  /** JSON Patch on stored documents, by read and write; skips the transformation. */
  patchDocuments(collection: QualifiedName, patches: readonly DocumentPatch[]): Promise<readonly DocumentResult[]>;
  preview(definition: CollectionDefinition, rows: number): Promise<readonly Preview[]>;
  /** A file for a topic or prefix that has no collection yet. Throws NAME_INVALID, CONFIG_INVALID, SOURCE_UNREADABLE, REQUEST_INVALID. */
  propose(request: ProposalRequest): Promise<Proposal>;
  /** Sorted by id. */
  deadLetters(collection: QualifiedName, options: DeadLetterCause & Page): Promise<readonly DeadLetter[]>;
  /** Throws DEAD_LETTER_NOT_FOUND. */
  deadLetter(collection: QualifiedName, id: string): Promise<DeadLetter>;
  /** By source, stage and code, the most frequent first. */
  countDeadLetters(collection: QualifiedName): Promise<readonly DeadLetterCount[]>;
  /** Tries them again, in the order of their ids, with the order versions they had; those that pass are gone afterwards. */
  replay(collection: QualifiedName, choice: DeadLetterChoice & Page): Promise<ReplayResult>;
  /** Forgets them; returns how many there were. */
  deleteDeadLetters(collection: QualifiedName, choice: DeadLetterChoice): Promise<number>;
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
