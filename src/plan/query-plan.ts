import type { QualifiedName } from '../base/name.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

/** A field of a collection, or a member inside STRUCT fields: `['address', 'city']`. */
export type FieldPath = readonly [string, ...string[]];

/** A value that is known once the arguments are. */
export interface TypedValue {
  readonly type: SqlType;
  readonly value: Value;
}

/** A value that no document decides: it stands in the statement, or parameters and constants make it. */
export type Operand =
  | ({ readonly kind: 'constant' } & TypedValue)
  /** Entry `index` of the plan's `givens`. */
  | { readonly kind: 'given'; readonly type: SqlType; readonly index: number };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * One question about one field, true exactly where DuckDB's expression is true: null is never true, except for `presence` with `present: false`.
 * The field is compared as the operand's type, to which it was cast without loss (INTEGER as BIGINT or DECIMAL, DATE as TIMESTAMPTZ …).
 * An operand that is null makes a leaf never true, `negated` or not; but `in` and `holds any` that are not negated leave it out.
 * `O` is an Operand in plans, a TypedValue in a call.
 */
export type Leaf<O> =
  | { readonly kind: 'compare'; readonly field: FieldPath; readonly comparison: Comparison; readonly operand: O }
  /** An operand of a list type stands for its elements; null elements are left out. `negated` is SQL's NOT IN without nulls. */
  | { readonly kind: 'in'; readonly field: FieldPath; readonly operands: readonly O[]; readonly negated: boolean }
  | {
      readonly kind: 'text';
      readonly field: FieldPath;
      readonly match: TextMatch;
      readonly operand: O;
      readonly negated: boolean;
    }
  /** The list field holds one of them (`any`) or all of them. */
  | {
      readonly kind: 'holds';
      readonly field: FieldPath;
      readonly operands: readonly O[];
      readonly quantity: 'any' | 'all';
      readonly negated: boolean;
    }
  | { readonly kind: 'presence'; readonly field: FieldPath; readonly present: boolean };

/** `like` and `ilike` take SQL patterns with `\` as no escape at all, as DuckDB does without ESCAPE. */
export type TextMatch = 'prefix' | 'suffix' | 'substring' | 'like' | 'ilike';

/** Which documents a scan needs. There is no NOT: it was pushed down into the leaves. */
export type Predicate<O> =
  | { readonly kind: 'everything' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Predicate<O>[] }
  /** A condition without fields, such as `:status IS NULL`: true keeps, false and null drop. */
  | { readonly kind: 'given'; readonly operand: O }
  | Leaf<O>;

/** Expressions of parameters and constants, which DuckDB computes in one SELECT before any scan. */
export interface Givens {
  /**
   * `SELECT e0, e1, …`: the statement's parameters as `CAST($name AS <declared type>)`, constants of the author's text as `$rp_c0`, `$rp_c1`,
   * …; never a value as text.
   */
  readonly sql: string;
  readonly constants: readonly TypedValue[];
  /** Types of the columns. */
  readonly types: readonly SqlType[];
  /** For columns that are just a parameter as it was declared: its name. When all are, nothing needs to be computed. */
  readonly parameters: readonly (string | undefined)[];
}

export interface SortKey {
  readonly field: FieldPath;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Rows that suffice: the first `rows` (limit and offset added up) in this order. An engine may bring more. */
export interface Window<O> {
  readonly order: readonly SortKey[];
  /** Of a whole-number type; several are added up. */
  readonly rows: readonly O[];
}

/** Where the values of a dynamic filter come from: they are a superset of the keys that can matter, or exactly those. */
export type KeySource =
  /** The distinct values of a column of an earlier scan's rows; of the elements when it is `unnested`. */
  | { readonly kind: 'scan'; readonly scan: number; readonly field: FieldPath; readonly unnested: boolean }
  /** The one column of a statement over what earlier scans brought; it uses the parameters of the author's statement. */
  | { readonly kind: 'statement'; readonly sql: string; readonly scans: readonly number[] };

/** What is sent for the keys: `in` the field, `holds` any of them in the list field, or a bound by their greatest or least. */
export interface KeyFilter {
  readonly source: KeySource;
  readonly field: FieldPath;
  readonly type: SqlType;
  readonly match: 'in' | 'holds' | { readonly comparison: '>' | '>=' | '<' | '<='; readonly of: 'max' | 'min' };
  /** True when leaving this filter out would give other answers: of scans that count inside the engine. */
  readonly required: boolean;
}

/** A part of the statement's filter that the engine does not evaluate, for `explain` and for errors of the budget. */
export interface Leftover {
  /** As SQL, for people. */
  readonly condition: string;
  /** A sentence: why it stays here. */
  readonly why: string;
}

interface ScanBase {
  readonly collection: QualifiedName;
  readonly filter: Predicate<Operand>;
  /** The filter keeps exactly the rows that this place of the statement keeps: nothing was weakened. */
  readonly exact: boolean;
  readonly keys: readonly KeyFilter[];
  readonly leftovers: readonly Leftover[];
}

/** Rows of a collection, with these fields (in the collection's order; may be empty: only their number matters). */
export interface RowScan extends ScanBase {
  readonly kind: 'rows';
  readonly fields: readonly string[];
  readonly window?: Window<Operand>;
}

export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** A group is a scalar field, an element of a list field that never holds an element twice, or a time cut to a unit (UTC). */
export interface GroupKey {
  readonly field: FieldPath;
  readonly cut?: DateUnit;
  readonly unnested: boolean;
  /** The column's name in the rewritten statement. */
  readonly name: string;
  readonly type: SqlType;
}

export interface Measure {
  readonly measure: 'count' | 'sum' | 'min' | 'max';
  /** Absent: count(*). */
  readonly field?: FieldPath;
  readonly name: string;
  readonly type: SqlType;
}

/** Groups counted inside the engine. The statement's text was rewritten to read them as the relation `name`. */
export interface GroupScan extends ScanBase {
  readonly kind: 'groups';
  readonly name: string;
  readonly groups: readonly GroupKey[];
  readonly measures: readonly Measure[];
}

export type Scan = RowScan | GroupScan;

/** What is read for a statement, and in which order. Pure data: golden files hold it. */
export interface QueryPlan {
  /** The statement to run over what the scans bring; absent: the author's own. Only counting inside the engine rewrites it. */
  readonly sql?: string;
  readonly givens?: Givens;
  readonly scans: readonly Scan[];
  /** Scans by their index; a stage needs only what earlier stages brought, and is one round trip. */
  readonly stages: readonly (readonly number[])[];
}
