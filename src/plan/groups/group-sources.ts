import type { QualifiedName } from '../../base/name.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Abilities } from '../abilities.ts';
import type { QueryPlan } from '../query-plan.ts';

/** What the rule asks of those who know: the catalog, DuckDB, and the planning of rows. */
export interface GroupSources {
  /** The collection that DuckDB finds under these names; an empty schema is the default workspace. */
  readonly collection: (schema: string, table: string) => QualifiedName | undefined;
  readonly abilities: Abilities;
  /** As LocalEngine has them. */
  readonly tree: (sql: string) => Promise<string | undefined>;
  readonly print: (tree: string) => Promise<string>;
  /** The row plan of a text of ours, with these abilities instead; undefined when DuckDB prints no plan. */
  readonly rowPlan: (sql: string, abilities: Abilities) => Promise<QueryPlan | undefined>;
  /** Types of the columns of a text of ours; undefined when it cannot be bound. */
  readonly types: (sql: string) => Promise<readonly SqlType[] | undefined>;
}
