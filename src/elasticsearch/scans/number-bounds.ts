import type { Json } from '../../base/json.ts';
import type { TypedValue } from '../../plan/query-plan.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs } from '../indexed-field.ts';
import { all, beside, isUpper, limitName, none, part, type Bound, type OrderComparison } from './bound.ts';
import { doubleOf, wholeJson, wholePlace } from './typed-number.ts';

type Of<K extends IndexedAs['kind']> = Extract<IndexedAs, { readonly kind: K }>;

/** The indexed values that equal a value. */
export interface EqualValues {
  readonly values: readonly Json[];
  readonly exact: boolean;
}

const noValue: EqualValues = { values: [], exact: true };

const wholeLimits = ({ bits, unsigned }: Of<'whole'>): readonly [bigint, bigint] =>
  unsigned ? [0n, 2n ** BigInt(bits) - 1n] : [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];

/** Whole numbers on one side of any number. Limits beyond the field's own are dropped: Elasticsearch refuses them. */
export function wholeBound(indexed: Of<'whole'>, comparison: OrderComparison, operand: TypedValue): Bound | undefined {
  const place = wholePlace(operand);
  if (place === undefined) return undefined;
  if (typeof place === 'string') return beside(comparison, place);
  const [least, most] = wholeLimits(indexed);
  const { floor, whole } = place;
  if (isUpper(comparison)) {
    const upper = comparison === '<' && whole ? floor - 1n : floor;
    if (upper >= most) return all;
    return upper < least ? none : part({ lte: wholeJson(upper) });
  }
  const lower = comparison === '>=' && whole ? floor : floor + 1n;
  if (lower <= least) return all;
  return lower > most ? none : part({ gte: wholeJson(lower) });
}

/** The whole number that equals the operand. */
export function wholeEqual(indexed: Of<'whole'>, operand: TypedValue): EqualValues | undefined {
  const place = wholePlace(operand);
  if (place === undefined) return undefined;
  if (typeof place === 'string' || !place.whole) return noValue;
  const [least, most] = wholeLimits(indexed);
  return place.floor < least || place.floor > most ? noValue : { values: [wholeJson(place.floor)], exact: true };
}

/** A DECIMAL of more digits shares its double with others. */
export const isRounded = (type: SqlType): boolean => type.kind === 'decimal' && type.width > 15;

const mostFloat = { 16: 65_504, 32: 3.4028234663852886e38, 64: Number.MAX_VALUE } as const;

/**
 * Numbers on one side of a number, where the index holds doubles, or rounded numbers: then the limits are widened by what rounding may move.
 * Zero has two forms in an index and is one number.
 */
export function floatBound(
  indexed: Of<'floating'> | Of<'scaled'>,
  type: SqlType,
  comparison: OrderComparison,
  operand: TypedValue,
): Bound | undefined {
  const number = doubleOf(operand);
  if (number === undefined) return undefined;
  const { double, sure } = number;
  if (Number.isNaN(double) || double === Infinity) return beside(comparison, 'above');
  if (double === -Infinity) return beside(comparison, 'below');
  const spread = spreadOf(indexed, double);
  const name = limitName(comparison);
  if (spread === 0 && sure && !isRounded(type)) {
    if (double !== 0) return part({ [name]: double });
    return part({ [name]: comparison === '<' || comparison === '>=' ? '-0.0' : 0 });
  }
  const widened = isUpper(comparison) ? double + spread : double - spread;
  const most = indexed.kind === 'scaled' ? 2 ** 62 / indexed.factor : mostFloat[indexed.bits];
  if (Math.abs(widened) > most) return isUpper(comparison) === widened > 0 ? { kind: 'all', exact: false } : none;
  const limit = widened === 0 && !isUpper(comparison) ? '-0.0' : widened;
  return part({ [isUpper(comparison) ? 'lte' : 'gte']: limit }, false);
}

/** How far rounding may move a number in the index; generously. */
function spreadOf(indexed: Of<'floating'> | Of<'scaled'>, double: number): number {
  if (indexed.kind === 'scaled') return 1 / indexed.factor + Math.abs(double) * 2 ** -50;
  if (indexed.bits === 64) return 0;
  return indexed.bits === 32 ? Math.abs(double) * 2 ** -22 + 1e-44 : Math.abs(double) * 2 ** -9 + 1e-6;
}

/** The indexed number that equals the operand; Elasticsearch rounds it as it rounded those of the documents. */
export function floatEqual(
  indexed: Of<'floating'> | Of<'scaled'>,
  type: SqlType,
  operand: TypedValue,
): EqualValues | undefined {
  const number = doubleOf(operand);
  if (number === undefined) return undefined;
  const { double, sure } = number;
  const most = indexed.kind === 'scaled' ? 2 ** 62 / indexed.factor : mostFloat[indexed.bits];
  if (!Number.isFinite(double) || Math.abs(double) > most) return noValue;
  const exact = sure && !isRounded(type) && indexed.kind === 'floating' && indexed.bits === 64;
  // Zero has two forms in an index and is one number.
  return { values: double === 0 ? [0, '-0.0'] : [double], exact };
}
