import { canonicalJson, type Json } from '../../base/json.ts';
import { givenTexts, mayFail } from './given-texts.ts';
import { unmarked } from './marks.ts';
import type { Operand, Predicate, QueryPlan, RowScan } from '../query-plan.ts';

/** A text that scans of two plans share when they bring the same rows for the same arguments, whatever fields they read. */
export function scanText(plan: QueryPlan, at: number): string | undefined {
  const scan = plan.scans[at];
  if (scan?.kind !== 'rows') return undefined;
  const keys = scan.keys.flatMap((key) => {
    const source = key.source.kind === 'scan' ? scanText(plan, key.source.scan) : undefined;
    return source === undefined ? [] : [{ ...key, source: { ...key.source, scan: source } }];
  });
  if (keys.length < scan.keys.length) return undefined;
  return filterText(plan, scan.filter, scan, keys);
}

/** The same for a scan without keys, or with these. */
export function filterText(
  plan: QueryPlan,
  filter: Predicate<Operand>,
  { collection, window }: Pick<RowScan, 'collection' | 'window'>,
  keys: readonly object[] = [],
): string {
  const texts = plan.givens === undefined ? [] : givenTexts(plan.givens);
  const plain = (value: unknown): Json => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === 'bigint' || typeof value === 'number')
      return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
    if (typeof value !== 'object' || value === null) return value as Json;
    const parts = isGiven(value) ? { ...value, index: texts[value.index] } : value;
    return Object.fromEntries(
      Object.entries(parts).flatMap(([key, part]) => (part === undefined ? [] : [[key, plain(part)]])),
    );
  };
  return canonicalJson(plain({ collection, window, keys, filter: unmarked(filter) }));
}

/** Whether computing the filter may fail, which only the statement itself may say. */
export function filterMayFail(plan: QueryPlan, { filter }: RowScan): boolean {
  const texts = plan.givens === undefined ? [] : givenTexts(plan.givens);
  const fails = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    return isGiven(value) ? mayFail(texts[value.index] ?? '') : Object.values(value).some(fails);
  };
  return fails(filter);
}

const isGiven = (value: object): value is Extract<Operand, { kind: 'given' }> =>
  'kind' in value && value.kind === 'given' && 'index' in value;
