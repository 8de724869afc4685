import { RockpoolError } from '../../base/error.ts';
import { printByteSize } from '../../base/byte-size.ts';
import type { InputField } from '../../catalog/collection.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { printType } from '../../schema/print-type.ts';
import type { Value } from '../../schema/value.ts';
import type { Decoded } from '../batch-transformer.ts';
import { fieldConverter, memberReader } from './convert.ts';
import { parseRecord } from './parse-record.ts';

/** Decodes records into values by the declared input. Never throws for a bad record. */
export interface RecordDecoder {
  /** A record as UTF-8 JSON. `size` is given when `record` is only the beginning of it. */
  decodeBytes(record: Uint8Array, size?: number): Decoded;
  decodeText(record: string): Decoded;
  /** An object that was parsed already, by JSON.parse or lossless-json. */
  decodeObject(record: object): Decoded;
}

/** A decoder for the fields of an `input:`; a missing member and a JSON null are null, another type is RECORD_FIELD_TYPE. */
export function makeRecordDecoder(input: readonly InputField[], maxRecordBytes: number): RecordDecoder {
  const fields = input.map((field) => ({ field, read: memberReader(field.name), convert: fieldConverter(field) }));
  const exactText = input.some((field) => holdsJson(field.type));

  const decodeObject = (record: object): Decoded => {
    const values = new Array<Value>(fields.length);
    for (let index = 0; index < fields.length; index += 1) {
      const { field, read, convert } = fields[index]!;
      const item = read(record) ?? null;
      const value = item === null ? null : convert(item);
      if (value === undefined) return wrongType(field, item);
      values[index] = value;
    }
    return { ok: true, values };
  };

  const decodeText = (record: string): Decoded => {
    try {
      return decodeObject(parseRecord(record, exactText));
    } catch (error) {
      if (!(error instanceof RockpoolError)) throw error;
      return { ok: false, code: error.code, message: error.message };
    }
  };

  return {
    decodeObject,
    decodeText(record) {
      return record.length > maxRecordBytes ? tooLarge(Buffer.byteLength(record), maxRecordBytes) : decodeText(record);
    },
    decodeBytes(record, size) {
      if (size !== undefined || record.byteLength > maxRecordBytes)
        return tooLarge(size ?? record.byteLength, maxRecordBytes);
      return decodeText(Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('utf8'));
    },
  };
}

function holdsJson(type: SqlType): boolean {
  if (type.kind === 'list') return holdsJson(type.element);
  if (type.kind === 'struct') return type.fields.some((field) => holdsJson(field.type));
  return type.kind === 'json';
}

function tooLarge(bytes: number, maxRecordBytes: number): Decoded {
  const message = `The record has ${printByteSize(bytes)}, more than the ${printByteSize(maxRecordBytes)} allowed.`;
  return { ok: false, code: 'RECORD_TOO_LARGE', message };
}

/** `Field "amount": expected DOUBLE, got the text "12 Euro".` */
export function wrongType(field: InputField, got: unknown): Decoded {
  const unit = field.epochUnit === undefined ? '' : `(${field.epochUnit})`;
  const expected = `${printType(field.type)}${unit}`;
  return {
    ok: false,
    code: 'RECORD_FIELD_TYPE',
    message: `Field ${JSON.stringify(field.name)}: expected ${expected}, got ${describe(got)}.`,
  };
}

function describe(value: unknown): string {
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value.length <= 3 && value.every(isScalar)
      ? `the list ${JSON.stringify(value)}`
      : `a list of ${value.length}`;
  if (isScalar(value)) return `the number ${String(value)}`;
  return 'an object';
}

// A LosslessNumber prints its digits; every other object is an object.
function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || 'isLosslessNumber' in value;
}
