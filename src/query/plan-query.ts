import type { Abilities } from '../plan/abilities.ts';
import { makeQueryPlan } from '../plan/make-query-plan.ts';
import type { QueryPlan } from '../plan/query-plan.ts';
import type { LocalEngine } from './local-engine.ts';
import type { CompiledQuery } from './query-engine.ts';

/** How a statement is read: by counting inside the engine, where that is possible, and by rows, which always is. */
export interface PlannedQuery {
  readonly rows: QueryPlan;
  readonly grouped?: QueryPlan;
}

/** Plans a statement once; nothing of it depends on arguments. */
export async function planQuery(query: CompiledQuery, local: LocalEngine, abilities: Abilities): Promise<PlannedQuery> {
  const plan = await local.plan(query);
  const rows = makeQueryPlan({ plan, query, abilities });
  return { rows };
}
