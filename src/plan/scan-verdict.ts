import type { Predicate, Scan } from './query-plan.ts';

/**
 * How much of its collection a scan reads: `keyed` by values of a field, `counted` inside the engine, `bounded` to the first rows, `filtered` by
 * another condition, or the `WHOLE` collection.
 */
export type ScanVerdict = 'keyed' | 'counted' | 'bounded' | 'filtered' | 'WHOLE';

export function scanVerdict(scan: Scan): ScanVerdict {
  if (scan.kind === 'groups') return 'counted';
  if (scan.keys.length > 0 || conjuncts(scan.filter).some(isKey)) return 'keyed';
  if (scan.window !== undefined) return 'bounded';
  return scan.filter.kind === 'everything' ? 'WHOLE' : 'filtered';
}

function conjuncts<O>(predicate: Predicate<O>): readonly Predicate<O>[] {
  return predicate.kind === 'and' ? predicate.parts.flatMap(conjuncts) : [predicate];
}

/** Holds for documents that have one of some values: each part of an OR must. */
function isKey<O>(predicate: Predicate<O>): boolean {
  switch (predicate.kind) {
    case 'compare':
      return predicate.comparison === '=';
    case 'in':
    case 'holds':
      return !predicate.negated;
    case 'nothing':
      return true;
    case 'or':
      return predicate.parts.every(isKey);
    case 'and':
      return predicate.parts.some(isKey);
    default:
      return false;
  }
}
