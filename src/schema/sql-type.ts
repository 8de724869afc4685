/** The types of fields and columns. What each looks like in memory stands in value.ts, on the wire in wire-value.ts. */
export type SqlType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'decimal'; readonly width: number; readonly scale: number }
  | { readonly kind: 'list'; readonly element: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] };

export type ScalarKind =
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'hugeint'
  | 'double'
  | 'varchar'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'uuid'
  | 'json';

/** A named value of a document or a result. Every field may be null. */
export interface Field {
  readonly name: string;
  readonly type: SqlType;
}
