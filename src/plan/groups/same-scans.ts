import { canonicalJson, type Json } from '../../base/json.ts';
import type { Operand, Predicate, QueryPlan, Scan } from '../query-plan.ts';
import { unmarked } from './marks.ts';

/** A text that two scans of two plans share when they bring the same rows; undefined when a part cannot be compared. */
export function scanText(plan: QueryPlan, at: number, above: readonly number[] = []): string | undefined {
  const scan = plan.scans[at];
  if (scan?.kind !== 'rows' || above.includes(at)) return undefined;
  const operand = (one: Operand): Operand | { readonly parameter: string } => {
    const parameter = one.kind === 'given' ? plan.givens?.parameters[one.index] : undefined;
    if (one.kind === 'given' && parameter === undefined) throw new NotComparable();
    return parameter === undefined ? one : { parameter };
  };
  const withOperands = (value: unknown): Json => {
    if (Array.isArray(value)) return value.map(withOperands);
    if (typeof value === 'bigint' || Object.is(value, -0)) return `${String(value)}n`;
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (typeof value !== 'object' || value === null) return value as Json;
    const known = 'kind' in value && value.kind === 'given' && 'index' in value ? operand(value as Operand) : value;
    return Object.fromEntries(
      Object.entries(known).flatMap(([key, child]) => (child === undefined ? [] : [[key, withOperands(child)]])),
    );
  };
  try {
    const keys = scan.keys.map((key) => {
      if (key.source.kind !== 'scan') throw new NotComparable();
      const source = scanText(plan, key.source.scan, [...above, at]);
      if (source === undefined) throw new NotComparable();
      return { ...key, source: { ...key.source, scan: source } };
    });
    const { collection, window } = scan;
    return canonicalJson(withOperands({ collection, filter: unmarked(scan.filter), window, keys }));
  } catch (error) {
    if (error instanceof NotComparable) return undefined;
    throw error;
  }
}

class NotComparable extends Error {}

/** True when two filters of two plans ask the same. */
export function sameFilter(
  one: { readonly plan: QueryPlan; readonly filter: Predicate<Operand> },
  two: { readonly plan: QueryPlan; readonly filter: Predicate<Operand> },
): boolean {
  const text = ({ plan, filter }: typeof one): string | undefined => {
    const scan: Scan = {
      kind: 'rows',
      collection: { workspace: '', name: '' },
      filter,
      exact: true,
      keys: [],
      leftovers: [],
      fields: [],
    };
    return scanText({ ...plan, scans: [scan] }, 0);
  };
  const first = text(one);
  return first !== undefined && first === text(two);
}
