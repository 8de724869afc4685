import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs } from '../indexed-field.ts';

/** A field as one mapping, or several together, have it. */
export type FoundField = ReadableField | LeftOutField | ConflictingField;

export interface ReadableField {
  readonly kind: 'readable';
  readonly name: string;
  readonly path: string;
  /** The type that shows its values best; a list only where the mapping says so. */
  readonly type: SqlType;
  readonly indexed: IndexedAs;
  /** Of an object, and of the objects of a nested field. */
  readonly members?: readonly FoundField[];
}

/** It cannot be read: its values are not in `_source`. */
export interface LeftOutField {
  readonly kind: 'left-out';
  readonly name: string;
  readonly path: string;
  readonly why: string;
}

/** The indices disagree, and only the author knows what is meant. */
export interface ConflictingField {
  readonly kind: 'conflict';
  readonly name: string;
  readonly path: string;
  readonly why: string;
}

export const unindexed = (why: string): IndexedAs => ({ kind: 'unindexed', why });
