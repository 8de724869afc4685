import type { Refusal } from '../../catalog/document-store.ts';
import type { OperationBatch, OperationOutcome } from '../../catalog/operation.ts';
import type { StoredDocument } from './read-stored.ts';

/** What a batch comes to, over what is stored. */
export interface FoldedDocuments {
  /** One per operation. */
  readonly outcomes: readonly OperationOutcome[];
  /** At most one per `_id`. */
  readonly documents: readonly FoldedDocument[];
  /** Operations with a value that is none of its field's type; when there are any, the batch must be folded again without them. */
  readonly unfit: readonly Refusal[];
}

export interface FoldedDocument {
  readonly id: string;
  /** The two lines of a bulk request. */
  readonly entry: string;
  /** The last operation that is in it: the one that is refused with it. */
  readonly last: number;
}

/** One way of writing: what it reads before, and what it makes of a batch. */
export interface Folding {
  /** What Elasticsearch says when something else is stored than what the document was made for: read again, or it is newer than the operations. */
  readonly onConflict: 'again' | 'superseded';
  /** Of these ids; an empty map when nothing need be known. */
  read(batch: OperationBatch, ids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  fold(
    batch: OperationBatch,
    stored: ReadonlyMap<string, StoredDocument>,
    refused: ReadonlySet<number>,
  ): FoldedDocuments;
}

/** The action of an entry that must meet what was read, or nothing. */
export function guardedAction(id: string, stored: StoredDocument | undefined): string {
  const key = JSON.stringify(id);
  return stored === undefined
    ? `{"create":{"_id":${key}}}\n`
    : `{"index":{"_id":${key},"if_seq_no":${stored.seqNo},"if_primary_term":${stored.primaryTerm}}}\n`;
}
