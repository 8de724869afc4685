import type { Json } from '../base/json.ts';
import { readPlan, type BoundNode } from './bound-plan.ts';
import type { RowScan } from './query-plan.ts';

/**
 * The fields that a statement's columns are, in their order, when it does no more than pick fields of the rows that its only scan keeps.
 *
 *   fires          SELECT city, name FROM users WHERE user_id = :id
 *   must not fire  when the scan's filter is a superset, or brings the first rows only; with anything but projections and filters above it
 *
 * `plan` as LocalEngine.plan gives it; `scan` the only one that makeQueryPlan makes of it.
 */
export function pickedFields(plan: Json | undefined, scan: RowScan): readonly string[] | undefined {
  const root = plan === undefined ? undefined : readPlan(plan);
  if (root?.width === undefined || !scan.exact || scan.keys.length > 0 || scan.window !== undefined) return undefined;
  const fields = follow(root, [...Array(root.width).keys()]);
  const known = fields?.filter((field) => field !== undefined && scan.fields.includes(field)) ?? [];
  return known.length === root.width ? known.filter((field) => field !== undefined) : undefined;
}

/** The fields that these columns of an operator are. */
function follow(node: BoundNode, columns: readonly number[]): readonly (string | undefined)[] | undefined {
  const [child] = node.children;
  if (node.kind === 'get') {
    return columns.map((column) => {
      const place = node.outputs[column];
      return place === undefined ? undefined : node.fields[place];
    });
  }
  if (child === undefined) return undefined;
  if (node.kind === 'filter') return node.width === child.width ? follow(child, columns) : undefined;
  if (node.kind !== 'projection') return undefined;
  const below = columns.map((column) => {
    const expression = node.expressions[column];
    return expression?.kind === 'column' ? expression.index : -1;
  });
  return below.includes(-1) ? undefined : follow(child, below);
}
