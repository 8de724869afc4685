import { invariant } from '../base/assert.ts';
import type { Abilities } from './abilities.ts';
import type { FoundKeys } from './keys/find-key-filters.ts';
import type { KeyFilter, Leaf, Operand, Predicate, QueryPlan, Scan } from './query-plan.ts';

type Edge = FoundKeys['filters'][number];

/** Elasticsearch takes no more terms than this in one query; more keys would not be sent, and waiting for them was in vain. */
const mostKeys = 65_536;
/** Reading this many documents takes about as long as one more round trip. */
const leastDocuments = 1000;
/** Keys are sent when they are at most this part of the collection that they choose from. */
const leastShare = 4;
/** How much of a collection a filter is taken to keep that names no value. */
const filteredShare = 10;

/**
 * Chooses the key filters that are worth waiting for, and orders the scans: a stage needs only what earlier stages brought.
 *
 * Right is every choice without a cycle. Preferred is what costs the fewest round trips: first everything that scans of a few documents say
 * about larger ones, step by step; then small collections about larger ones; then bounds of scans that have no keys. What is known by then
 * without waiting is added everywhere.
 *
 * Filters that are `required` are all kept; they form no cycle. Those that the engine cannot be asked are left out.
 */
export function makeStages<S extends Scan>(
  scans: readonly S[],
  filters: readonly Edge[],
  abilities: Pick<Abilities, 'documents' | 'leaf'>,
): { readonly scans: readonly S[]; readonly stages: QueryPlan['stages'] } {
  const edges = filters.filter((edge) => canBeAsked(scans[edge.target]!, edge.filter, abilities));
  const expected = scans.map((scan) => expectedRows(scan, abilities.documents(scan.collection)));
  const size = (index: number): number => abilities.documents(scans[index]!.collection) ?? Number.MAX_SAFE_INTEGER;
  const isLarge = (index: number): boolean => size(index) > leastDocuments;
  const few = new Set([...scans.keys()].filter((index) => isNarrow(scans[index]!)));
  const kept = new Set<Edge>();
  const keep = (edge: Edge): void => {
    if (!waitsFor(kept, sourcesOf(edge), edge.target)) kept.add(edge);
  };

  for (const edge of edges) {
    if (!edge.filter.required) continue;
    invariant(!waitsFor(kept, sourcesOf(edge), edge.target), 'Required key filters form no cycle.');
    kept.add(edge);
    few.add(edge.target);
  }

  const equalities = edges.filter((edge) => typeof edge.filter.match === 'string');
  for (;;) {
    const next = equalities.filter(
      (edge) => !few.has(edge.target) && isLarge(edge.target) && sourcesOf(edge).every((source) => few.has(source)),
    );
    if (next.length === 0) break;
    next.forEach(keep);
    for (const edge of next) few.add(edge.target);
  }

  const keyed = new Set(few);
  const rowsOf = (edge: Edge): number => Math.max(...sourcesOf(edge).map((source) => expected[source] ?? Infinity));
  const bySize = equalities
    .filter(
      (edge) => !few.has(edge.target) && rowsOf(edge) < mostKeys && rowsOf(edge) * leastShare <= size(edge.target),
    )
    .sort((one, other) => rowsOf(one) - rowsOf(other));
  for (const edge of bySize) {
    keep(edge);
    keyed.add(edge.target);
  }

  const isQuick = (edge: Edge): boolean =>
    sourcesOf(edge).every((source) => few.has(source)) || rowsOf(edge) < mostKeys;
  for (const edge of edges) {
    const isBound = typeof edge.filter.match !== 'string';
    if (isBound && !keyed.has(edge.target) && isLarge(edge.target) && isQuick(edge)) keep(edge);
  }

  const stageOf = scans.map((_, index) => stageAt(kept, index));
  for (const edge of edges) {
    if (isQuick(edge) && sourcesOf(edge).every((source) => stageOf[source]! < stageOf[edge.target]!)) kept.add(edge);
  }
  return {
    scans: scans.map((scan, index) => ({
      ...scan,
      keys: edges.filter((edge) => edge.target === index && kept.has(edge)).map((edge) => edge.filter),
    })),
    stages: Array.from({ length: Math.max(0, ...stageOf.map((stage) => stage + 1)) }, (_, stage) =>
      [...scans.keys()].filter((index) => stageOf[index] === stage),
    ),
  };
}

const sourcesOf = ({ filter }: Edge): readonly number[] =>
  filter.source.kind === 'scan' ? [filter.source.scan] : filter.source.scans;

/** Whether one of the scans is the target or has to wait for it. */
function waitsFor(kept: ReadonlySet<Edge>, scans: readonly number[], target: number): boolean {
  return scans.some(
    (scan) =>
      scan === target || [...kept].some((edge) => edge.target === scan && waitsFor(kept, sourcesOf(edge), target)),
  );
}

function stageAt(kept: ReadonlySet<Edge>, scan: number): number {
  const sources = [...kept].filter((edge) => edge.target === scan).flatMap(sourcesOf);
  return Math.max(-1, ...sources.map((source) => stageAt(kept, source))) + 1;
}

/** A few documents, whatever the collection's size: a value is named, or a number of rows. */
function isNarrow(scan: Scan): boolean {
  return (scan.kind === 'rows' && scan.window !== undefined) || namesValue(scan.filter);
}

function namesValue(filter: Predicate<Operand>): boolean {
  switch (filter.kind) {
    case 'nothing':
      return true;
    case 'and':
      return filter.parts.some(namesValue);
    case 'or':
      return filter.parts.every(namesValue);
    case 'compare':
      // Half of all documents are a boolean's.
      return filter.comparison === '=' && filter.operand.type.kind !== 'boolean';
    case 'in':
    case 'holds':
      return !filter.negated;
    case 'everything':
    case 'given':
    case 'text':
    case 'presence':
      return false;
  }
}

function expectedRows(scan: Scan, documents: number | undefined): number | undefined {
  if (documents === undefined) return undefined;
  return scan.filter.kind === 'everything' ? documents : documents / filteredShare;
}

function canBeAsked({ collection }: Scan, filter: KeyFilter, abilities: Pick<Abilities, 'leaf'>): boolean {
  const { field, match, type } = filter;
  // The operands' values do not matter for what can be asked.
  const operand: Operand = { kind: 'given', type, index: 0 };
  const leaf: Leaf<Operand> =
    match === 'in'
      ? { kind: 'in', field, operands: [operand], negated: false }
      : match === 'holds'
        ? { kind: 'holds', field, operands: [operand], quantity: 'any', negated: false }
        : { kind: 'compare', field, comparison: match.comparison, operand };
  return abilities.leaf(collection, leaf).kind !== 'here';
}
