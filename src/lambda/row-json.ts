import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { parseTimestamp, parseTimestamptz, printTimestamp, printTimestamptz } from '../schema/date-time.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { wirePrinter } from '../schema/wire-value.ts';
import type { Column } from '../query/query-engine.ts';

/** Rows as a person would write them in YAML: as on the wire, but numbers that JavaScript cannot hold are texts of their digits. */
export function rowsAsJson(columns: readonly Column[], batch: RowBatch): readonly JsonObject[] {
  return Array.from({ length: batch.rowCount }, (_, row) =>
    Object.fromEntries(
      columns.map((column, index) => [column.name, valueAsJson(column.type, batch.columns[index]![row] ?? null)]),
    ),
  );
}

function valueAsJson(type: SqlType, value: Value): Json {
  if (value === null) return null;
  if (typeof value === 'bigint' && (type.kind === 'bigint' || type.kind === 'hugeint')) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (type.kind === 'decimal') {
    const text = wirePrinter(type, 'plain')(value);
    return Number.isSafeInteger(Number(value)) ? Number(text) : text;
  }
  if (type.kind === 'list') return (value as readonly Value[]).map((one) => valueAsJson(type.element, one));
  if (type.kind === 'struct') {
    return Object.fromEntries(
      type.fields.map((field, index) => [
        field.name,
        valueAsJson(field.type, (value as readonly Value[])[index] ?? null),
      ]),
    );
  }
  return JSON.parse(wirePrinter(type, 'plain')(value)) as Json;
}

/** A text that is equal for equal rows: key order, the spelling of times and the last digits of fractions do not count. */
export function comparableRow(columns: readonly Column[], row: Json): string {
  if (!isJsonObject(row)) return canonicalJson(row);
  const types = new Map(columns.map((column) => [column.name, column.type]));
  return canonicalJson(
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, comparable(types.get(key), value)])),
  );
}

function comparable(type: SqlType | undefined, value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(12));
  if (Array.isArray(value))
    return value.map((one: Json) => comparable(type?.kind === 'list' ? type.element : undefined, one));
  if (isJsonObject(value)) {
    const fields = type?.kind === 'struct' ? new Map(type.fields.map((field) => [field.name, field.type])) : undefined;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, comparable(fields?.get(key), one)]));
  }
  if (typeof value !== 'string') return value;
  if (type?.kind === 'timestamptz') return print(parseTimestamptz(value), printTimestamptz) ?? value;
  return type?.kind === 'timestamp' ? (print(parseTimestamp(value), printTimestamp) ?? value) : value;
}

const print = (micros: bigint | undefined, printer: (micros: bigint) => string): string | undefined =>
  micros === undefined ? undefined : printer(micros);
