import type { Abilities } from './abilities.ts';
import type { BoundExpression, BoundOrder } from './bound-expression.ts';
import { everyNode, type BoundNode, type JoinNode, type LimitNode, type LimitValue } from './bound-plan.ts';
import { boundType } from './bound-type.ts';
import { hasColumns, typeOf } from './expression-parts.ts';
import type { FoundScan } from './find-scans.ts';
import type { FoundKeys } from './keys/find-key-filters.ts';
import { plainReference } from './keys/plain-reference.ts';
import { readScopes, type PlanScopes } from './keys/plan-scopes.ts';
import { traceGiven } from './keys/trace-given.ts';
import type { SortKey, Window } from './query-plan.ts';

/**
 * Rows that suffice, by scan.
 *
 *   before   LIMIT 10 OFFSET 5 over ORDER BY ts over every purchase with a card
 *   after    the scan brings the first 15 purchases with a card
 *
 * Only projections, sorts and joins that do no more than a filter (`= ANY(:list)`, one row of parameters) stand between: DISTINCT, groups,
 * windows, UNNEST, set operations and other joins need every row. Must not fire when the scan's filter is a superset (the 15 rows might all be
 * dropped here), for a percentage, nor when the engine sorts otherwise. `exact` has to cover the leaves that `findKeyFilters` gave the scan.
 *
 * Other scans of the collection bring rows too; what is sorted here then lies between these rows and all of them, whose first ones these are,
 * so every choice among ties is one that the statement allows. But keys that are taken from these rows would not follow such a choice: a
 * window that feeds other scans must be the only reader of its collection, or sort by `_id` at last.
 */
export function findWindows(
  root: BoundNode,
  scans: readonly FoundScan[],
  keys: FoundKeys,
  abilities: Pick<Abilities, 'order'>,
): ReadonlyMap<number, Window<BoundExpression>> {
  const scopes = readScopes(root);
  const windows = new Map<number, Window<BoundExpression>>();
  for (const node of everyNode(root)) {
    const rows = node.kind === 'limit' ? rowsOf(node) : undefined;
    const reached = rows && node.children[0] && descend(scopes, scans, node.children[0]);
    if (rows === undefined || reached === undefined) continue;
    const { index, order } = reached;
    const { scan } = scans[index]!;
    const isSorted = order.every((key) => abilities.order(scan.collection, key.field).kind === 'exact');
    const isTarget = keys.filters.some(({ target }) => target === index);
    if (scan.exact && isSorted && !isTarget && settlesTies(scans, keys, index, order))
      windows.set(index, { order, rows });
  }
  return windows;
}

function settlesTies(scans: readonly FoundScan[], keys: FoundKeys, index: number, order: readonly SortKey[]): boolean {
  const feeds = keys.filters.some(({ filter }) =>
    filter.source.kind === 'scan' ? filter.source.scan === index : filter.source.scans.includes(index),
  );
  const { collection } = scans[index]!.scan;
  const isAlone = scans.every(
    ({ scan }, other) =>
      other === index || scan.collection.workspace !== collection.workspace || scan.collection.name !== collection.name,
  );
  return !feeds || isAlone || order.some(({ field }) => field.length === 1 && field[0] === '_id');
}

/** The numbers to add up; undefined without a limit, or when it depends on the rows. */
function rowsOf({ limit, offset }: LimitNode): readonly BoundExpression[] | undefined {
  const first = numberOf(limit);
  const skipped = offset.kind === 'none' ? [] : numberOf(offset);
  return first && skipped && [...first, ...skipped];
}

function numberOf(value: LimitValue): readonly BoundExpression[] | undefined {
  if (value.kind === 'rows')
    return [{ kind: 'constant', type: boundType({ kind: 'bigint' }), value: BigInt(value.rows) }];
  return value.kind === 'expression' && isGivenNumber(value.expression) ? [value.expression] : undefined;
}

function isGivenNumber(expression: BoundExpression): boolean {
  const kind = typeOf(expression).sql?.kind;
  return !hasColumns(expression) && (kind === 'integer' || kind === 'bigint' || kind === 'hugeint');
}

/** A sort by a column of some operator, followed downwards. */
interface FollowedKey {
  readonly column: number;
  readonly members: readonly string[];
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

function descend(
  scopes: PlanScopes,
  scans: readonly FoundScan[],
  from: BoundNode,
): { readonly index: number; readonly order: readonly SortKey[] } | undefined {
  let node: BoundNode | undefined = from;
  let keys: readonly FollowedKey[] | undefined;
  let index = -1;
  while (node !== undefined) {
    const here: BoundNode = node;
    if (index < 0) index = scans.findIndex(({ top }) => top === here);
    if (index >= 0 && here === scans[index]!.node) {
      const order = fieldsOf(scans[index]!, keys ?? []);
      return order && { index, order };
    }
    if (index >= 0 && here.kind === 'filter') node = here.children[0];
    else if (here.kind === 'order') {
      // The uppermost sort decides; the ones below it only order ties, which nobody promises.
      keys ??= follow(here.orders);
      if (keys === undefined) return undefined;
      node = here.children[0];
    } else if (here.kind === 'projection') {
      const below = keys?.map((key) => through(here.expressions[key.column], key));
      if (below?.includes(undefined)) return undefined;
      keys = below?.filter((key) => key !== undefined);
      node = here.children[0];
    } else if (here.kind === 'join' || here.kind === 'cross product') {
      const side = filteredSide(scopes, here);
      if (side === undefined) return undefined;
      const [left, right] = here.children;
      const shift = side === 'left' ? 0 : left!.width!;
      const width = (side === 'left' ? left : right)?.width ?? 0;
      // What the other side holds is the same in every row and sorts nothing.
      keys = keys?.flatMap((key) =>
        key.column >= shift && key.column < shift + width ? [{ ...key, column: key.column - shift }] : [],
      );
      node = side === 'left' ? left : right;
    } else return undefined;
  }
  return undefined;
}

function follow(orders: readonly BoundOrder[]): readonly FollowedKey[] | undefined {
  const keys = orders.map(({ expression, descending, nullsFirst }) => {
    const kind = typeOf(expression).sql?.kind;
    const reference = plainReference(expression);
    const isScalar = kind !== undefined && kind !== 'list' && kind !== 'struct' && kind !== 'json';
    return reference && isScalar ? { ...reference, descending, nullsFirst } : undefined;
  });
  return keys.includes(undefined) ? undefined : keys.filter((key) => key !== undefined);
}

function through(expression: BoundExpression | undefined, key: FollowedKey): FollowedKey | undefined {
  const reference = plainReference(expression);
  return reference && { ...key, column: reference.column, members: [...reference.members, ...key.members] };
}

function fieldsOf({ node }: FoundScan, keys: readonly FollowedKey[]): readonly SortKey[] | undefined {
  const order = keys.map(({ column, members, descending, nullsFirst }) => {
    const place = node.outputs[column];
    const field = place === undefined ? undefined : node.fields[place];
    return field === undefined ? undefined : { field: [field, ...members] as const, descending, nullsFirst };
  });
  return order.includes(undefined) ? undefined : order.filter((key) => key !== undefined);
}

/** The side of which a join with given values keeps some rows, each once, and drops the others: what its leaves say in the scan's filter. */
function filteredSide(scopes: PlanScopes, join: BoundNode): 'left' | 'right' | undefined {
  const [left, right] = join.children;
  if (left?.width === undefined || right?.width === undefined) return undefined;
  if (join.kind === 'cross product')
    return isOneRow(scopes, right) ? 'left' : isOneRow(scopes, left) ? 'right' : undefined;
  if (join.kind !== 'join' || join.form !== 'comparison' || join.others.length > 0) return undefined;
  if (join.join === 'SEMI') return isGivenList(right) && comparesGivens(scopes, join, 'right') ? 'left' : undefined;
  if (join.join !== 'INNER') return undefined;
  if (isOneRow(scopes, right) && comparesGivens(scopes, join, 'right')) return 'left';
  return isOneRow(scopes, left) && comparesGivens(scopes, join, 'left') ? 'right' : undefined;
}

function comparesGivens(scopes: PlanScopes, join: JoinNode, given: 'left' | 'right'): boolean {
  return join.conditions.every((condition) => {
    const reference = plainReference(condition[given]);
    const other = condition[given === 'left' ? 'right' : 'left'];
    const type = typeOf(other);
    const isLeaf = condition.comparison !== undefined && /^[<>]?=?$/.test(condition.comparison);
    if (!isLeaf || reference === undefined || plainReference(other) === undefined) return false;
    const values = traceGiven(scopes, join.children[given === 'left' ? 0 : 1], reference.column, type);
    return values !== undefined && (!values.elements || condition.comparison === '=');
  });
}

/** Parameters and constants: exactly one row. */
function isOneRow(scopes: PlanScopes, node: BoundNode | undefined): boolean {
  if (node?.kind === 'one row') return true;
  if (node?.kind === 'projection') return isOneRow(scopes, node.children[0]);
  return node?.kind === 'cte reference' && isOneRow(scopes, scopes.tables.get(node)?.children[0]);
}

/** The elements of lists of parameters and constants, all of them. */
function isGivenList(node: BoundNode | undefined): boolean {
  if (node?.kind === 'projection' || node?.kind === 'unnest') return isGivenList(node.children[0]);
  return node?.kind === 'one row';
}
