import { printDate, printTime, printTimestamp, printTimestamptz } from '../schema/date-time.ts';
import type { AvroCursor } from './avro-cursor.ts';

/** Reads one value and gives it as JSON text. */
export type ReadAvro = (from: AvroCursor) => string;

export interface LogicalSchema {
  readonly type: unknown;
  readonly logicalType?: unknown;
  readonly scale?: unknown;
  readonly size?: unknown;
}

/**
 * The reader of a logical type; undefined when there is none, or when it does not fit what it stands on: then the specification wants
 * the value as if nothing were said.
 */
export function logicalReader(schema: LogicalSchema): ReadAvro | undefined {
  const { type, logicalType } = schema;
  switch (`${String(type)} ${String(logicalType)}`) {
    case 'bytes decimal':
      return (from) => printDecimal(from.bytes(), scaleOf(schema));
    case 'fixed decimal':
      return (from) => printDecimal(from.take(Number(schema.size)), scaleOf(schema));
    case 'fixed uuid':
      return Number(schema.size) === 16 ? (from) => printUuid(from.take(16)) : undefined;
    case 'fixed duration':
      return Number(schema.size) === 12 ? (from) => printDuration(from.take(12)) : undefined;
    case 'int date':
      return (from) => quote(printDate(from.size()));
    case 'int time-millis':
      return time(1_000n);
    case 'long time-micros':
      return time(1n);
    case 'long timestamp-millis':
      return timestamp(printTimestamptz, 1_000n);
    case 'long timestamp-micros':
      return timestamp(printTimestamptz, 1n);
    case 'long timestamp-nanos':
      return timestamp(printTimestamptz, 1n, 1_000n);
    case 'long local-timestamp-millis':
      return timestamp(printTimestamp, 1_000n);
    case 'long local-timestamp-micros':
      return timestamp(printTimestamp, 1n);
    case 'long local-timestamp-nanos':
      return timestamp(printTimestamp, 1n, 1_000n);
    default:
      return undefined;
  }
}

const time =
  (microsPerUnit: bigint): ReadAvro =>
  (from) =>
    quote(printTime(BigInt(from.long()) * microsPerUnit));

/** Nanoseconds are cut to microseconds, which is what a timestamp of ours holds. */
const timestamp =
  (print: (micros: bigint) => string, microsPerUnit: bigint, unitsPerMicro = 1n): ReadAvro =>
  (from) => {
    const units = BigInt(from.long());
    return quote(print(floorDivide(units, unitsPerMicro) * microsPerUnit));
  };

const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

const scaleOf = ({ scale = 0 }: LogicalSchema): number => Number(scale);

/** Two's complement, the highest byte first, as a JSON number with all its digits. */
function printDecimal(bytes: Buffer, scale: number): string {
  const unscaled = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

function printUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return quote([hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'));
}

function printDuration(bytes: Buffer): string {
  const [months, days, milliseconds] = [0, 4, 8].map((at) => bytes.readUInt32LE(at));
  return JSON.stringify({ months, days, milliseconds });
}

const quote = (text: string): string => `"${text}"`;
