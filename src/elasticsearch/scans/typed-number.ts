import type { TypedValue } from '../../plan/query-plan.ts';

/** A number between whole numbers: `floor`, and whether it is that number. `above` and `below` are infinities; NaN is above, as in DuckDB. */
export type WholePlace = { readonly floor: bigint; readonly whole: boolean } | 'above' | 'below';

/** Where a number lies among the whole numbers; undefined when it is no number. */
export function wholePlace({ type, value }: TypedValue): WholePlace | undefined {
  if (typeof value === 'bigint') {
    if (type.kind !== 'decimal') return { floor: value, whole: true };
    const unit = 10n ** BigInt(type.scale);
    const rest = ((value % unit) + unit) % unit;
    return { floor: (value - rest) / unit, whole: rest === 0n };
  }
  if (typeof value !== 'number') return undefined;
  if (Number.isNaN(value) || value === Infinity) return 'above';
  if (value === -Infinity) return 'below';
  const floor = Math.floor(value);
  return { floor: BigInt(floor), whole: floor === value };
}

/** A number as the nearest double, and whether nothing was lost so that different numbers stay different. */
export function doubleOf({ type, value }: TypedValue): { readonly double: number; readonly sure: boolean } | undefined {
  if (typeof value === 'number') return { double: value, sure: true };
  if (typeof value !== 'bigint') return undefined;
  const digits = value.toString();
  const text = type.kind === 'decimal' ? `${digits}e-${type.scale}` : digits;
  // Any 15 digits survive as a double.
  return { double: Number(text), sure: digits.replace('-', '').length <= 15 };
}

/** The JSON of a whole number: digits beyond 2^53 as a text, which Elasticsearch reads exactly. */
export function wholeJson(whole: bigint): number | string {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole.toString();
}
