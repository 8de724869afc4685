import type { CollectionDeclaration } from '../../../src/catalog/document-store.ts';
import type { OperationBatch } from '../../../src/catalog/operation.ts';
import type { Field } from '../../../src/schema/sql-type.ts';

export const collection = { workspace: 'commons', name: 'activity' };

const fields: readonly Field[] = [
  { name: 'user_id', type: { kind: 'varchar' } },
  { name: 'batch', type: { kind: 'integer' } },
];

export const declaration: CollectionDeclaration = {
  ...collection,
  fields: [
    { name: '_id', type: { kind: 'varchar' } },
    { name: '_event_time', type: { kind: 'timestamptz' } },
    ...fields,
  ],
  lookupFields: ['user_id'],
};

const batchRows = 500;
const overlap = 100;

/**
 * Batch `number`, the same every time: 500 new documents, of which the next batch replaces the last hundred, save one in ten that it deletes.
 */
export function makeBatch(number: number): OperationBatch {
  const first = (number - 1) * batchRows;
  const numbers = Array.from({ length: batchRows + overlap }, (_, index) => first - overlap + index).filter(
    (n) => n >= 0,
  );
  const isDelete = (n: number): boolean => n < first && n % 10 === 0;
  return {
    ids: numbers.map((n) => `d${n}`),
    kinds: numbers.map((n) => (isDelete(n) ? 'delete' : 'repsert')),
    versions: numbers.map(() => BigInt(number)),
    eventTimes: numbers.map((n) => BigInt(n)),
    fields,
    columns: [
      numbers.map((n) => (isDelete(n) ? null : `u${n % 97}`)),
      numbers.map((n) => (isDelete(n) ? null : number)),
    ],
  };
}

/** What must be there after batch `number`: how many documents, and the sum of the batch numbers that wrote them. */
export function expectedAfter(number: number): { documents: number; sum: number } {
  const documents = new Map<string, number>();
  for (let batch = 1; batch <= number; batch += 1) {
    const { ids, kinds } = makeBatch(batch);
    ids.forEach((id, index) => (kinds[index] === 'delete' ? documents.delete(id) : documents.set(id, batch)));
  }
  return { documents: documents.size, sum: [...documents.values()].reduce((a, b) => a + b, 0) };
}
