import { describe, expect, it } from 'vitest';
import type { DocumentStore } from '../../src/catalog/document-store.ts';
import { useDocumentStore } from './document-harness.ts';
import { describeAcceptance } from './document-store-acceptance.ts';
import { describeDeclaring } from './document-store-declaring.ts';
import { describeMergeDeclaring } from './document-store-merge-declaring.ts';
import { describeMerging } from './document-store-merge.ts';
import { describeOperations } from './document-store-operations.ts';
import { describeValues } from './document-store-values.ts';

/**
 * What every document store must do. `open` gives a store in which the collections `commons.t…` are free; each test takes a new one. `settle`
 * returns when what was written is counted.
 */
export function describeDocumentStore(
  name: string,
  open: () => Promise<DocumentStore>,
  settle?: () => Promise<void>,
): void {
  describe(`${name} as document store`, () => {
    const harness = useDocumentStore(open, settle);
    describeOperations('operations', harness);
    describeOperations('operations that a transformation chooses', harness, { conditional: true });
    describeAcceptance(harness);
    describeDeclaring(harness);
    describeValues(harness);
    describeMerging(harness);
    describeMergeDeclaring(harness);

    it('finishes what was asked for before it closes, and refuses what comes after', async () => {
      await harness.declare();
      const last = harness.write([{ id: 'a', v: 1n }]);
      await harness.store.close();

      expect((await last).outcomes).toEqual(['added']);
      await expect(harness.write([{ id: 'b', v: 1n }])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });
  });
}
