import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationKind } from '../../src/catalog/operation.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { openDocumentStore } from '../../src/duckdb/document-store.ts';
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

describe('any sequence of batches', () => {
  it('leaves in the store what the model holds, with the same outcomes', async () => {
    const store = await openDocumentStore({ path: ':memory:', memoryBytes: 256 * 1024 ** 2, threads: 1 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const collection = { workspace: 'commons', name: `t${(run += 1)}` };
        const declare = (lookupFields: readonly string[]): Promise<void> =>
          store.declare({ ...collection, fields: [idField, eventTimeField, ...fields], lookupFields });
        await declare([]);
        const model = new Map<string, Modelled>();
        for (const [index, { operations, again, declareAgain }] of steps.entries()) {
          if (declareAgain) await declare(index % 2 === 0 ? ['value', '_id'] : []);
          for (let time = 0; time < (again ? 2 : 1); time += 1) {
            const { outcomes } = await store.write(collection, toBatch(fields, operations));
            expect(outcomes).toEqual(operations.map((one) => apply(model, one)));
          }
        }
        const { columns } = await store.read(collection, ids);
        const stored = columns[0]!.map((id, row) => [id, columns[2]![row]]);
        expect(stored).toEqual(
          ids.flatMap((id) => (model.get(id)?.value === undefined ? [] : [[id, model.get(id)?.value]])),
        );
        await store.drop(collection);
      }),
      { numRuns: 150 },
    );
    await store.close();
  });
});
