import type { Abilities } from '../plan/abilities.ts';
import { findGroups } from '../plan/groups/find-groups.ts';
import { makeQueryPlan } from '../plan/make-query-plan.ts';
import { pickedFields } from '../plan/picked-fields.ts';
import type { Givens, QueryPlan, RowScan } from '../plan/query-plan.ts';
import { defaultWorkspace, type QualifiedName } from '../base/name.ts';
import type { BoundPlan, GroupRelations, LocalEngine } from './local-engine.ts';
import { groupColumns } from './read-scans.ts';
import type { CompiledQuery } from './query-engine.ts';

/** How a statement is read: by counting inside the engine, where that is possible, and by rows, which always is. */
export interface PlannedQuery {
  readonly rows: QueryPlan;
  /** Present when the statement only picks fields of the rows of its one scan: then they are its answer. */
  readonly picked?: PickedQuery;
  readonly grouped?: QueryPlan;
  /** Of its group scans. */
  readonly groups?: GroupRelations;
  /** SELECTs with groups that are not counted inside, each with a sentence why. */
  readonly countedHere: readonly { readonly select: string; readonly why: string }[];
}

export interface PickedQuery {
  readonly scan: RowScan;
  readonly givens?: Givens;
  /** Which field each column of the statement is. */
  readonly columns: readonly string[];
}

/** What of the local engine planning needs. */
export type PlanningEngine = Pick<LocalEngine, 'plan' | 'types' | 'tree' | 'print'>;

/** Plans a statement once; nothing of it depends on arguments. Throws the signal's reason, at the latest before its next step. */
export async function planQuery(
  query: CompiledQuery,
  engine: PlanningEngine,
  abilities: Abilities,
  signal: AbortSignal,
): Promise<PlannedQuery> {
  const { statement, collections } = query;
  const local = stopping(engine, signal);
  const rowPlan = async (sql: string, withAbilities: Abilities): Promise<QueryPlan | undefined> => {
    const plan = await local.plan({ statement: { ...statement, sql } });
    return plan === undefined ? undefined : makeQueryPlan({ plan, query, abilities: withAbilities });
  };
  const bound = await local.plan(query);
  const rows = makeQueryPlan({ plan: bound, query, abilities });
  const picked = pickedQuery(bound, rows);
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
    ...(picked === undefined ? {} : { picked }),
    countedHere: groups.here,
    ...(groups.plan === undefined ? {} : { grouped: groups.plan, groups: groupRelations(groups.plan) }),
  };
}

/** The engine, until the signal aborts. */
function stopping({ plan, types, tree, print }: PlanningEngine, signal: AbortSignal): PlanningEngine {
  const until =
    <A, R>(step: (given: A) => Promise<R>) =>
    async (given: A): Promise<R> => {
      signal.throwIfAborted();
      return step(given);
    };
  return { plan: until(plan), types: until(types), tree: until(tree), print: until(print) };
}

function pickedQuery(bound: BoundPlan, { scans, givens }: QueryPlan): PickedQuery | undefined {
  const [scan, ...others] = scans;
  if (scan?.kind !== 'rows' || others.length > 0) return undefined;
  const columns = pickedFields(bound, scan);
  return columns && { scan, columns, ...(givens === undefined ? {} : { givens }) };
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
