import { RockpoolError } from '../base/error.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Collection } from '../catalog/collection.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { asSet, uniqueFieldsOf } from '../catalog/unique-list.ts';
import type { Value } from '../schema/value.ts';
import { printType } from '../schema/print-type.ts';
import { fixtureValue } from './fixture-value.ts';

/**
 * Documents of a test as operations. `_id` is made up when it is missing, `_event_time` is then the test's present. Throws LAMBDA_TEST_FAILED for a
 * document that the collection could not hold.
 */
export function fixtureOperations(
  collection: Collection,
  documents: readonly Json[],
  nowMicros: bigint,
  version: bigint,
): OperationBatch {
  const fields = collection.fields.filter((field) => field.name !== '_id' && field.name !== '_event_time');
  const sets = uniqueFieldsOf(collection.definition);
  const names = collection.fields.map((field) => field.name);
  const rows = documents.map((document, index) => {
    const refuse = (message: string): never => {
      const where = `Fixture ${collection.definition.name}[${index}]`;
      throw new RockpoolError('LAMBDA_TEST_FAILED', `${where}: ${message}`, {
        hint: 'Fixtures are documents after the transformation.',
      });
    };
    if (!isJsonObject(document)) return refuse('a document is a set of fields.');
    for (const key of Object.keys(document)) {
      if (!names.includes(key)) refuse(`the collection has no field ${JSON.stringify(key)}.${didYouMean(key, names)}`);
    }
    const read = (name: string, type: (typeof fields)[number]['type']): Value => {
      const value = fixtureValue(type, document[name]);
      return value === undefined
        ? refuse(`${name} must be ${printType(type)}, not ${JSON.stringify(document[name])}.`)
        : value;
    };
    return {
      id: (read('_id', { kind: 'varchar' }) as string | null) ?? `fixture-${index}`,
      eventTime: (read('_event_time', { kind: 'timestamptz' }) as bigint | null) ?? nowMicros,
      values: fields.map(({ name, type }) => (sets.has(name) ? asSet(read(name, type)) : read(name, type))),
    };
  });
  return {
    ids: rows.map((row) => row.id),
    kinds: rows.map(() => 'repsert'),
    versions: rows.map(() => version),
    eventTimes: rows.map((row) => row.eventTime),
    fields,
    columns: fields.map((_, column) => rows.map((row) => row.values[column]!)),
  };
}

/** Deletes what an earlier test wrote. */
export function deleteOperations(
  collection: Collection,
  ids: readonly string[],
  nowMicros: bigint,
  version: bigint,
): OperationBatch {
  const fields = collection.fields.filter((field) => field.name !== '_id' && field.name !== '_event_time');
  return {
    ids,
    kinds: ids.map(() => 'delete'),
    versions: ids.map(() => version),
    eventTimes: ids.map(() => nowMicros),
    fields,
    columns: fields.map(() => ids.map(() => null)),
  };
}
