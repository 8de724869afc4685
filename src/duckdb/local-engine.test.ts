import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyType, anyValue } from '../../test/property/arbitrary-values.ts';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import {
  commons,
  field,
  never,
  none,
  useLocalEngine,
  wordRows,
  words,
} from '../../test/unit/duckdb/open-local-engine.ts';
import type { LocalSession } from '../query/local-engine.ts';
import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

const engine = useLocalEngine();
const { declare, compile, bring } = engine;

describe('rows of a call', () => {
  it('are seen by that call alone, with statements that stay prepared', async () => {
    const query = await compile('SELECT count(*) AS c, sum(n) AS s, min(_id) AS m FROM words');
    const caller = async (number: number): Promise<number> => {
      let wrong = 0;
      for (let call = 0; call < 150; call += 1) {
        const [count, from] = [1 + ((number * 7 + call) % 23), number * 1000 + call];
        const session = await engine.local.open(never());
        session.provide(commons('words'), words, wordRows(count, from));
        const rows = await rowsOf((await session.run(query, none)).batches);
        const sum = BigInt(count * from + (count * (count - 1)) / 2);
        const ids = wordRows(count, from).columns[0] as readonly string[];
        const wanted: Value[] = [BigInt(count), sum, [...ids].sort()[0]!];
        if (rows[0]!.some((value, column) => value !== wanted[column])) wrong += 1;
      }
      return wrong;
    };

    expect(await Promise.all(Array.from({ length: 8 }, (_, number) => caller(number)))).toEqual(new Array(8).fill(0));
  });

  it('are null in fields that were not fetched, and may have no fields at all', async () => {
    const [id, n] = words;
    const provide = (session: LocalSession): void =>
      session.provide(commons('words'), [n!, id!], {
        rowCount: 2,
        columns: [
          [1n, 2n],
          ['a', 'b'],
        ],
      });

    expect(await bring('SELECT * FROM words ORDER BY n', provide)).toEqual([
      ['a', 1n, null],
      ['b', 2n, null],
    ]);
    const onlyNumber = (session: LocalSession): void =>
      session.provide(commons('words'), [], { rowCount: 5000, columns: [] });
    expect(await bring('SELECT count(*) AS c FROM words', onlyNumber)).toEqual([[5000n]]);
  });

  it('go through nested CTEs, UNNEST and self-joins', async () => {
    const fields: Field[] = [
      field('k', 'varchar'),
      { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
    ];
    const columns = [
      ['a', 'b', 'c'],
      [['x', 'y'], ['y', null], null],
    ];
    const sql = `WITH o AS (WITH i AS (SELECT k, unnest(tags) AS tag FROM lists) SELECT * FROM i WHERE tag IS NOT NULL)
      SELECT o.tag, count(*) AS c FROM o JOIN lists l ON l.k = o.k, UNNEST(l.tags) AS u(t) WHERE u.t = o.tag GROUP BY ALL ORDER BY ALL`;

    expect(await bring(sql, (session) => session.provide(commons('lists'), fields, { rowCount: 3, columns }))).toEqual([
      ['x', 1n],
      ['y', 2n],
    ]);
  });

  it('come back as they were brought, for every type and in many chunks', async () => {
    let number = 0;
    const column = anyType(2).chain((type) =>
      fc.array(anyValue(type), { minLength: 1, maxLength: 40 }).map((values) => ({ type, values })),
    );
    await fc.assert(
      fc.asyncProperty(column, async ({ type, values }) => {
        const name = `typed${(number += 1)}`;
        const fields = [{ name: 'x', type }];
        await declare(name, fields);
        const all = Array.from({ length: 100 }, () => values).flat();
        const batch = { rowCount: all.length, columns: [all] };
        const rows = await bring(`SELECT x FROM ${name}`, (session) => session.provide(commons(name), fields, batch));

        expect(rows.map(([value]) => value)).toEqual(all);
        await engine.local.drop(commons(name));
      }),
      { numRuns: 60 },
    );
  });

  it('that nobody brought are an error, never an empty collection', async () => {
    await expect(bring('SELECT n FROM words', () => undefined)).rejects.toThrow('rows were brought for commons.words');
    await expect(
      bring('SELECT n FROM words', (session) => session.provide(commons('lists'), [], { rowCount: 1, columns: [] })),
    ).rejects.toThrow('rows were brought for commons.words');
  });

  it('are forgotten when the session is closed: 2,000 calls leave nothing behind', async () => {
    const query = await compile('SELECT count(*) AS c FROM words');
    const calls = async (count: number): Promise<void> => {
      for (let call = 0; call < count; call += 1) {
        const session = await engine.local.open(never());
        session.provide(commons('words'), words, wordRows(10, call));
        await rowsOf((await session.run(query, none)).batches);
      }
    };
    const memory = async (): Promise<number> =>
      Number((await bring('SELECT 1 AS one', () => undefined))[0]![0]) * process.memoryUsage().heapUsed;
    await calls(300);
    const before = await memory();
    await calls(2000);

    expect((await memory()) - before).toBeLessThan(30 * 1024 ** 2);
  });

  it('change with the collection: a statement keeps the columns that it was compiled with, or says that they changed', async () => {
    const [a, b] = [field('a', 'integer'), field('b', 'varchar')];
    await declare('growing', [a]);
    const provide = (session: LocalSession): void =>
      session.provide(commons('growing'), [a, b], { rowCount: 1, columns: [[1], ['new']] });
    const before = await compile('SELECT * FROM growing');
    const run = async (query: typeof before) => {
      const session = await engine.local.open(never());
      provide(session);
      return rowsOf((await session.run(query, none)).batches);
    };
    expect(await run(before)).toEqual([[1]]);
    await declare('growing', [a, b]);

    // Prepared on this connection it has its columns still; on another one it would have new ones.
    expect(await run(before)).toEqual([[1]]);
    const first = await engine.local.open(never());
    await expect(run(before)).rejects.toMatchObject({ code: 'SQL_BIND' });
    first.close();
    expect(await run(await compile('SELECT * FROM growing'))).toEqual([[1, 'new']]);
    await engine.local.drop(commons('growing'));
    await expect(compile('SELECT * FROM growing')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});

describe('plans', () => {
  const plan = async (sql: string, types = {}): Promise<string> =>
    JSON.stringify(await engine.local.plan(await compile(sql, types)));

  it('keep all digits, filters and parameters', async () => {
    const text = await plan('SELECT n FROM words WHERE n = 9007199254740993 AND _id = :x LIMIT 10');

    expect(text).toContain('"value":"9007199254740993"');
    expect(text).toContain('BOUND_PARAMETER');
    expect(text).toContain('LOGICAL_GET');
  });

  it('hold the clock as a parameter, or are not made', async () => {
    for (const clock of [
      'now()',
      'current_timestamp',
      'CURRENT_TIMESTAMP',
      'today()',
      'current_date',
      "now() - INTERVAL '1 day'",
    ]) {
      expect(await plan(`SELECT n FROM words WHERE seen > ${clock}`)).toContain('rp_now');
    }
    for (const clock of [
      'current_datetime()',
      'ago(INTERVAL 1 DAY)',
      '"now"()',
      'system.main.now()',
      'seen + age(seen)',
    ]) {
      expect(await engine.local.plan(await compile(`SELECT n FROM words WHERE seen > ${clock}`))).toBeUndefined();
    }
    expect(await plan("SELECT n, 'now()' AS today FROM words -- now()")).not.toContain('rp_now');
  });

  it('exist for parameters in table functions, and not for what cannot be printed', async () => {
    expect(await plan('SELECT n FROM words, range(:count) AS r(i) WHERE n = i', { count: 'BIGINT' })).toContain(
      'LOGICAL_GET',
    );
    expect(
      await engine.local.plan(await compile("SELECT n FROM words WHERE CAST(n AS DOUBLE) < CAST('inf' AS DOUBLE)")),
    ).toBeUndefined();
  });

  it('come with trees that print again', async () => {
    const tree = await engine.local.tree('SELECT count(*) FROM commons.words WHERE n = 9007199254740993');

    expect(await engine.local.print(tree!)).toContain('9007199254740993');
    expect(await engine.local.tree('SELECT FROM FROM')).toBeUndefined();
  });
});
