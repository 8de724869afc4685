import { isLosslessNumber } from 'lossless-json';
import { decimalOf } from '../../ingest/decode/convert.ts';
import type { Measure } from '../../plan/query-plan.ts';
import { parseTime } from '../../schema/date-time.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import type { AskedField } from './find-field.ts';
import type { AskedKey } from './group-body.ts';

/** What an aggregation says of a field: of `stats` all members, of others the value. */
export interface Metric {
  readonly value?: unknown;
  readonly count?: unknown;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly sum?: unknown;
}

const dayMillis = 86_400_000;
/** Below this, sums of whole numbers by doubles are exact whatever their order. */
const exactSum = 2 ** 53;

/** The key of a group as a value of its type; undefined when digits were lost. */
export function groupValue({ key, field }: AskedKey, json: unknown): Value | undefined {
  if (key.cut !== undefined) return timeOf(Number(json), key.type);
  const { type } = field;
  switch (type.kind) {
    case 'varchar':
    case 'uuid':
      return typeof json === 'string' ? json : undefined;
    case 'time':
      return json === '24:00:00.000000' ? 86_400_000_000n : parseTime(String(json));
    case 'boolean':
      // A terms aggregation says 1, a composite one true.
      return json === true || Number(json) === 1;
    case 'integer':
      return Number(digitsOf(json));
    case 'bigint':
    case 'hugeint':
      return BigInt(digitsOf(json));
    case 'double':
      return Number(digitsOf(json));
    case 'decimal':
      return decimalOf(digitsOf(json), type.width, type.scale);
    case 'date':
      return Number(json) / dayMillis;
    case 'timestamp':
    case 'timestamptz':
    case 'json':
    case 'list':
    case 'struct':
      return undefined;
  }
}

const digitsOf = (json: unknown): string => (isLosslessNumber(json) ? json.value : String(json));

function timeOf(millis: number, type: SqlType): Value {
  return type.kind === 'date' ? Math.floor(millis / dayMillis) : BigInt(millis) * 1000n;
}

/** A measure as a value of its column's type; undefined when doubles do not hold it. */
export function measureValue(
  { measure, type }: Measure,
  field: AskedField | undefined,
  metric: Metric | undefined,
  documents: number,
): Value | undefined {
  if (field === undefined || field.id) return numberAs(documents, type);
  if (metric === undefined) return undefined;
  if (measure === 'count') return numberAs(Number(metric.value), type);
  if (measure === 'sum') return sumOf(metric, type, field.type);
  if (metric.value === null) return null;
  const value = Number(digitsOf(metric.value));
  if (field.type.kind === 'date') return value / dayMillis;
  return numberAs(value, type);
}

function sumOf({ count, min, max, sum }: Metric, type: SqlType, of: SqlType): Value | undefined {
  if (Number(count) === 0) return null;
  const total = Number(digitsOf(sum));
  if (!Number.isFinite(total)) return undefined;
  if (of.kind === 'double') return numberAs(total, type);
  const [least, most] = [Number(digitsOf(min)), Number(digitsOf(max))];
  // No part of the sum can be larger than this.
  const reach = least >= 0 || most <= 0 ? Math.abs(total) : Number(count) * Math.max(-least, most);
  if (of.kind === 'decimal') {
    // What rounding adds to a compensated sum stays far below half a unit of the last place.
    const units = reach * 10 ** of.scale;
    if (units >= exactSum / 64 || type.kind !== 'decimal' || type.scale !== of.scale) return undefined;
    return BigInt(Math.round(total * 10 ** of.scale));
  }
  return reach < exactSum && Math.max(-least, most) < exactSum ? numberAs(total, type) : undefined;
}

/** A number of an aggregation, which is a double, as a value of the type. */
function numberAs(value: number, type: SqlType): Value | undefined {
  switch (type.kind) {
    case 'double':
      return value;
    case 'integer':
      return Number.isInteger(value) ? value : undefined;
    case 'bigint':
    case 'hugeint':
      return Number.isInteger(value) && Math.abs(value) < exactSum ? BigInt(value) : undefined;
    case 'decimal':
      return decimalOf(String(value), type.width, type.scale);
    default:
      return undefined;
  }
}
