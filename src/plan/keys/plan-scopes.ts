import type { BoundNode, CteNode, CteReferenceNode, JoinNode, WindowNode } from '../bound-plan.ts';
import { everyNode } from '../bound-plan.ts';

/** What operators of a plan mean by other operators. */
export interface PlanScopes {
  /** DELIM_GET → the join whose left rows it repeats, each once. */
  readonly delimJoins: ReadonlyMap<BoundNode, JoinNode>;
  /** A reference → the materialised table that it reads; recursive ones are left out. */
  readonly tables: ReadonlyMap<CteReferenceNode, CteNode>;
  /** Materialised tables that are read at one place only. */
  readonly readOnce: ReadonlySet<CteNode>;
  /** Windows that only number the left rows of a delim join, which is then a key of the join: DuckDB's way to correlate on a list. */
  readonly numberings: ReadonlySet<WindowNode>;
}

/** A plan and where it reads collections. */
export interface ScanPlaces {
  readonly scopes: PlanScopes;
  /** Of what reads one: its index among the scans. */
  readonly indexes: ReadonlyMap<BoundNode, number>;
}

/** Reads them by where an operator stands: the nearest one around it counts, as DuckDB executes them. */
export function readScopes(root: BoundNode): PlanScopes {
  const delimJoins = new Map<BoundNode, JoinNode>();
  const tables = new Map<CteReferenceNode, CteNode>();
  const visit = (node: BoundNode, delim: JoinNode | undefined, ctes: ReadonlyMap<number, CteNode>): void => {
    const [first, second] = node.children;
    if (node.kind === 'delim get' && delim !== undefined) delimJoins.set(node, delim);
    const table = node.kind === 'cte reference' ? ctes.get(node.table) : undefined;
    if (node.kind === 'cte reference' && table?.kind === 'materialized cte') tables.set(node, table);
    if (node.kind === 'materialized cte' || node.kind === 'recursive cte') {
      const inside = new Map(ctes).set(node.table, node);
      if (first !== undefined) visit(first, delim, node.kind === 'recursive cte' ? inside : ctes);
      if (second !== undefined) visit(second, delim, inside);
      return;
    }
    const isDelimJoin = node.kind === 'join' && node.form === 'delim';
    node.children.forEach((child, index) => visit(child, isDelimJoin && index === 1 ? node : delim, ctes));
  };
  visit(root, undefined, new Map());

  const reads = new Map<CteNode, number>();
  for (const table of tables.values()) reads.set(table, (reads.get(table) ?? 0) + 1);
  return {
    delimJoins,
    tables,
    readOnce: new Set([...reads].filter(([, count]) => count === 1).map(([table]) => table)),
    numberings: new Set([...everyNode(root)].flatMap((node) => numberingOf(node) ?? [])),
  };
}

/** ROW_NUMBER() over everything, nothing but filters above it, and its number what the join eliminates and compares first. */
function numberingOf(join: BoundNode): WindowNode | undefined {
  if (join.kind !== 'join' || join.form !== 'delim') return undefined;
  let below = join.children[0];
  while (below?.kind === 'filter') below = below.children[0];
  const [only, ...more] = below?.kind === 'window' ? below.expressions : [];
  const numbers =
    only?.kind === 'window' &&
    only.function === 'WINDOW_ROW_NUMBER' &&
    only.partitions.length + only.orders.length + more.length === 0;
  if (below?.kind !== 'window' || !numbers) return undefined;
  const number = below.children[0]?.width;
  const [condition] = join.conditions;
  const [eliminated] = join.eliminated;
  const isKey =
    condition?.comparison === 'not distinct' &&
    condition.left.kind === 'column' &&
    condition.left.index === number &&
    eliminated?.kind === 'column' &&
    eliminated.index === number;
  return isKey ? below : undefined;
}
