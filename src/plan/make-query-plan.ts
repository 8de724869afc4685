import type { Json } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import { parseType } from '../schema/parse-type.ts';
import type { Statement } from '../sql/statement.ts';
import type { Abilities } from './abilities.ts';
import { readPlan, type BoundNode } from './bound-plan.ts';
import { bindLeaf } from './filters/bind-leaf.ts';
import { allOf } from './filters/weak.ts';
import { findScans, type FoundScan } from './find-scans.ts';
import { collectGivens, type GivenCollector } from './givens.ts';
import { findKeyFilters, type FoundKeys } from './keys/find-key-filters.ts';
import type { Operand, QueryPlan, RowScan, Window } from './query-plan.ts';
import type { BoundExpression } from './bound-expression.ts';
import { makeStages } from './stages.ts';
import { usedGivens, withGivens } from './used-givens.ts';
import { findWindows } from './window.ts';

export interface QueryPlanInput {
  /** As LocalEngine.plan gives it. */
  readonly plan: Json | undefined;
  readonly query: {
    readonly statement: Pick<Statement, 'parameterTypes'>;
    /** Everything that the statement may read. */
    readonly collections: readonly QualifiedName[];
  };
  readonly abilities: Abilities;
}

/**
 * How a statement is read by rows: scans with weakened filters, key filters, windows, stages, and the givens that these need. Pure. A collection
 * without a scan is not needed at all: `WHERE false`. Without a plan that can be read, every collection is read whole.
 */
export function makeQueryPlan({ plan, query, abilities }: QueryPlanInput): QueryPlan {
  const root = plan === undefined ? undefined : readPlan(plan);
  return root === undefined ? wholeCollections(query.collections, abilities) : planRows(root, query, abilities);
}

function planRows(root: BoundNode, query: QueryPlanInput['query'], abilities: Abilities): QueryPlan {
  const givens = collectGivens(declaredParameters(query.statement));
  const own = findScans(root, { resolve: resolver(query.collections), abilities, givens });
  const keys = findKeyFilters(root, own);
  const found = own.map((scan, index) =>
    withLeaves(
      scan,
      keys.leaves.filter(({ target }) => target === index),
      abilities,
      givens,
    ),
  );
  const windows = findWindows(root, found, keys, abilities);
  const scans = found.map(({ scan }, index) => withWindow(scan, windows.get(index), givens));
  const staged = makeStages(scans, keys.filters, abilities);

  const used = usedGivens(staged.scans);
  const computed = givens.givens(used);
  return {
    ...(computed === undefined ? {} : { givens: computed }),
    scans: withGivens(staged.scans, used),
    stages: staged.stages,
  };
}

function declaredParameters({ parameterTypes }: Pick<Statement, 'parameterTypes'>) {
  return Object.entries(parameterTypes).flatMap(([name, text]) => {
    const type = parseType(text);
    return type === undefined ? [] : [{ name, type }];
  });
}

/** DuckDB finds names in any case. */
function resolver(collections: readonly QualifiedName[]) {
  return (schema: string, table: string): QualifiedName | undefined =>
    collections.find(
      ({ workspace, name }) =>
        workspace.toLowerCase() === schema.toLowerCase() && name.toLowerCase() === table.toLowerCase(),
    );
}

/** What joins with parameters say of single scans, as `k = ANY(:list)` does. */
function withLeaves(
  found: FoundScan,
  leaves: FoundKeys['leaves'],
  abilities: Abilities,
  givens: GivenCollector,
): FoundScan {
  if (leaves.length === 0) return found;
  const { scan } = found;
  const weak = leaves.map(({ leaf }) => bindLeaf(leaf, { collection: scan.collection, abilities, givens }));
  const own = scan.exact
    ? ({ predicate: scan.filter, exact: true } as const)
    : ({ predicate: scan.filter, exact: false, why: '' } as const);
  const whole = allOf([own, ...weak]);
  return { ...found, scan: { ...scan, filter: whole.predicate, exact: whole.exact } };
}

/** A number of rows that cannot be computed beforehand is none. */
function withWindow(scan: RowScan, window: Window<BoundExpression> | undefined, givens: GivenCollector): RowScan {
  const rows = window?.rows.map((expression) => givens.operand(expression)) ?? [];
  const known = rows.filter((operand): operand is Operand => operand !== undefined);
  return window === undefined || known.length < rows.length
    ? scan
    : { ...scan, window: { order: window.order, rows: known } };
}

function wholeCollections(collections: readonly QualifiedName[], abilities: Abilities): QueryPlan {
  const scans = collections.map((collection): RowScan => ({
    kind: 'rows',
    collection,
    fields: abilities.fields(collection).map(({ name }) => name),
    filter: { kind: 'everything' },
    exact: false,
    keys: [],
    leftovers: [
      {
        condition: 'the whole statement',
        why: 'DuckDB has no plan of it that can be printed, so no condition is known.',
      },
    ],
  }));
  return { scans, stages: scans.length === 0 ? [] : [[...scans.keys()]] };
}
