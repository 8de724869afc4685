import type { Abilities } from '../plan/abilities.ts';
import { findGroups } from '../plan/groups/find-groups.ts';
import { makeQueryPlan } from '../plan/make-query-plan.ts';
import type { QueryPlan } from '../plan/query-plan.ts';
import { defaultWorkspace, type QualifiedName } from '../base/name.ts';
import type { GroupRelations, LocalEngine } from './local-engine.ts';
import { groupColumns } from './read-scans.ts';
import type { CompiledQuery } from './query-engine.ts';

/** How a statement is read: by counting inside the engine, where that is possible, and by rows, which always is. */
export interface PlannedQuery {
  readonly rows: QueryPlan;
  readonly grouped?: QueryPlan;
  /** Of its group scans. */
  readonly groups?: GroupRelations;
  /** SELECTs with groups that are not counted inside, each with a sentence why. */
  readonly countedHere: readonly { readonly select: string; readonly why: string }[];
}

/** Plans a statement once; nothing of it depends on arguments. */
export async function planQuery(query: CompiledQuery, local: LocalEngine, abilities: Abilities): Promise<PlannedQuery> {
  const { statement, collections } = query;
  const rowPlan = async (sql: string, withAbilities: Abilities): Promise<QueryPlan | undefined> => {
    const plan = await local.plan({ statement: { ...statement, sql } });
    return plan === undefined ? undefined : makeQueryPlan({ plan, query, abilities: withAbilities });
  };
  const rows = makeQueryPlan({ plan: await local.plan(query), query, abilities });
  const groups = await findGroups(statement.sql, {
    collection: (schema, table) => findCollection(collections, schema, table),
    abilities,
    tree: (sql) => local.tree(sql),
    print: (tree) => local.print(tree),
    rowPlan,
    types: (sql) => local.types(sql),
  });
  return {
    rows,
    countedHere: groups.here,
    ...(groups.plan === undefined ? {} : { grouped: groups.plan, groups: groupRelations(groups.plan) }),
  };
}

/** DuckDB finds names in any case. */
function findCollection(
  collections: readonly QualifiedName[],
  schema: string,
  table: string,
): QualifiedName | undefined {
  const workspace = (schema === '' ? defaultWorkspace : schema).toLowerCase();
  return collections.find(
    (one) => one.workspace.toLowerCase() === workspace && one.name.toLowerCase() === table.toLowerCase(),
  );
}

function groupRelations({ scans }: QueryPlan): GroupRelations {
  return new Map(scans.flatMap((scan) => (scan.kind === 'groups' ? [[scan.name, groupColumns(scan)]] : [])));
}
