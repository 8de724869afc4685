import { beforeEach, describe, expect, it } from 'vitest';
import type { CollectionDeclaration } from '../../src/catalog/document-store.ts';
import { someTime, type TestOperation } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

/** What each kind of operation does, in whatever order it comes. */
export function describeOperations(
  title: string,
  harness: DocumentHarness,
  kind: Pick<CollectionDeclaration, 'conditional'> = {},
): void {
  const { declare, write, rows, outcomes } = harness;

  describe(title, () => {
    beforeEach(() => declare(fields, kind));

    it('adds a document, then replaces all of it', async () => {
      expect(await outcomes({ id: 'a', v: 1n, values: ['x', 1n] })).toEqual(['added']);
      expect(await outcomes({ id: 'a', v: 2n, values: ['y'] })).toEqual(['replaced']);

      expect(await rows('a')).toEqual([['a', someTime, 'y', null]]);
    });

    it('lets an older write lose, whatever the order of arrival', async () => {
      await write([{ id: 'a', v: 5n, values: ['new'] }]);

      expect(await outcomes({ id: 'a', v: 4n, values: ['old'] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([['a', someTime, 'new', null]]);
    });

    it('lets an equal version win again', async () => {
      await write([{ id: 'a', v: 5n, values: ['first'] }]);

      expect(await outcomes({ id: 'a', v: 5n, values: ['second'] })).toEqual(['replaced']);
      expect(await rows('a')).toEqual([['a', someTime, 'second', null]]);
    });

    it('replaces only what is present and inserts only what is absent', async () => {
      expect(
        await outcomes(
          { id: 'a', v: 1n, kind: 'replace', values: ['r'] },
          { id: 'b', v: 1n, kind: 'insert', values: ['i'] },
          { id: 'b', v: 2n, kind: 'insert', values: ['again'] },
          { id: 'b', v: 3n, kind: 'replace', values: ['r'] },
        ),
      ).toEqual(['unmet', 'added', 'unmet', 'replaced']);

      expect(await rows('a', 'b')).toEqual([['b', someTime, 'r', null]]);
      expect(await outcomes({ id: 'b', v: 4n, kind: 'insert' }, { id: 'a', v: 4n, kind: 'replace' })).toEqual([
        'unmet',
        'unmet',
      ]);
    });

    it('lets an operation that was not met leave no trace: an older write still comes through', async () => {
      await write([{ id: 'a', v: 9n, kind: 'replace' }]);

      expect(await outcomes({ id: 'a', v: 1n, values: ['x'] })).toEqual(['added']);
    });

    it('deletes, and an older write does not bring the document back', async () => {
      await write([{ id: 'a', v: 5n, values: ['x'] }]);

      expect(await outcomes({ id: 'a', v: 9n, kind: 'delete' })).toEqual(['deleted']);
      expect(await outcomes({ id: 'a', v: 8n, values: ['stale'] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([]);
    });

    it('keeps the tombstone of a document that it never saw', async () => {
      expect(await outcomes({ id: 'a', v: 9n, kind: 'delete' })).toEqual(['deleted']);

      expect(await outcomes({ id: 'a', v: 8n, values: ['stale'] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([]);
    });

    it('takes a deleted document for absent', async () => {
      await write([
        { id: 'a', v: 1n },
        { id: 'a', v: 2n, kind: 'delete' },
      ]);

      expect(await outcomes({ id: 'a', v: 3n, kind: 'replace' })).toEqual(['unmet']);
      expect(await outcomes({ id: 'a', v: 4n, kind: 'insert', values: ['back'] })).toEqual(['added']);
      expect(await rows('a')).toEqual([['a', someTime, 'back', null]]);
    });

    it('applies several operations of one id in their order', async () => {
      expect(
        await outcomes(
          { id: 'a', v: 1n, values: ['one'] },
          { id: 'a', v: 2n, kind: 'delete' },
          { id: 'a', v: 3n, values: ['three'] },
          { id: 'a', v: 2n, values: ['late'] },
          { id: 'a', v: 4n, values: ['four', 4n] },
        ),
      ).toEqual(['added', 'deleted', 'added', 'superseded', 'replaced']);

      expect(await rows('a')).toEqual([['a', someTime, 'four', 4n]]);
    });

    it('changes nothing when a batch is written again', async () => {
      const batch: TestOperation[] = [
        { id: 'a', v: 1n, values: ['a1'] },
        { id: 'b', v: 2n, kind: 'insert', values: ['b2'] },
        { id: 'a', v: 3n, kind: 'replace', values: ['a3'] },
        { id: 'c', v: 4n, kind: 'delete' },
        { id: 'b', v: 5n, kind: 'delete' },
        { id: 'd', v: 6n, kind: 'replace', values: ['never'] },
      ];
      await write(batch);
      const before = await rows('a', 'b', 'c', 'd');
      await write(batch);

      expect(await rows('a', 'b', 'c', 'd')).toEqual(before);
      expect(before).toEqual([['a', someTime, 'a3', null]]);
    });

    it('accepts a batch without operations', async () => {
      expect(await write([])).toEqual({ outcomes: [], refusals: [] });
    });

    it('accepts fields in another order, and takes those that a batch does not have for null', async () => {
      await write([{ id: 'a', v: 1n, values: [7n, 'x'] }], [fields[1]!, fields[0]!]);
      await write([{ id: 'b', v: 1n, values: [8n] }], [fields[1]!]);

      expect(await rows('a', 'b')).toEqual([
        ['a', someTime, 'x', 7n],
        ['b', someTime, null, 8n],
      ]);
    });

    it('refuses a batch with a field that was never declared', async () => {
      await expect(write([{ id: 'a', v: 1n }], [{ name: 'nmae', type: { kind: 'varchar' } }])).rejects.toMatchObject({
        code: 'COLLECTION_INCOMPATIBLE',
      });
    });

    it('applies both of two concurrent writes, the higher version winning', async () => {
      await Promise.all([
        write([
          { id: 'a', v: 2n, values: ['two'] },
          { id: 'b', v: 1n, values: ['b'] },
        ]),
        write([
          { id: 'a', v: 1n, values: ['one'] },
          { id: 'c', v: 1n, values: ['c'] },
        ]),
      ]);

      expect(await rows('a', 'b', 'c')).toEqual([
        ['a', someTime, 'two', null],
        ['b', someTime, 'b', null],
        ['c', someTime, 'c', null],
      ]);
    });

    it('writes 50,000 operations at once, and again', { timeout: 120_000 }, async () => {
      const batch = Array.from({ length: 50_000 }, (_, n) => ({
        id: `d${n % 40_000}`,
        v: BigInt(n),
        values: ['x', BigInt(n)],
      }));

      const first = await write(batch);
      const second = await write(batch);

      expect(first.outcomes.filter((outcome) => outcome === 'added')).toHaveLength(40_000);
      expect(first.outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(10_000);
      // Whether the first of two lost against itself or was replaced at once, nobody can see.
      expect(second.outcomes.filter((outcome) => outcome !== 'superseded' && outcome !== 'replaced')).toEqual([]);
      await harness.settle();
      expect((await harness.store.statistics(harness.collection)).documents).toBe(40_000);
      expect(await rows('d0', 'd9999', 'd39999')).toEqual([
        ['d0', someTime, 'x', 40_000n],
        ['d9999', someTime, 'x', 49_999n],
        ['d39999', someTime, 'x', 39_999n],
      ]);
    });
  });
}
