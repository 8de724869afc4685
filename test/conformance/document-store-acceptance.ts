import { beforeEach, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { someTime, toBatch } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

const none = toBatch(fields, []);

/** Which operations a store takes, what it keeps beside them, and what it reads back. */
export function describeAcceptance(harness: DocumentHarness): void {
  const { declare, write, rows, outcomes } = harness;

  describe('refusals', () => {
    beforeEach(() => declare());

    it.each([
      ['an empty id', '', 'RECORD_ID_INVALID'],
      ['an id of 513 bytes', 'x'.repeat(513), 'RECORD_ID_INVALID'],
      ['an id of 171 characters with 513 bytes', '€'.repeat(171), 'RECORD_ID_INVALID'],
      ['an id with half a surrogate pair', 'a\ud800b', 'RECORD_ID_INVALID'],
    ])('refuses %s and writes the others', async (_, id, code) => {
      const result = await write([
        { id: 'a', v: 1n },
        { id, v: 1n },
        { id: 'b', v: 1n },
      ]);

      expect(result.outcomes).toEqual(['added', 'unmet', 'added']);
      expect(result.refusals).toEqual([{ index: 1, code, message: expect.any(String) as string }]);
      expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['a', 'b']);
    });

    it.each([-1n, 2n ** 63n])('refuses the order version %d', async (v) => {
      const result = await write([
        { id: 'a', v },
        { id: 'b', v: 1n },
      ]);

      expect(result.refusals.map(({ index, code }) => [index, code])).toEqual([[0, 'RECORD_OPERATION_INVALID']]);
      expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['b']);
    });

    it.each([2n ** 63n - 1n, -(2n ** 63n), 2n ** 70n])('refuses the event time %d', async (at) => {
      const result = await write([
        { id: 'a', v: 1n, at },
        { id: 'b', v: 1n },
      ]);

      expect(result.refusals.map(({ index, code }) => [index, code])).toEqual([[0, 'RECORD_FIELD_TYPE']]);
      expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['b']);
    });

    it('moves the checkpoint past refused operations', async () => {
      await harness.store.write(harness.collection, toBatch(fields, [{ id: '', v: 1n }]), {
        source: 's',
        value: { offset: 1 },
      });

      expect(await harness.store.readCheckpoint(harness.collection, 's')).toEqual({ offset: 1 });
    });
  });

  describe('keeping what is refused', () => {
    const batch = toBatch(fields, [
      { id: 'a', v: 1n },
      { id: '', v: 1n },
    ]);
    const checkpoint = { source: 's', value: { offset: 2 } };
    beforeEach(() => declare());

    it('is done before the checkpoint moves', async () => {
      const kept: unknown[] = [];

      const { refusals } = await harness.store.write(harness.collection, batch, checkpoint, async (found) => {
        kept.push(found, await harness.store.readCheckpoint(harness.collection, 's'));
      });

      expect(kept).toEqual([refusals, undefined]);
      expect(refusals.map(({ index }) => index)).toEqual([1]);
    });

    it('and fails: nothing is written, and the same call may be made again', async () => {
      const away = new RockpoolError('STORE_UNAVAILABLE', 'The letters cannot be stored.');

      await expect(
        harness.store.write(harness.collection, batch, checkpoint, () => Promise.reject(away)),
      ).rejects.toThrow(away);
      expect(await harness.store.readCheckpoint(harness.collection, 's')).toBeUndefined();
      expect(await rows('a')).toEqual([]);

      await harness.store.write(harness.collection, batch, checkpoint, () => Promise.resolve());
      expect((await rows('a')).map((row) => row[0])).toEqual(['a']);
    });
  });

  describe('ids', () => {
    it.each([
      '__proto__',
      'constructor',
      "'; DROP TABLE x; --",
      '"',
      ' ',
      'a\u0000b',
      'ä😀',
      'x'.repeat(512),
      '€'.repeat(170),
      '../../etc/passwd',
      'a/b?c#d%20',
    ])('keeps %j as it is', async (id) => {
      await declare();

      expect((await write([{ id, v: 1n, values: ['x'] }])).refusals).toEqual([]);
      expect(await rows(id)).toEqual([[id, someTime, 'x', null]]);
      expect(await outcomes({ id, v: 2n })).toEqual(['replaced']);
    });

    it('tells ids apart that differ in case, in trailing space or in composition', async () => {
      await declare();
      const ids = ['a', 'A', 'a ', '\u00e4', 'a\u0308'];

      await write(ids.map((id) => ({ id, v: 1n, values: [id] })));

      expect(await rows(...ids)).toEqual(ids.map((id) => [id, someTime, id, null]));
    });
  });

  describe('checkpoints', () => {
    beforeEach(() => declare());

    it('knows none before the first write', async () => {
      expect(await harness.store.readCheckpoint(harness.collection, 's')).toBeUndefined();
    });

    it('moves with the write, per source', async () => {
      const value = JSON.parse('{"offset": 1, "list": [1, {"a": null}], "__proto__": "x"}') as { offset: number };
      await harness.store.write(harness.collection, toBatch(fields, [{ id: 'a', v: 1n }]), { source: 's', value });
      await harness.store.write(harness.collection, toBatch(fields, []), { source: 'other', value: { offset: 7 } });
      expect(JSON.stringify(await harness.store.readCheckpoint(harness.collection, 's'))).toBe(JSON.stringify(value));

      await harness.store.write(harness.collection, toBatch(fields, [{ id: 'b', v: 1n }]), {
        source: 's',
        value: { offset: 2 },
      });

      expect(await harness.store.readCheckpoint(harness.collection, 's')).toEqual({ offset: 2 });
      expect(await harness.store.readCheckpoint(harness.collection, 'other')).toEqual({ offset: 7 });
    });

    it('is never visible before the operations', async () => {
      const seen: [number, number][] = [];
      let writing = true;
      const watch = (async () => {
        while (writing) {
          const checkpoint = await harness.store.readCheckpoint(harness.collection, 's');
          await harness.settle();
          const { documents } = await harness.store.statistics(harness.collection);
          seen.push([Number(checkpoint?.['written'] ?? 0), documents]);
        }
      })();
      for (let batch = 1; batch <= 20; batch += 1) {
        const operations = Array.from({ length: 100 }, (_, n) => ({ id: `${batch}-${n}`, v: 1n }));
        await harness.store.write(harness.collection, toBatch(fields, operations), {
          source: 's',
          value: { written: batch * 100 },
        });
      }
      writing = false;
      await watch;

      expect(seen.filter(([written, documents]) => documents < written)).toEqual([]);
    });

    it('keeps one per stream, beside that of the source as a whole', async () => {
      const place = { source: 's', value: { offset: 1 } };
      await harness.store.write(harness.collection, none, place);
      await harness.store.write(harness.collection, none, { ...place, stream: '0', value: { offset: 2 } });
      await harness.store.write(harness.collection, none, { ...place, stream: '__proto__', value: { offset: 3 } });
      await harness.store.write(harness.collection, none, { ...place, stream: '0', value: { offset: 4 } });
      await harness.store.write(harness.collection, none, { ...place, source: 'other', stream: '0' });

      expect(await harness.store.readCheckpoint(harness.collection, 's')).toEqual({ offset: 1 });
      expect([...(await harness.store.readStreams(harness.collection, 's'))].sort()).toEqual([
        ['0', { offset: 4 }],
        ['__proto__', { offset: 3 }],
      ]);
      expect(await harness.store.readStreams(harness.collection, 'nobody')).toEqual(new Map());
    });

    it('moves only what its writer knows', async () => {
      const marks = [{ key: 'late', etag: 'e' }];
      const move = async (value: JsonObject, after: JsonObject | null): Promise<boolean> => {
        const id = JSON.stringify([value, after]);
        const place = { source: 's', stream: '0', value, after, marks };
        const result = await harness.store.write(harness.collection, toBatch(fields, [{ id, v: 1n }]), place);
        expect(result.outcomes).toHaveLength(1);
        expect(await rows(id)).toHaveLength(1);
        return result.overtaken !== true;
      };
      const stored = async (): Promise<unknown> =>
        (await harness.store.readStreams(harness.collection, 's')).get('0')?.['offset'];

      expect([await move({ offset: 5 }, { offset: 1 }), await stored()]).toEqual([false, undefined]);
      expect(await harness.store.readMarks(harness.collection, 's', ['late'])).toEqual(new Map());
      expect([await move({ offset: 1 }, null), await stored()]).toEqual([true, 1]);
      expect([await move({ offset: 9 }, null), await stored()]).toEqual([false, 1]);
      expect([await move({ offset: 2 }, { offset: 1 }), await stored()]).toEqual([true, 2]);
      expect([await move({ offset: 3 }, { offset: 1 }), await stored()]).toEqual([false, 2]);
      // The same again, as after a lost answer.
      expect([await move({ offset: 2 }, { offset: 1 }), await stored()]).toEqual([true, 2]);
      expect(await harness.store.readMarks(harness.collection, 's', ['late', 'other'])).toEqual(
        new Map([['late', 'e']]),
      );
    });

    it('of writers at once lets one at a time move a stream, and all of them their own', async () => {
      const moved = await Promise.all(
        ['0', '0', '0', '1', '2', '3', '4', '5'].map(async (stream, offset) => {
          const place = { source: 's', stream, value: { offset }, after: null };
          const { overtaken } = await harness.store.write(harness.collection, none, place);
          return overtaken === true ? [] : [[stream, { offset }] as const];
        }),
      );

      const winners = moved.flat();
      expect(winners.map(([stream]) => stream)).toEqual(['0', '1', '2', '3', '4', '5']);
      expect(await harness.store.readStreams(harness.collection, 's')).toEqual(new Map(winners));
    });

    it('counts each mark, in whatever write it came', async () => {
      const keys = Array.from({ length: 6 }, (_, index) => `k${index}`);
      for (const key of keys)
        await harness.store.write(harness.collection, none, {
          source: 's',
          value: { key },
          marks: [{ key, etag: `of ${key}` }],
        });

      expect(await harness.store.readMarks(harness.collection, 's', [...keys, 'other'])).toEqual(
        new Map(keys.map((key) => [key, `of ${key}`])),
      );
    });

    it('stays where it was when the write is refused as a whole', async () => {
      await harness.store.write(harness.collection, toBatch(fields, []), { source: 's', value: { offset: 1 } });
      const wrong = toBatch([{ name: 'unknown', type: { kind: 'varchar' } }], [{ id: 'a', v: 1n }]);

      await expect(
        harness.store.write(harness.collection, wrong, { source: 's', value: { offset: 2 } }),
      ).rejects.toThrow();

      expect(await harness.store.readCheckpoint(harness.collection, 's')).toEqual({ offset: 1 });
      expect(await rows('a')).toEqual([]);
    });
  });

  describe('reading', () => {
    beforeEach(() => declare());

    it('leaves absent documents out and reads an id once that is asked for twice', async () => {
      await write([
        { id: 'a', v: 1n },
        { id: 'b', v: 1n },
      ]);

      expect((await rows('b', 'nobody', 'a', 'b')).map((row) => row[0])).toEqual(['b', 'a']);
      expect(await harness.store.read(harness.collection, [])).toEqual({ rowCount: 0, columns: [[], [], [], []] });
    });

    it('shows a write as soon as it has returned', async () => {
      for (let n = 0; n < 20; n += 1) {
        await write([{ id: 'a', v: BigInt(n), values: [null, BigInt(n)] }]);
        expect(await rows('a')).toEqual([['a', someTime, null, BigInt(n)]]);
      }
    });
  });
}
