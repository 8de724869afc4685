import type { QualifiedName } from '../base/name.ts';
import type { CollectionDeclaration } from './document-store.ts';

export interface Reindexed {
  /** The index that holds the collection now. */
  readonly index: string;
  /** Documents and tombstones that were copied; one that changed meanwhile counts each time. */
  readonly copied: number;
  readonly rounds: number;
}

export interface ReindexOptions {
  /** Called once, when little is missing: nothing of this process writes to the collection from then on. */
  readonly beforeSwap: () => Promise<void>;
  /** False when another server may have begun the same: then nothing is swapped. */
  readonly mayGoOn: () => boolean;
}

/** Rebuilds the index behind a collection. Stores that have none alter their tables in place and have no reindexer. */
export interface Reindexer {
  /**
   * Copies the documents into a new index with the declaration's mapping while others write on, then lets the collection be the new index, all at
   * once. Whatever fails leaves the collection as it was. One call per collection at a time: the caller sees to it, across servers; what a killed
   * one left behind is removed first. Throws COLLECTION_INCOMPATIBLE for a document that the new types cannot hold without loss, and STORE_*.
   */
  reindex(declaration: CollectionDeclaration, options: ReindexOptions): Promise<Reindexed>;
  /** Removes what a killed one left behind, so that writes pass again. */
  recover(collection: QualifiedName): Promise<void>;
}
