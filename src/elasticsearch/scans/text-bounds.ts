import type { TypedValue } from '../../plan/query-plan.ts';
import { printTime } from '../../schema/date-time.ts';
import { isUpper, limitName, part, type Bound, type OrderComparison } from './bound.ts';

/** Lucene keeps no longer terms, and Elasticsearch refuses to look for them. */
const longestTermBytes = 32_766;
/** As many UTF-16 units are never too many bytes. */
const surelyShort = 10_000;

/** A text, UUID or time as the term that stands in an index; undefined when the value is something else. */
export function termOf({ type, value }: TypedValue): string | undefined {
  if (type.kind === 'time' && typeof value === 'bigint') return timeTerm(value);
  return typeof value === 'string' ? value : undefined;
}

/** Always six decimals, so that the order of the texts is that of the times. */
function timeTerm(micros: bigint): string {
  const text = printTime(micros);
  return text.includes('.') ? text : `${text}.000000`;
}

/** False for a text that no index can hold. */
export function fitsIndex(text: string, ignoreAbove: number | undefined): boolean {
  if (ignoreAbove !== undefined && text.length > ignoreAbove) return false;
  return text.length <= surelyShort || Buffer.byteLength(text) <= longestTermBytes;
}

/** Texts on one side of a text, in the order of their bytes, or booleans. */
export function textBound(comparison: OrderComparison, operand: TypedValue): Bound | undefined {
  if (typeof operand.value === 'boolean') return part({ [limitName(comparison)]: operand.value });
  const text = termOf(operand);
  if (text === undefined) return undefined;
  if (fitsIndex(text, undefined)) return part({ [limitName(comparison)]: text });
  // What is above the whole text is above its beginning; below it may be anything that begins so.
  return isUpper(comparison) ? { kind: 'all', exact: false } : part({ gte: text.slice(0, surelyShort) }, false);
}
