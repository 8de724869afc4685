import type { Operand, Predicate, Scan } from './query-plan.ts';

/** Indices of the givens that scans use, in order of first use: what was weighed and left out need not be computed. */
export function usedGivens(scans: readonly Scan[]): readonly number[] {
  const used = new Set<number>();
  for (const scan of scans)
    mapOperands(scan, (operand) => {
      if (operand.kind === 'given') used.add(operand.index);
      return operand;
    });
  return [...used];
}

/** The scans with givens counted by their place in `used`. */
export function withGivens<S extends Scan>(scans: readonly S[], used: readonly number[]): readonly S[] {
  return scans.map((scan) =>
    mapOperands(scan, (operand) =>
      operand.kind === 'given' ? { ...operand, index: used.indexOf(operand.index) } : operand,
    ),
  );
}

type Replace = (operand: Operand) => Operand;

function mapOperands<S extends Scan>(scan: S, replace: Replace): S {
  const filter = mapPredicate(scan.filter, replace);
  if (scan.kind === 'groups' || scan.window === undefined) return { ...scan, filter };
  return { ...scan, filter, window: { ...scan.window, rows: scan.window.rows.map(replace) } };
}

function mapPredicate(predicate: Predicate<Operand>, replace: Replace): Predicate<Operand> {
  switch (predicate.kind) {
    case 'everything':
    case 'nothing':
    case 'presence':
      return predicate;
    case 'and':
    case 'or':
      return { ...predicate, parts: predicate.parts.map((part) => mapPredicate(part, replace)) };
    case 'given':
    case 'compare':
    case 'text':
      return { ...predicate, operand: replace(predicate.operand) };
    case 'in':
    case 'holds':
      return { ...predicate, operands: predicate.operands.map(replace) };
  }
}
