import type { SqlType } from '../schema/sql-type.ts';

/** How a field of a collection lies in an index. */
export interface IndexedField {
  /** Name of the field, or of the member of a STRUCT. */
  readonly name: string;
  readonly type: SqlType;
  /** Its place in queries and in `_source`, dots between objects: `address.city`. Names are encoded, so that a dot in a name is none here. */
  readonly path: string;
  readonly indexed: IndexedAs;
  /** Of a STRUCT that is an object: its members. */
  readonly members?: readonly IndexedField[];
  /** A list that never holds an element twice. */
  readonly unique: boolean;
}

/** What the mapping says, reduced to what decides whether a question about the field can be asked and is exact. Of a list: of its elements. */
export type IndexedAs =
  | { readonly kind: 'keyword'; readonly ignoreAbove: number | undefined }
  /** Analysed: only a keyword subfield can be compared. */
  | { readonly kind: 'text'; readonly keyword?: { readonly path: string; readonly ignoreAbove: number | undefined } }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'whole'; readonly bits: 8 | 16 | 32 | 64; readonly unsigned: boolean }
  | { readonly kind: 'floating'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'scaled'; readonly factor: number }
  /** `format`: of existing indices, as their mapping has it; absent: ISO. */
  | { readonly kind: 'date'; readonly nanos: boolean; readonly format?: string }
  | { readonly kind: 'object' }
  /** Kept in `_source` only; `why` says so in a sentence. */
  | { readonly kind: 'unindexed'; readonly why: string };
