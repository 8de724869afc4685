import type { JsonObject } from '../../base/json.ts';
import type { TypedValue } from '../../plan/query-plan.ts';
import { printDate, printTimestamptz } from '../../schema/date-time.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { all, beside, none, part, type Bound, type OrderComparison } from './bound.ts';

const dayMicros = 86_400_000_000n;
const infiniteDay = 2_147_483_647;
const infiniteMicros = 9_223_372_036_854_775_807n;
/** The last microsecond that 63 bits of nanoseconds hold. */
const lastNanoMicros = 9_223_372_036_854_775n;
/** Years around ±33,000 in milliseconds: no field of documents goes there, and Java's calendar does. */
const farMillis = 1_000_000_000_000_000n;
const [firstDay, lastDay] = [-719_162n, 2_932_896n];

/** Microseconds since 1970, or an infinity. */
function microsOf({ type, value }: TypedValue): bigint | 'above' | 'below' | undefined {
  if (type.kind === 'date') {
    if (typeof value !== 'number') return undefined;
    if (Math.abs(value) >= infiniteDay) return value > 0 ? 'above' : 'below';
    return BigInt(value) * dayMicros;
  }
  if (typeof value !== 'bigint') return undefined;
  if (value === infiniteMicros) return 'above';
  return value <= -infiniteMicros ? 'below' : value;
}

const floorTo = (micros: bigint, unit: bigint): bigint => micros - (((micros % unit) + unit) % unit);
const ceilTo = (micros: bigint, unit: bigint): bigint => -floorTo(-micros, unit);

/** What one value of the field's type spans: the finer digits of a document's text are cut. */
const stepOf = (type: SqlType): bigint => (type.kind === 'date' ? dayMicros : 1n);

/** Times on one side of a time: always `gte` and `lt`, because Elasticsearch rounds the limits of `gt` and `lte` up. */
export function timeBound(
  nanos: boolean,
  type: SqlType,
  comparison: OrderComparison,
  operand: TypedValue,
): Bound | undefined {
  const micros = microsOf(operand);
  if (micros === undefined) return undefined;
  if (typeof micros === 'string') return beside(comparison, micros);
  const step = stepOf(type);
  switch (comparison) {
    case '>':
      return lower(nanos, floorTo(micros, step) + step);
    case '>=':
      return lower(nanos, ceilTo(micros, step));
    case '<':
      return upper(nanos, ceilTo(micros, step));
    case '<=':
      return upper(nanos, floorTo(micros, step) + step);
  }
}

/** The range of the indexed times that equal the operand. */
export function timeEqual(nanos: boolean, type: SqlType, operand: TypedValue): readonly Bound[] | undefined {
  const micros = microsOf(operand);
  if (micros === undefined) return undefined;
  const step = stepOf(type);
  if (typeof micros === 'string' || floorTo(micros, step) !== micros) return [none];
  return [lower(nanos, micros), upper(nanos, micros + step)];
}

function lower(nanos: boolean, micros: bigint): Bound {
  if (nanos) {
    if (micros <= 0n) return all;
    return micros > lastNanoMicros ? none : part({ gte: printTimestamptz(micros) });
  }
  const millis = floorTo(micros, 1000n) / 1000n;
  if (millis < -farMillis) return all;
  if (millis > farMillis) return part({ gte: Number(farMillis) }, false);
  return part({ gte: Number(millis) }, micros % 1000n === 0n);
}

function upper(nanos: boolean, micros: bigint): Bound {
  if (nanos) {
    if (micros > lastNanoMicros) return all;
    return micros <= 0n ? none : part({ lt: printTimestamptz(micros) });
  }
  const millis = ceilTo(micros, 1000n) / 1000n;
  if (millis > farMillis) return all;
  if (millis < -farMillis) return part({ lt: Number(-farMillis) }, false);
  return part({ lt: Number(millis) }, micros % 1000n === 0n);
}

/** True for limits of times that an index may not hold. */
export const isFar = (bound: Bound): boolean =>
  bound.kind === 'none' ||
  (bound.kind === 'part' && Object.values(bound.part).some((limit) => Math.abs(Number(limit)) >= Number(farMillis)));

/** The limits with their format: dates as people write them, when they are whole days of four-digit years. */
export function timeRange(nanos: boolean, limits: JsonObject): JsonObject {
  if (nanos) return { ...limits, format: 'strict_date_optional_time_nanos' };
  const days = Object.entries(limits).map(([name, millis]) => [name, dayText(Number(millis))] as const);
  return days.every(([, text]) => text !== undefined)
    ? { ...(Object.fromEntries(days) as JsonObject), format: 'strict_date' }
    : { ...limits, format: 'epoch_millis' };
}

function dayText(millis: number): string | undefined {
  const day = millis / 86_400_000;
  return Number.isInteger(day) && day >= firstDay && day <= lastDay ? printDate(day) : undefined;
}
