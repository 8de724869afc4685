import type { BoundExpression } from '../bound-expression.ts';
import type { BoundNode } from '../bound-plan.ts';
import type { FoundScan } from '../find-scans.ts';
import type { Comparison, KeyFilter, Leaf } from '../query-plan.ts';
import { keyConditions, type ConditionSide, type KeyComparison, type KeyCondition } from './key-conditions.ts';
import { isNeverNull } from './never-null.ts';
import { readScopes } from './plan-scopes.ts';
import { traceGiven } from './trace-given.ts';
import { elements, traceSource, type Origin, type TracedPlan } from './trace-source.ts';
import { traceTargets, type Target } from './trace-targets.ts';

/** `target` is the index of a scan. */
export interface FoundKeys {
  readonly filters: readonly { readonly target: number; readonly filter: KeyFilter }[];
  /** Comparisons with what parameters and constants say by way of a join, as `= ANY(:list)` does: more parts of the target's filter. */
  readonly leaves: readonly { readonly target: number; readonly leaf: Leaf<BoundExpression> }[];
}

/**
 * What conditions between columns tell of single scans.
 *
 *   before   a JOIN b ON a.k = b.k, both read whole
 *   after    b keeps the documents whose k is among those of a's rows, or a those of b's: whichever `makeStages` chooses
 *
 * Must not fire when a row that the condition drops leaves a trace elsewhere (join-legality.ts, trace-targets.ts), when a null may equal a null,
 * nor when the source's values are computed. All of them hold at once.
 */
export function findKeyFilters(root: BoundNode, scans: readonly FoundScan[]): FoundKeys {
  const indexes = new Map<BoundNode, number>(scans.map(({ node }, index) => [node, index]));
  const plan: TracedPlan = { scopes: readScopes(root), scans, indexes };
  const filters = new Map<string, FoundKeys['filters'][number]>();
  const leaves = new Map<string, FoundKeys['leaves'][number]>();
  for (const { node, entered } of placesOf(root)) {
    for (const condition of keyConditions(node)) {
      for (const direction of [0, 1] as const) {
        const receiver = condition.sides[direction];
        const found = findAlong(plan, condition, direction, enteredFor(node, receiver.node, entered));
        for (const filter of found.filters) filters.set(JSON.stringify(filter), filter);
        for (const leaf of found.leaves) leaves.set(textOfLeaf(leaf), leaf);
      }
    }
  }
  return { filters: [...filters.values()], leaves: [...leaves.values()] };
}

/** Bigint values of constants have no JSON. */
function textOfLeaf(leaf: unknown): string {
  return JSON.stringify(leaf, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Every operator, with the delim joins whose left rows vanish when the operator yields nothing for them. */
function* placesOf(
  node: BoundNode,
  entered: ReadonlySet<BoundNode> = new Set(),
): Generator<{ readonly node: BoundNode; readonly entered: ReadonlySet<BoundNode> }> {
  yield { node, entered };
  for (const [index, child] of node.children.entries()) yield* placesOf(child, enteredBelow(node, index, entered));
}

function enteredBelow(node: BoundNode, index: number, entered: ReadonlySet<BoundNode>): ReadonlySet<BoundNode> {
  switch (node.kind) {
    case 'projection':
    case 'filter':
    case 'order':
    case 'cross product':
      return entered;
    case 'join':
      if (node.form === 'asof' || !isNeeded(node.join)) return new Set();
      return enteredFor(node, node.children[index]!, entered);
    default:
      return new Set();
  }
}

/** As `entered`, for what a condition of the operator itself may drop below its child. */
function enteredFor(node: BoundNode, child: BoundNode, entered: ReadonlySet<BoundNode>): ReadonlySet<BoundNode> {
  if (node.kind !== 'join') return entered;
  const isLeft = child === node.children[0];
  if (isLeft) return isNeeded(node.join) ? entered : new Set();
  const outer = node.join === 'INNER' ? entered : new Set<BoundNode>();
  return node.form === 'delim' && isNeeded(node.join) ? withOne(outer, node) : outer;
}

/** Its left rows need a partner on the right. */
const isNeeded = (join: string): boolean => join === 'INNER' || join === 'SEMI';

const withOne = (set: ReadonlySet<BoundNode>, node: BoundNode): ReadonlySet<BoundNode> => new Set([...set, node]);

const turned = { '=': '=', 'not distinct': 'not distinct', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function findAlong(
  plan: TracedPlan,
  condition: KeyCondition,
  direction: 0 | 1,
  entered: ReadonlySet<BoundNode>,
): FoundKeys {
  const nothing: FoundKeys = { filters: [], leaves: [] };
  const [receiver, giver] = direction === 0 ? condition.sides : [condition.sides[1], condition.sides[0]];
  const comparison = direction === 0 ? condition.comparison : turned[condition.comparison];
  const type = condition.type.sql;
  if (!receiver.receives || type === undefined) return nothing;
  if (comparison === 'not distinct' && !condition.sides.some((side) => isNeverNullSide(plan, side))) return nothing;

  const targets = targetsOf(plan, receiver, entered);
  if (targets.length === 0) return nothing;
  const given = giver.members.length === 0 ? givenOf(plan, giver, condition) : undefined;
  if (given !== undefined) {
    return {
      filters: [],
      leaves: targets.flatMap((target) => leafOf(target, comparison, given) ?? []),
    };
  }
  const origin = originOf(plan, giver);
  if (origin === undefined) return nothing;
  const source = { kind: 'scan', scan: origin.scan, field: origin.field, unnested: origin.unnested } as const;
  return {
    leaves: [],
    filters: targets.flatMap((target) => {
      const match = matchOf(target, comparison, origin);
      if (match === undefined || target.scan === origin.scan) return [];
      return [{ target: target.scan, filter: { source, field: target.field, type, match, required: false } }];
    }),
  };
}

/** Places whose documents may be dropped; `element` when the field is a list. */
function targetsOf(plan: TracedPlan, side: ConditionSide, entered: ReadonlySet<BoundNode>): readonly Target[] {
  return traceTargets(plan, side.node, side.column, entered).flatMap((target) => {
    if (target.element && (side.list || side.members.length > 0)) return [];
    return [
      { scan: target.scan, field: [...target.field, ...side.members] as const, element: target.element || side.list },
    ];
  });
}

function originOf(plan: TracedPlan, side: ConditionSide): Origin | undefined {
  const origin = traceSource(plan, side.node, side.column);
  if (origin === undefined) return undefined;
  if (side.members.length === 0) return side.list ? elements(origin) : origin.gathered ? undefined : origin;
  if (origin.unnested || origin.gathered) return undefined;
  const member: Origin = { scan: origin.scan, field: [...origin.field, ...side.members], unnested: false };
  return side.list ? elements(member) : member;
}

function matchOf(target: Target, comparison: KeyComparison, origin: Origin): KeyFilter['match'] | undefined {
  if (comparison === '=' || comparison === 'not distinct') return target.element ? 'holds' : 'in';
  if (target.element) return undefined;
  // More than some value: more than the least. Only of the one greatest value can more be said.
  const loose = comparison === '>' || comparison === '>=' ? 'min' : 'max';
  return { comparison, of: origin.extreme ?? loose };
}

interface GivenValues {
  readonly expression: BoundExpression;
  readonly elements: boolean;
}

function givenOf(plan: TracedPlan, side: ConditionSide, condition: KeyCondition): GivenValues | undefined {
  if (!side.list) return traceGiven(plan.scopes, side.node, side.column, condition.type);
  return undefined;
}

function leafOf(
  { scan, field, element }: Target,
  comparison: KeyComparison,
  given: GivenValues,
): FoundKeys['leaves'][number] | undefined {
  const operands = [given.expression];
  if (comparison === '=' || comparison === 'not distinct') {
    if (element) return { target: scan, leaf: { kind: 'holds', field, operands, quantity: 'any', negated: false } };
    if (given.elements) return { target: scan, leaf: { kind: 'in', field, operands, negated: false } };
    return { target: scan, leaf: { kind: 'compare', field, comparison: '=', operand: given.expression } };
  }
  const order: Comparison = comparison;
  return element || given.elements
    ? undefined
    : { target: scan, leaf: { kind: 'compare', field, comparison: order, operand: given.expression } };
}

function isNeverNullSide(plan: TracedPlan, side: ConditionSide): boolean {
  return side.members.length === 0 && isNeverNull(plan.scopes, side.node, side.column);
}
