import type { QualifiedName } from '../base/name.ts';
import type { Abilities } from './abilities.ts';
import type { BoundExpression } from './bound-expression.ts';
import type { BoundNode, GetNode } from './bound-plan.ts';
import { columnsOf, conjunctsOf } from './expression-parts.ts';
import type { GivenCollector } from './givens.ts';
import { weaken } from './filters/weaken.ts';
import { allOf, type Weak } from './filters/weak.ts';
import { readScopes } from './keys/plan-scopes.ts';
import { neededColumns } from './needed-columns.ts';
import { printForPeople } from './print-for-people.ts';
import type { Leftover, RowScan } from './query-plan.ts';
import { replaceColumns } from './replace-columns.ts';

/** A place of the plan that reads a collection. */
export interface FoundScan {
  readonly node: GetNode;
  /**
   * The uppermost FILTER whose condition is part of the scan's filter; the node itself when there is none. When `scan.exact`, the rows that the
   * filter keeps are exactly those that leave this operator. Operators above it, and nothing else, decide what more is dropped.
   */
  readonly top: BoundNode;
  readonly scan: RowScan;
}

export interface ScanSurroundings {
  readonly resolve: (schema: string, table: string) => QualifiedName | undefined;
  readonly abilities: Abilities;
  readonly givens: GivenCollector;
}

/**
 * The scans of a plan in its order, each with the fields that are mentioned anywhere above it and with its own condition weakened: its table
 * filters and the FILTERs above it, through projections and the numbering of FROM-clause UNNEST.
 */
export function findScans(root: BoundNode, surroundings: ScanSurroundings): readonly FoundScan[] {
  const needed = neededColumns(root);
  const { numberings } = readScopes(root);
  const found: FoundScan[] = [];
  const visit = (node: BoundNode, above: Above): void => {
    if (node.kind === 'get') {
      const collection = collectionOf(node, surroundings);
      if (collection !== undefined)
        found.push(makeScan(node, collection, above, needed.get(node) ?? 'all', surroundings));
    }
    // The number that FROM-clause UNNEST gives to rows is a key of its join: to drop rows changes no other's meaning.
    const isNumbering = node.kind === 'window' && numberings.has(node);
    const below = isNumbering ? withoutNumbers(node, above) : through(node, above);
    node.children.forEach((child, index) => visit(child, index === 0 ? below : nothingAbove));
  };
  visit(root, nothingAbove);
  return found;
}

/** Conditions over the columns of the operator below them. */
interface Above {
  readonly top?: BoundNode;
  readonly conditions: readonly BoundExpression[];
}

const nothingAbove: Above = { conditions: [] };

/** What of the conditions above an operator holds for the rows of its first child. */
function through(node: BoundNode, above: Above): Above {
  switch (node.kind) {
    case 'filter':
      return { top: above.top ?? node, conditions: [...above.conditions, ...node.expressions] };
    case 'projection':
      return {
        ...above,
        conditions: above.conditions.map((condition) =>
          replaceColumns(condition, (index) => node.expressions[index] ?? nowhere),
        ),
      };
    default:
      return nothingAbove;
  }
}

function withoutNumbers(node: BoundNode, above: Above): Above {
  const width = node.children[0]?.width ?? 0;
  const isNumbered = (condition: BoundExpression): boolean =>
    [...columnsOf(condition)].some((column) => column >= width);
  return above.conditions.some(isNumbered) ? nothingAbove : above;
}

const nowhere: BoundExpression = { kind: 'other', what: 'nothing', children: [] };

function collectionOf(node: GetNode, { resolve }: ScanSurroundings): QualifiedName | undefined {
  return node.table === '' ? undefined : resolve(node.schema, node.table);
}

function makeScan(
  node: GetNode,
  collection: QualifiedName,
  above: Above,
  needed: ReadonlySet<number> | 'all',
  { abilities, givens }: ScanSurroundings,
): FoundScan {
  const output = (index: number): number | undefined => node.outputs[index];
  const conditions = [
    ...node.conditions,
    ...above.conditions.map((condition) =>
      replaceColumns(condition, (index, type) => {
        const place = output(index);
        return place === undefined ? nowhere : { kind: 'column', index: place, type };
      }),
    ),
  ].flatMap(conjunctsOf);
  const nameOf = (column: number): string | undefined => node.fields[column];
  const weakened = conditions.map((condition) => ({
    condition,
    weak: weaken(condition, { collection, abilities, givens, nameOf }),
  }));
  const whole: Weak = allOf(weakened.map(({ weak }) => weak));
  const leftovers = weakened.flatMap(({ condition, weak }): readonly Leftover[] =>
    weak.exact ? [] : [{ condition: printForPeople(condition, (column) => nameOf(column) ?? '…'), why: weak.why }],
  );
  const places = needed === 'all' ? node.outputs : [...needed].map(output);
  const filtered = conditions.flatMap((condition) => [...columnsOf(condition)]);
  const names = new Set(
    [...places, ...filtered].map((place) => (place === undefined ? undefined : node.fields[place])),
  );
  return {
    node,
    top: above.top ?? node,
    scan: {
      kind: 'rows',
      collection,
      fields: abilities.fields(collection).flatMap(({ name }) => (names.has(name) ? [name] : [])),
      filter: whole.predicate,
      exact: whole.exact,
      keys: [],
      leftovers,
    },
  };
}
