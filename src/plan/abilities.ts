import type { QualifiedName } from '../base/name.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { FieldPath, GroupKey, Leaf, Measure, Operand } from './query-plan.ts';

/**
 * What an engine makes of a question. `exact`: the documents it gives are those for which DuckDB says true. `superset`: those and maybe others.
 * `here`: it cannot be asked. `why` is a sentence for people.
 */
export type Verdict = { readonly kind: 'exact' } | { readonly kind: 'superset' | 'here'; readonly why: string };

/** What the engine that holds the documents can be asked, per collection. Pure: the same question has the same answer while the catalog is the same. */
export interface Abilities {
  leaf(collection: QualifiedName, leaf: Leaf<Operand>): Verdict;
  /** Whether it sorts by the field as DuckDB does, nulls at the asked side. */
  order(collection: QualifiedName, field: FieldPath): Verdict;
  group(collection: QualifiedName, key: GroupKey): Verdict;
  measure(collection: QualifiedName, measure: Measure): Verdict;
  /** Documents, roughly; undefined when nobody knows. Decides only which of two right plans is taken. */
  documents(collection: QualifiedName): number | undefined;
  /** All fields of a collection, in order. */
  fields(collection: QualifiedName): readonly { readonly name: string; readonly type: SqlType }[];
}
