import { beforeEach, describe, expect, it } from 'vitest';
import { someTime, toBatch, type TestOperation } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

const merge = { write: 'merge' } as const;

/** What a store promises for collections with `write: merge`. */
export function describeMerging(harness: DocumentHarness): void {
  const { declare, write, rows, outcomes } = harness;

  describe('merging', () => {
    beforeEach(() => declare(fields, merge));

    it('writes the fields that have a value and leaves the others alone', async () => {
      expect(await outcomes({ id: 'a', v: 1n, kind: 'upsert', values: ['x'] })).toEqual(['added']);
      expect(await outcomes({ id: 'a', v: 2n, kind: 'upsert', values: [null, 2n], at: 5n })).toEqual(['replaced']);

      expect(await rows('a')).toEqual([['a', 5n, 'x', 2n]]);
    });

    it('updates only what is present', async () => {
      expect(await outcomes({ id: 'a', v: 1n, kind: 'update', values: ['x'] })).toEqual(['unmet']);
      expect(
        await outcomes(
          { id: 'a', v: 2n, kind: 'upsert', values: ['y'] },
          { id: 'a', v: 3n, kind: 'update', values: [null, 3n] },
        ),
      ).toEqual(['added', 'replaced']);

      expect(await rows('a')).toEqual([['a', someTime, 'y', 3n]]);
    });

    it('empties the fields that are to be cleared', async () => {
      await write([{ id: 'a', v: 1n, values: ['x', 1n] }]);

      await write([{ id: 'a', v: 3n, kind: 'update', values: [null, 3n], clear: ['name'] }]);

      expect(await outcomes({ id: 'a', v: 2n, kind: 'upsert', values: ['late', 2n] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([['a', someTime, null, 3n]]);
    });

    it('refuses a batch that clears a field which was never declared', async () => {
      await expect(write([{ id: 'a', v: 1n, kind: 'upsert', clear: ['nmae'] }])).rejects.toMatchObject({
        code: 'COLLECTION_INCOMPATIBLE',
        message: expect.stringContaining('"nmae"') as string,
      });
    });

    it('lets the last writer of each field win, whatever the order of arrival', async () => {
      await write([{ id: 'a', v: 5n, kind: 'upsert', values: ['x5'] }]);

      expect(await outcomes({ id: 'a', v: 4n, kind: 'upsert', values: ['x4', 4n], at: 4n })).toEqual(['replaced']);
      expect(await outcomes({ id: 'a', v: 3n, values: ['x3', 3n] })).toEqual(['replaced']);
      expect(await outcomes({ id: 'a', v: 2n, kind: 'upsert', values: ['x2', 2n] })).toEqual(['superseded']);

      expect(await rows('a')).toEqual([['a', someTime, 'x5', 4n]]);
    });

    it('deletes; what is older does not bring the document back, what is newer does with its own fields only', async () => {
      await write([{ id: 'a', v: 1n, values: ['x', 1n] }]);

      expect(await outcomes({ id: 'a', v: 5n, kind: 'delete' })).toEqual(['deleted']);
      expect(await outcomes({ id: 'a', v: 4n, kind: 'upsert', values: ['stale'] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([]);
      expect(await outcomes({ id: 'a', v: 6n, kind: 'upsert', values: [null, 6n] })).toEqual(['added']);

      expect(await rows('a')).toEqual([['a', someTime, null, 6n]]);
    });

    it('lets a late delete empty what is older and leave what is newer', async () => {
      await write([{ id: 'a', v: 1n, kind: 'upsert', values: ['x', 1n] }]);
      await write([{ id: 'a', v: 3n, kind: 'upsert', values: ['x3'] }]);

      expect(await outcomes({ id: 'a', v: 2n, kind: 'delete' })).toEqual(['deleted']);

      expect(await rows('a')).toEqual([['a', someTime, 'x3', null]]);
      expect(await outcomes({ id: 'a', v: 1n, kind: 'upsert', values: [null, 1n] })).toEqual(['superseded']);
    });

    it('keeps the tombstone of a document that it never saw', async () => {
      await write([{ id: 'a', v: 9n, kind: 'delete' }]);

      expect(await outcomes({ id: 'a', v: 8n, kind: 'upsert', values: ['stale'] })).toEqual(['superseded']);
      expect(await rows('a')).toEqual([]);
    });

    it('applies several operations of one id in their order', async () => {
      expect(
        await outcomes(
          { id: 'a', v: 1n, kind: 'upsert', values: ['x', 1n] },
          { id: 'a', v: 2n, kind: 'delete' },
          { id: 'b', v: 2n, kind: 'insert', values: ['b'] },
          { id: 'a', v: 3n, kind: 'upsert', values: ['y'] },
          { id: 'b', v: 3n, kind: 'replace', values: [null, 3n] },
        ),
      ).toEqual(['added', 'deleted', 'added', 'added', 'replaced']);

      expect(await rows('a', 'b')).toEqual([
        ['a', someTime, 'y', null],
        ['b', someTime, null, 3n],
      ]);
    });

    it('changes nothing when everything is written again, also what was not met before', async () => {
      const batch: readonly TestOperation[] = [
        { id: 'a', v: 1n, kind: 'update', values: ['never', 1n] },
        { id: 'a', v: 2n, kind: 'upsert', values: ['x'] },
        { id: 'b', v: 3n, kind: 'insert', values: ['b', 3n] },
        { id: 'b', v: 4n, kind: 'update', clear: ['n'] },
        { id: 'c', v: 5n, kind: 'upsert', values: ['c'] },
        { id: 'c', v: 6n, kind: 'delete' },
        { id: 'd', v: 7n, values: ['d', 7n] },
        { id: 'd', v: 8n, kind: 'insert', values: ['never'] },
      ];
      await write(batch);
      const before = await rows('a', 'b', 'c', 'd');

      await write(batch);
      for (const one of batch) await write([one]);

      expect(await rows('a', 'b', 'c', 'd')).toEqual(before);
      expect(before).toEqual([
        ['a', someTime, 'x', null],
        ['b', someTime, 'b', null],
        ['d', someTime, 'd', 7n],
      ]);
    });

    it('keeps both of two concurrent writes of different fields', async () => {
      await Promise.all([
        write([{ id: 'a', v: 2n, kind: 'upsert', values: ['x'] }]),
        write([{ id: 'a', v: 1n, kind: 'upsert', values: [null, 1n] }]),
      ]);

      expect(await rows('a')).toEqual([['a', someTime, 'x', 1n]]);
    });

    it('refuses what does not fit and writes the others', async () => {
      const result = await write([
        { id: 'a', v: 1n, kind: 'upsert', values: ['x', 1n] },
        { id: 'a', v: 2n, kind: 'upsert', values: ['y', 'no number'] },
        { id: '', v: 3n, kind: 'upsert' },
        { id: 'a', v: 4n, kind: 'upsert', values: ['z'] },
      ]);

      expect(result.outcomes).toEqual(['added', 'unmet', 'unmet', 'replaced']);
      expect(result.refusals.map(({ index, code }) => [index, code])).toEqual([
        [1, 'RECORD_FIELD_TYPE'],
        [2, 'RECORD_ID_INVALID'],
      ]);
      expect(await rows('a')).toEqual([['a', someTime, 'z', 1n]]);
    });

    it('moves the checkpoint with the write', async () => {
      const batch = toBatch(fields, [{ id: 'a', v: 1n, kind: 'upsert' }]);
      await harness.store.write(harness.collection, batch, { source: 's', value: { offset: 1 } });

      expect(await harness.store.readCheckpoint(harness.collection, 's')).toEqual({ offset: 1 });
    });

    it('writes 20,000 parts at once', { timeout: 120_000 }, async () => {
      const batch = Array.from({ length: 20_000 }, (_, n): TestOperation => {
        return { id: `d${n % 10_000}`, v: BigInt(n), kind: 'upsert', values: n < 10_000 ? ['x'] : [null, BigInt(n)] };
      });

      await write(batch);
      const again = await write(batch);

      expect(again.outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(20_000);
      expect(await rows('d0', 'd9999')).toEqual([
        ['d0', someTime, 'x', 10_000n],
        ['d9999', someTime, 'x', 19_999n],
      ]);
    });
  });

  describe('time in merge collections', () => {
    const hour = 3_600_000_000n;
    const now = (): bigint => BigInt(Date.now()) * 1000n;
    beforeEach(() => declare(fields, { ...merge, retentionMs: 3_600_000 }));

    it('counts what is visible and names the newest event time', async () => {
      const time = now();
      await write([
        { id: 'a', v: 1n, kind: 'upsert', at: time },
        { id: 'b', v: 1n, kind: 'upsert', at: time - 1n },
        { id: 'c', v: 1n, kind: 'upsert', at: time - 2n * hour },
        { id: 'd', v: 1n, kind: 'delete', at: time + 1n },
      ]);

      await harness.settle();
      expect(await harness.store.statistics(harness.collection)).toMatchObject({ documents: 2 });
      expect(await harness.store.newestEventTime(harness.collection)).toBe(time);
    });

    it.each([true, false])('begins an expired document anew (swept before: %s)', async (swept) => {
      const time = now();
      await write([{ id: 'a', v: 1n, kind: 'upsert', values: ['old', 1n], at: time - 2n * hour }]);
      expect(await rows('a')).toEqual([]);
      await harness.settle();
      if (swept) expect(await harness.store.sweep(harness.collection, time, 0n)).toBe(1);

      expect(await outcomes({ id: 'a', v: 2n, kind: 'update', values: ['x'], at: time })).toEqual(['unmet']);
      expect(await outcomes({ id: 'a', v: 3n, kind: 'upsert', values: ['x'], at: time })).toEqual(['added']);

      expect(await outcomes({ id: 'a', v: 1n, kind: 'upsert', values: ['old', 1n], at: time - 2n * hour })).toEqual([
        'superseded',
      ]);
      expect(await rows('a')).toEqual([['a', time, 'x', null]]);
    });

    it('sweeps expired documents and old tombstones, and nothing else', async () => {
      const time = now();
      await write([
        { id: 'new', v: 1n, kind: 'upsert', values: ['x'], at: time },
        { id: 'old', v: 1n, kind: 'upsert', at: time - 2n * hour },
        { id: 'deleted long ago', v: 1n, kind: 'delete', at: time - 9n * hour },
        { id: 'deleted just now', v: 5n, kind: 'delete', at: time },
      ]);

      await harness.settle();

      expect(await harness.store.sweep(harness.collection, time, time - 8n * hour)).toBe(2);

      expect(await rows('new')).toEqual([['new', time, 'x', null]]);
      expect(
        await outcomes(
          { id: 'deleted just now', v: 4n, kind: 'upsert', at: time },
          { id: 'deleted long ago', v: 1n, kind: 'upsert', at: time },
        ),
      ).toEqual(['superseded', 'added']);
    });
  });
}
