import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { scalar, type EngineHarness } from './engine-harness.ts';

/** Results are whole, in order, and of what the collections hold now. */
export function describeQueryResults(harness: EngineHarness): void {
  const { start, rows } = harness;

  describe('results', () => {
    it('brings all rows of a long result, in order', async () => {
      expect(await rows('SELECT n FROM numbers ORDER BY n')).toEqual(
        Array.from({ length: 5000 }, (_, n) => [BigInt(n)]),
      );
    });

    it('frees its place when a result is left half-read, or never read', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { running } = await start('SELECT * FROM numbers, range(1000)');
        for await (const batch of running.batches) {
          expect(batch.rowCount).toBeGreaterThan(0);
          break;
        }
        const unread = await start('SELECT * FROM numbers, range(1000)');
        await unread.running.batches[Symbol.asyncIterator]().return?.();
      }
      for (let round = 0; round < 20; round += 1) {
        const caller = new AbortController();
        await start('SELECT * FROM numbers, range(1000)', {}, caller.signal);
        caller.abort(new RockpoolError('QUERY_CANCELLED', 'gone'));
      }
      expect(await rows('SELECT 1 AS one')).toEqual([[1]]);
    });

    it('answers 8 callers with 150 queries each, all right', async () => {
      const one = async (caller: number): Promise<void> => {
        for (let index = 0; index < 150; index += 1) {
          const n = BigInt((caller * 997 + index * 31) % 5000);
          const word = n === 4500n ? 'no number' : String(n);
          expect(
            await rows('SELECT word, :x || word AS both FROM numbers WHERE n = :n', {
              n: ['BIGINT', n],
              x: ['VARCHAR', `${caller}-`],
            }),
          ).toEqual([[word, `${caller}-${word}`]]);
        }
      };

      await Promise.all(Array.from({ length: 8 }, (_, caller) => one(caller)));
    });

    it('sees new fields of a collection, in old statements too', async () => {
      await harness.put('growing', [{ name: 'a', type: scalar('varchar') }], [['x']]);
      const sql = 'SELECT * EXCEPT (_event_time, _id) FROM growing';
      expect(await rows(sql)).toEqual([['x']]);

      await harness.alter('growing', [
        { name: 'b', type: scalar('bigint') },
        { name: 'a', type: scalar('varchar') },
      ]);

      expect(await rows(sql)).toEqual([[null, 'x']]);
    });
  });

  let collections = 0;
  describe('documents that came after a statement was prepared', () => {
    const fields: readonly Field[] = [{ name: 'n', type: scalar('bigint') }];
    const big = 9007199254740993n;

    it.each([
      ['SELECT n FROM later_%d WHERE n = 9007199254740993', [[big]]],
      ['SELECT n FROM later_%d WHERE n < 0', [[-77n]]],
      ['SELECT n FROM later_%d WHERE n IS NULL', [[null]]],
      [
        'SELECT n, count(*) AS c FROM later_%d GROUP BY n ORDER BY n',
        [
          [-77n, 1n],
          [1n, 1n],
          [5n, 1n],
          [big, 1n],
          [null, 1n],
        ],
      ],
      ['SELECT n + 1 AS m FROM later_%d ORDER BY m', [[-76n], [2n], [6n], [big + 1n], [null]]],
      ['SELECT DISTINCT n FROM later_%d ORDER BY n', [[-77n], [1n], [5n], [big], [null]]],
      ['SELECT a.n FROM later_%d a JOIN later_%d b USING (n) ORDER BY n', [[-77n], [1n], [5n], [big]]],
      ['SELECT min(n) AS least, max(n) AS most, count(*) AS c FROM later_%d', [[-77n, big, 5n]]],
    ] as const)('are seen, whatever their values: %s', async (text, expected) => {
      collections += 1;
      const name = `later_${collections}`;
      const sql = text.replaceAll('later_%d', name);
      await harness.put(name, fields, [[1n], [5n]]);
      await rows(sql);

      await harness.put(name, fields, [[1n], [5n], [big], [-77n], [null]]);

      expect(await rows(sql)).toEqual(expected);
    });
  });
}
