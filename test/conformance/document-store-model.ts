import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationKind } from '../../src/catalog/operation.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import type { CollectionDeclaration, DocumentStore } from '../../src/catalog/document-store.ts';
import { eventTimeField, idField, toBatch, type TestOperation } from './document-batch.ts';

/** One document of the model: the simplest thing that could be meant. */
interface Modelled {
  readonly v: bigint;
  readonly value: string | undefined;
}

/** Judges one operation after another. Replaying a batch judges its operations again, as the store does. */
function apply(model: Map<string, Modelled>, { id, v, kind = 'repsert', values }: TestOperation): string {
  const before = model.get(id);
  if (before !== undefined && before.v > v) return 'superseded';
  const present = before?.value !== undefined;
  if (kind === 'replace' && !present) return 'unmet';
  if (kind === 'insert' && present && before.v !== v) return 'unmet';
  model.set(id, { v, value: kind === 'delete' ? undefined : String(values?.[0]) });
  return kind === 'delete' ? 'deleted' : present ? 'replaced' : 'added';
}

const operation = fc.record({
  id: fc.constantFrom('a', 'b', 'c', '__proto__', 'ä'),
  v: fc.bigInt({ min: 0n, max: 6n }),
  kind: fc.constantFrom<OperationKind>('repsert', 'repsert', 'replace', 'insert', 'delete'),
  values: fc.tuple(fc.string({ maxLength: 3 })),
});
const step = fc.record({
  operations: fc.array(operation, { maxLength: 8 }),
  again: fc.boolean(),
  declareAgain: fc.boolean(),
});

const fields: readonly Field[] = [{ name: 'value', type: { kind: 'varchar' } }];
const ids = ['a', 'b', 'c', '__proto__', 'ä'];

export interface ModelOptions {
  readonly open: () => Promise<DocumentStore>;
  readonly numRuns: number;
  /** How the collection is declared beside its fields. */
  readonly kind?: Pick<CollectionDeclaration, 'conditional'>;
  /** The store reads before it writes, and so tells every outcome exactly. */
  readonly tellsOutcomes: boolean;
}

/** Whatever comes, in whatever order: what is stored is what a few lines of model hold. Each run has ids of its own, in one collection. */
export function describeAnySequence(name: string, { open, numRuns, kind = {}, tellsOutcomes }: ModelOptions): void {
  describe(`any sequence of batches in ${name}`, () => {
    it('leaves in the store what the model holds, with the same outcomes', async () => {
      const store = await open();
      const collection = { workspace: 'commons', name: 'any_sequence' };
      const declare = (lookupFields: readonly string[]): Promise<void> =>
        store.declare({ ...collection, fields: [idField, eventTimeField, ...fields], lookupFields, ...kind });
      await declare([]);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          run += 1;
          const model = new Map<string, Modelled>();
          for (const [index, { operations: drawn, again, declareAgain }] of steps.entries()) {
            const operations = drawn.map((one) => ({ ...one, id: `${one.id}${run}` }));
            if (declareAgain) await declare(index % 2 === 0 ? ['value', '_id'] : []);
            for (let time = 0; time < (again ? 2 : 1); time += 1) {
              const { outcomes } = await store.write(collection, toBatch(fields, operations));
              const expected = operations.map((one) => apply(model, one));
              if (tellsOutcomes) expect(outcomes).toEqual(expected);
            }
          }
          const wanted = ids.map((id) => `${id}${run}`);
          const { columns } = await store.read(collection, wanted);
          const stored = columns[0]!.map((id, row) => [id, columns[2]![row]]);
          expect(stored).toEqual(
            wanted.flatMap((id) => (model.get(id)?.value === undefined ? [] : [[id, model.get(id)?.value]])),
          );
        }),
        { numRuns },
      );
      await store.close();
    });
  });
}

const pair: readonly Field[] = ['x', 'y'].map((name) => ({ name, type: { kind: 'varchar' } }));
const part = fc.record({
  id: fc.constantFrom('a', '__proto__'),
  v: fc.bigInt({ min: 0n, max: 30n }),
  kind: fc.constantFrom<OperationKind>('upsert', 'upsert', 'upsert', 'repsert', 'delete'),
  values: fc.tuple(fc.option(fc.string({ maxLength: 2 })), fc.option(fc.string({ maxLength: 2 }))),
  clear: fc.subarray(['x', 'y'], { maxLength: 1 }),
});

/** The documents after applying one operation after the other, whatever their versions. */
function applyAll(operations: readonly TestOperation[]): Map<string, readonly Value[]> {
  const documents = new Map<string, readonly Value[]>();
  for (const { id, kind, values = [], clear = [] } of operations) {
    const before = documents.get(id) ?? [null, null];
    const merged = before.map((old, index) => (clear.includes(pair[index]!.name) ? null : (values[index] ?? old)));
    if (kind === 'delete') documents.delete(id);
    else documents.set(id, kind === 'repsert' ? values : merged);
  }
  return documents;
}

/** Parts of documents in any order of arrival: what is stored is what the order of the versions gives. */
export function describeAnyOrder(name: string, { open, numRuns }: Pick<ModelOptions, 'open' | 'numRuns'>): void {
  describe(`any order of arrival in a merge collection in ${name}`, () => {
    it('leaves in the store what the order of the versions gives', async () => {
      const store = await open();
      const collection = { workspace: 'commons', name: 'any_order' };
      const declare = (lookupFields: readonly string[]): Promise<void> =>
        store.declare({
          ...collection,
          fields: [idField, eventTimeField, ...pair],
          write: 'merge',
          lookupFields,
        });
      await declare([]);
      const schedule = fc
        .uniqueArray(part, { selector: ({ v }) => v, minLength: 1, maxLength: 14 })
        .chain((operations) =>
          fc.record({
            operations: fc.constant(operations),
            // Some of them twice, in an order of their own, in batches of up to three.
            arrivals: fc
              .tuple(fc.shuffledSubarray(operations), fc.shuffledSubarray(operations, { minLength: operations.length }))
              .map(([again, all]) => [...again, ...all]),
            batch: fc.integer({ min: 1, max: 3 }),
            declareAgain: fc.boolean(),
          }),
        );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(schedule, async ({ operations, arrivals, batch, declareAgain }) => {
          run += 1;
          const own = (one: TestOperation): TestOperation => ({ ...one, id: `${one.id}${run}` });
          for (let start = 0; start < arrivals.length; start += batch) {
            await store.write(collection, toBatch(pair, arrivals.slice(start, start + batch).map(own)));
            if (declareAgain) await declare(start % 2 === 0 ? ['x', '_id'] : []);
          }
          const expected = applyAll([...operations].sort((one, other) => Number(one.v - other.v)).map(own));
          const wanted = ['a', '__proto__'].map((id) => `${id}${run}`);
          const { columns } = await store.read(collection, wanted);
          const stored = columns[0]!.map((id, row) => [id, [columns[2]![row], columns[3]![row]]]);
          expect(stored).toEqual(wanted.flatMap((id) => (expected.has(id) ? [[id, expected.get(id)]] : [])));
        }),
        { numRuns },
      );
      await store.close();
    });
  });
}
