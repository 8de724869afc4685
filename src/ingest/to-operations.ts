import { RockpoolError } from '../base/error.ts';
import type { ErrorCodeName } from '../base/error-codes.ts';
import type { CollectionDefinition } from '../catalog/collection.ts';
import type { OperationBatch, OperationKind } from '../catalog/operation.ts';
import { isOrderVersion } from '../catalog/order-version.ts';
import { asSet, uniqueFieldsOf } from '../catalog/unique-list.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { derivedId } from './document-id.ts';
import type { Incoming } from './incoming.ts';
import { isId, ownFields, readClear, readEventTime, readId, readOperation } from './special-fields.ts';

export interface Operations {
  readonly batch: OperationBatch;
  /** `records[i]` is the index of the record that operation i came from. */
  readonly records: readonly number[];
  /** Records of which a row cannot become an operation; none of their rows did. */
  readonly rejected: readonly { readonly record: number; readonly code: ErrorCodeName; readonly message: string }[];
}

export interface OperationMaker {
  /** `owners[r]` is the index, in `records`, of the record that row r came from, rising. Tombstones make their delete in their place. */
  make(records: readonly Incoming[], rows: RowBatch, owners: readonly number[]): Operations;
}

interface Row {
  readonly id: string;
  readonly kind: OperationKind;
  readonly version: bigint;
  readonly eventTime: bigint;
  readonly clears: readonly string[];
}

const specialFields = ['_id', '_event_time', '_op', '_version', '_clear'];
const noFields: readonly string[] = [];

/** Makes operations of the rows of a collection's transformation, which has these fields. */
export function makeOperationMaker(
  source: string,
  fields: readonly Field[],
  definition: CollectionDefinition,
): OperationMaker {
  const { write } = definition;
  const uniqueFields = uniqueFieldsOf(definition);
  const find = (name: string): number => fields.findIndex((field) => field.name === name);
  const [idColumn, timeColumn, opColumn, versionColumn, clearColumn] = specialFields.map(find) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const own = ownFields(fields);
  const ownColumns = own.map((field) => ({ column: find(field.name), unique: uniqueFields.has(field.name) }));

  const readRow = (incoming: Incoming, rows: RowBatch, row: number, ordinal: number): Row => {
    const cell = (column: number): Value => (column < 0 ? null : rows.columns[column]![row]!);
    const [id, time, op, version] = [cell(idColumn), cell(timeColumn), cell(opColumn), cell(versionColumn)];
    const kind = op === null ? 'repsert' : readOperation(op as string, write);
    const clear = cell(clearColumn);
    return {
      id: id === null ? derivedId(source, incoming.position, ordinal) : checkedId(fields[idColumn]!, id),
      kind,
      version: version === null ? incoming.version : checkedVersion(BigInt(version as bigint | number)),
      eventTime: time === null ? arrival(incoming) : checkedEventTime(time),
      clears: clear === null ? noFields : readClear(clear as readonly Value[], kind, own),
    };
  };

  return {
    make(records, rows, owners) {
      const made: Row[] = [];
      const sourceRows: number[] = [];
      const operationRecords: number[] = [];
      const rejected: { record: number; code: ErrorCodeName; message: string }[] = [];
      const keep = (one: Row, row: number, record: number): void => {
        made.push(one);
        sourceRows.push(one.kind === 'delete' ? -1 : row);
        operationRecords.push(record);
      };
      let row = 0;
      records.forEach((incoming, record) => {
        const before = made.length;
        const first = row;
        try {
          if (incoming.decoded === 'tombstone') keep(tombstone(incoming), -1, record);
          for (; owners[row] === record; row += 1) keep(readRow(incoming, rows, row, row - first), row, record);
        } catch (error) {
          if (!(error instanceof RockpoolError)) throw error;
          for (const list of [made, sourceRows, operationRecords]) list.length = before;
          while (owners[row] === record) row += 1;
          rejected.push({ record, code: error.code, message: error.message });
        }
      });
      const batch = toBatch(made, sourceRows, own, ownColumns, rows);
      const clears = write === 'merge' ? { clears: made.map((one) => one.clears) } : {};
      return { batch: { ...batch, ...clears }, records: operationRecords, rejected };
    },
  };
}

function toBatch(
  made: readonly Row[],
  sourceRows: readonly number[],
  own: readonly Field[],
  ownColumns: readonly { readonly column: number; readonly unique: boolean }[],
  rows: RowBatch,
): OperationBatch {
  return {
    ids: made.map((one) => one.id),
    kinds: made.map((one) => one.kind),
    versions: made.map((one) => one.version),
    eventTimes: made.map((one) => one.eventTime),
    fields: own,
    columns: ownColumns.map(({ column, unique }) => {
      const values = rows.columns[column]!;
      return sourceRows.map((row) => (row < 0 ? null : unique ? asSet(values[row]!) : values[row]!));
    }),
  };
}

const arrival = (incoming: Incoming): bigint => BigInt(Math.trunc(incoming.timestampMs)) * 1000n;

function tombstone(incoming: Incoming): Row {
  const id = incoming.key ?? '';
  if (!isId(id))
    throw new RockpoolError('RECORD_ID_INVALID', 'The record has no value and no key, so there is nothing to delete.');
  return { id, kind: 'delete', version: incoming.version, eventTime: arrival(incoming), clears: noFields };
}

function checkedId(field: Field, value: NonNullable<Value>): string {
  const id = readId(field, value);
  if (id !== undefined) return id;
  const bytes = Buffer.byteLength(String(value));
  throw new RockpoolError(
    'RECORD_ID_INVALID',
    bytes === 0 ? 'The _id is an empty text.' : `The _id has ${bytes} bytes; 512 are allowed.`,
  );
}

function checkedVersion(version: bigint): bigint {
  if (isOrderVersion(version)) return version;
  throw new RockpoolError('RECORD_FIELD_TYPE', `_version is ${version}; it counts from 0 to 2^63 - 1.`);
}

function checkedEventTime(value: NonNullable<Value>): bigint {
  const time = readEventTime(value);
  if (time !== undefined) return time;
  throw new RockpoolError(
    'RECORD_FIELD_TYPE',
    `_event_time is the text ${JSON.stringify(value)}, not a time in ISO 8601.`,
  );
}
