import { printQualified } from '../base/name.ts';
import type { Operand, Predicate, Scan, TypedValue, Window } from '../plan/query-plan.ts';
import type { BoundScan } from './scan-engine.ts';

type Resolve = (operand: Operand) => TypedValue;

/** Gives the scans of one plan their arguments, as they are asked together. `keys` are the filters that a scan's key filters became. */
export function scanBinder(
  scans: readonly Scan[],
  resolve: Resolve,
): (scan: Scan, keys: readonly Predicate<TypedValue>[]) => BoundScan {
  const fields = fieldsRead(scans);
  const names = scans.flatMap(({ kind, collection }) => (kind === 'rows' ? [printQualified(collection)] : []));
  // Only rows of a collection that several scans read are compared by `_id`.
  const united = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return (scan, keys) => {
    const name = printQualified(scan.collection);
    const bound = bindScan(scan, resolve, keys, fields.get(name) ?? []);
    return bound.kind === 'rows' && !united.has(name) ? { ...bound, withoutIds: true } : bound;
  };
}

/** What every row scan of a collection reads: their rows are united, so all of them have all columns. */
export function fieldsRead(scans: readonly Scan[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>();
  for (const scan of scans) {
    if (scan.kind !== 'rows') continue;
    const name = printQualified(scan.collection);
    fields.set(name, [...new Set([...(fields.get(name) ?? []), ...scan.fields])]);
  }
  return fields;
}

/** Gives a scan its arguments. `keys` are the filters that its key filters became; `fields` what is read of its collection. */
export function bindScan(
  scan: Scan,
  resolve: Resolve,
  keys: readonly Predicate<TypedValue>[],
  fields: readonly string[],
): BoundScan {
  const filter = allOf([bindPredicate(scan.filter, resolve), ...keys]);
  const { collection } = scan;
  if (scan.kind === 'groups') {
    return { kind: 'groups', collection, filter, groups: scan.groups, measures: scan.measures };
  }
  const window = scan.window === undefined ? undefined : bindWindow(scan.window, resolve);
  return { kind: 'rows', collection, fields, filter, ...(window === undefined ? {} : { window }) };
}

/** `LIMIT NULL` is none; what is no number of rows is DuckDB's to complain about. */
function bindWindow({ order, rows }: Window<Operand>, resolve: Resolve): Window<number> | undefined {
  const counts = rows.map((operand) => resolve(operand).value);
  const numbers = counts.map((count) => (typeof count === 'bigint' ? Number(count) : count));
  if (!numbers.every((count): count is number => typeof count === 'number' && count >= 0)) return undefined;
  return { order, rows: [numbers.reduce((sum, count) => sum + count, 0)] };
}

/** The predicate with values, without what the values decide: a condition that is not true, a comparison with null. */
export function bindPredicate(predicate: Predicate<Operand>, resolve: Resolve): Predicate<TypedValue> {
  switch (predicate.kind) {
    case 'everything':
    case 'nothing':
    case 'presence':
      return predicate;
    case 'and':
      return allOf(predicate.parts.map((part) => bindPredicate(part, resolve)));
    case 'or':
      return anyOf(predicate.parts.map((part) => bindPredicate(part, resolve)));
    case 'given':
      return resolve(predicate.operand).value === true ? everything : nothing;
    case 'compare':
    case 'text': {
      const operand = resolve(predicate.operand);
      return operand.value === null ? nothing : { ...predicate, operand };
    }
    case 'in': {
      const operands = predicate.operands.map(resolve);
      const known = operands.filter(({ value }) => value !== null);
      // NOT IN a list with null is never true.
      if (predicate.negated && known.length < operands.length) return nothing;
      return known.length === 0 && !predicate.negated ? nothing : { ...predicate, operands: known };
    }
    case 'holds': {
      const operands = predicate.operands.map(resolve);
      const known = operands.filter(({ value }) => value !== null);
      const isNull = known.length < operands.length;
      // Null is not held, and not "not held" either; among others it does not matter to `any`.
      const needsAll = predicate.negated || predicate.quantity === 'all' || known.length === 0;
      return isNull && needsAll ? nothing : { ...predicate, operands: known };
    }
  }
}

const everything = { kind: 'everything' } as const;
const nothing = { kind: 'nothing' } as const;

function allOf(parts: readonly Predicate<TypedValue>[]): Predicate<TypedValue> {
  if (parts.some((part) => part.kind === 'nothing')) return nothing;
  return joined('and', parts, everything);
}

function anyOf(parts: readonly Predicate<TypedValue>[]): Predicate<TypedValue> {
  if (parts.some((part) => part.kind === 'everything')) return everything;
  return joined('or', parts, nothing);
}

/** The parts that say something, without a level for a single one or for one of the same kind. */
function joined(
  kind: 'and' | 'or',
  parts: readonly Predicate<TypedValue>[],
  neutral: typeof everything | typeof nothing,
): Predicate<TypedValue> {
  const said = parts
    .filter((part) => part.kind !== neutral.kind)
    .flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return said.length === 0 ? neutral : said.length === 1 ? said[0]! : { kind, parts: said };
}
