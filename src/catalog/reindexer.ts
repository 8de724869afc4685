import type { QualifiedName } from '../base/name.ts';
import type { CollectionDeclaration, SourceDocuments } from './document-store.ts';

export interface Reindexed {
  /** The index that holds the collection now. */
  readonly index: string;
  /** Documents and tombstones that were copied; one that changed meanwhile counts each time. */
  readonly copied: number;
  readonly rounds: number;
  /** Of one that was made of the sources. */
  readonly made?: MadeOfSources;
}

export type Rebuilt = Reindexed & { readonly made: MadeOfSources };

export interface MadeOfSources {
  /** Names what was kept for the new index while it was made: `SourceTarget.incarnation`. */
  readonly incarnation: string;
  /** Records that were read. */
  readonly read: number;
  /** Documents that the collection has now; what is expired counts until it is swept. */
  readonly documents: number;
  /** Documents that the collection had and the sources do not give, or not as they were. */
  readonly dropped: number;
}

export interface ReindexOptions {
  /** Called once, when little is missing: nothing of this process writes to the collection from then on. */
  readonly beforeSwap: () => Promise<void>;
  /** False when another server may have begun the same: then nothing is swapped. */
  readonly mayGoOn: () => boolean;
}

export interface RebuildOptions extends ReindexOptions {
  /** Begins to read the sources from their start. */
  readonly feed: (target: SourceTarget) => Promise<SourceFeed>;
  /** Go on without the documents that the sources do not give. */
  readonly dropMissing: boolean;
}

/** The new documents of a collection, with checkpoints of their own, which have none yet. */
export interface SourceTarget {
  readonly documents: SourceDocuments;
  /** Unique; the collection has it once it is the new index. */
  readonly incarnation: string;
}

/** Sources that are being read into new documents. */
export interface SourceFeed {
  /** Whether a record gets the same order version each time that it is read: it has a time of its own. */
  readonly repeatsVersions: boolean;
  /** Returns when all that the sources had when it was called is written. Throws SOURCE_UNREADABLE, and what `mayGoOn` throws. */
  catchUp(mayGoOn: () => void): Promise<void>;
  /** Records that were read so far. */
  read(): number;
  /** What was read is written, with its place. May be called again. */
  stop(): Promise<void>;
}

/** Rebuilds the index behind a collection. Stores that have none alter their tables in place and have no reindexer. */
export interface Reindexer {
  /**
   * Copies the documents into a new index with the declaration's mapping while others write on, then lets the collection be the new index, all at
   * once. Whatever fails leaves the collection as it was. One call per collection at a time: the caller sees to it, across servers; what a killed
   * one left behind is removed first. Throws COLLECTION_INCOMPATIBLE for a document that the new types cannot hold without loss, and STORE_*.
   */
  reindex(declaration: CollectionDeclaration, options: ReindexOptions): Promise<Reindexed>;
  /**
   * The same, with documents that are made anew of the sources. The checkpoints of the collection are then those of the feed. Throws
   * COLLECTION_INCOMPATIBLE when the collection has documents that the sources do not give, what the feed throws, and STORE_*.
   */
  rebuild(declaration: CollectionDeclaration, options: RebuildOptions): Promise<Rebuilt>;
  /** Removes what a killed one left behind, so that writes pass again. Returns the incarnation that is served; undefined when there is none. */
  recover(collection: QualifiedName): Promise<string | undefined>;
}
