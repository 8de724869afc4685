import { describe, expect, it } from 'vitest';
import type { Field, SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { someTime } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

const hour = 3_600_000_000n;

/** That every type keeps its values, and that time makes documents go. */
export function describeValues(harness: DocumentHarness): void {
  const { declare, write, rows, outcomes } = harness;

  describe('values', () => {
    const scalar = (kind: 'boolean' | 'integer' | 'bigint' | 'hugeint' | 'double' | 'varchar'): SqlType => ({ kind });
    it.each<[string, SqlType, readonly Value[]]>([
      ['boolean', scalar('boolean'), [true, false]],
      ['integer', scalar('integer'), [0, -1, 2147483647, -2147483648]],
      ['bigint', scalar('bigint'), [0n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]],
      ['hugeint', scalar('hugeint'), [0n, 2n ** 53n + 1n, 2n ** 64n, 2n ** 127n - 1n, -(2n ** 127n) + 1n]],
      ['double', scalar('double'), [0, 1.5, -1e308, 5e-324, NaN, Infinity, -Infinity]],
      ['varchar', scalar('varchar'), ['', 'x', 'ä€😀', 'a\u0000b', 'x'.repeat(100_000), "'; DROP TABLE x"]],
      ['date', { kind: 'date' }, [0, -1, 20682, -719162]],
      ['time', { kind: 'time' }, [0n, 86_399_999_999n, 1n]],
      ['timestamp', { kind: 'timestamp' }, [0n, someTime, -1n]],
      ['timestamptz', { kind: 'timestamptz' }, [0n, someTime, -62_135_596_800_000_000n]],
      [
        'uuid',
        { kind: 'uuid' },
        [
          '00000000-0000-0000-0000-000000000000',
          'ffffffff-ffff-4fff-bfff-ffffffffffff',
          '7f000000-0000-4000-8000-000000000001',
        ],
      ],
      ['json', { kind: 'json' }, ['{"a":9007199254740993,"b":[1.10,null]}', '[]', '"x"', 'null', '{"__proto__":1}']],
      ['decimal(18,2)', { kind: 'decimal', width: 18, scale: 2 }, [0n, 1250n, -1n, 999_999_999_999_999_999n]],
      ['decimal(38,10)', { kind: 'decimal', width: 38, scale: 10 }, [10n ** 38n - 1n, -(10n ** 30n), 1n]],
      ['decimal(4,1)', { kind: 'decimal', width: 4, scale: 1 }, [9999n, -9999n]],
      ['varchar[]', { kind: 'list', element: scalar('varchar') }, [[], ['a', null, ''], ['a', 'a']]],
      [
        'bigint[][]',
        { kind: 'list', element: { kind: 'list', element: scalar('bigint') } },
        [[[1n], [], null], [[2n ** 53n + 1n]]],
      ],
      [
        'struct',
        {
          kind: 'struct',
          fields: [
            { name: 'a b', type: scalar('integer') },
            { name: 'tags', type: { kind: 'list', element: scalar('varchar') } },
          ],
        },
        [
          [1, ['x', null]],
          [null, null],
        ],
      ],
      [
        'struct[]',
        {
          kind: 'list',
          element: {
            kind: 'struct',
            fields: [
              { name: 'at', type: { kind: 'timestamptz' } },
              { name: 'p', type: { kind: 'decimal', width: 10, scale: 2 } },
            ],
          },
        },
        [[[someTime, 1999n], null, [null, -1n]], []],
      ],
    ])('keeps every %s as it is, and null', async (_, type, values) => {
      const own: Field[] = [{ name: 'value', type }];
      await declare(own, { lookupFields: ['value'] });
      const operations = [...values, null].map((value, index) => ({ id: `d${index}`, v: 1n, values: [value] }));

      expect((await write(operations, own)).refusals).toEqual([]);

      expect(await rows(...operations.map(({ id }) => id))).toEqual(
        operations.map(({ id, values: [value] }) => [id, someTime, value]),
      );
    });

    it('keeps microseconds of event times, before 1970 and after 2262 too', async () => {
      await declare();
      const times = [someTime, -1n, 0n, 9_300_000_000_000_000n, -60_000_000_000_000_001n];

      await write(times.map((at, index) => ({ id: `d${index}`, v: 1n, at })));

      expect((await rows(...times.map((_, index) => `d${index}`))).map((row) => row[1])).toEqual(times);
    });
  });

  describe('statistics, retention and sweeping', () => {
    const now = (): bigint => BigInt(Date.now()) * 1000n;

    it('counts visible documents and names the newest event time', async () => {
      await declare();
      expect(await harness.store.statistics(harness.collection)).toEqual({
        documents: 0,
        bytes: expect.any(Number) as number,
      });
      expect(await harness.store.newestEventTime(harness.collection)).toBeUndefined();

      await write([
        { id: 'a', v: 1n, at: 5n },
        { id: 'b', v: 1n, at: 9n },
        { id: 'c', v: 1n, at: 99n },
        { id: 'c', v: 2n, at: 100n, kind: 'delete' },
      ]);

      await harness.settle();
      expect(await harness.store.statistics(harness.collection)).toEqual({
        documents: 2,
        bytes: expect.any(Number) as number,
      });
      expect(await harness.store.newestEventTime(harness.collection)).toBe(9n);
    });

    it('hides what is older than the retention, and shows it again when the retention is lifted', async () => {
      await declare(fields, { retentionMs: 3_600_000 });
      const fresh = now();
      await write([
        { id: 'old', v: 1n, at: now() - 2n * hour },
        { id: 'new', v: 1n, at: fresh },
      ]);

      await harness.settle();
      expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['new']);
      expect(await harness.store.statistics(harness.collection)).toMatchObject({ documents: 1 });
      expect(await harness.store.newestEventTime(harness.collection)).toBe(fresh);
      await declare(fields);
      expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['old', 'new']);
    });

    it('takes an expired document for absent', async () => {
      await declare(fields, { retentionMs: 3_600_000 });
      await write([{ id: 'a', v: 1n, at: now() - 2n * hour }]);

      expect(await outcomes({ id: 'a', v: 2n, kind: 'replace', at: now() })).toEqual(['unmet']);
      expect(await outcomes({ id: 'a', v: 3n, kind: 'insert', at: now() })).toEqual(['added']);
    });

    it('sweeps expired documents and old tombstones, and nothing else', async () => {
      await declare(fields, { retentionMs: 3_600_000 });
      const time = now();
      await write([
        { id: 'old', v: 1n, at: time - 2n * hour },
        { id: 'new', v: 1n, at: time },
        { id: 'deleted long ago', v: 1n, at: time - 9n * hour, kind: 'delete' },
        { id: 'deleted just now', v: 5n, at: time, kind: 'delete' },
      ]);

      await harness.settle();

      expect(await harness.store.sweep(harness.collection, time, time - 8n * hour)).toBe(2);

      await harness.settle();

      expect(await harness.store.sweep(harness.collection, time, time - 8n * hour)).toBe(0);
      expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['new']);
      expect(
        await outcomes({ id: 'deleted just now', v: 4n, at: time }, { id: 'deleted long ago', v: 1n, at: time }),
      ).toEqual(['superseded', 'added']);
    });

    it('sweeps no document of a collection without retention', async () => {
      await declare();
      await write([{ id: 'a', v: 1n, at: 0n }]);

      await harness.settle();

      expect(await harness.store.sweep(harness.collection, now(), now())).toBe(0);
      expect(await rows('a')).toHaveLength(1);
    });
  });
}
