import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyType, anyValue } from '../../test/property/arbitrary-values.ts';
import type { QualifiedName } from '../base/name.ts';
import type { Givens } from '../plan/query-plan.ts';
import type { LocalSession } from '../query/local-engine.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { makeStatement } from '../sql/make-statement.ts';
import { makeCompiler, type Compiler } from './compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from './local-engine.ts';

type Scalar = Exclude<SqlType['kind'], 'decimal' | 'list' | 'struct'>;
const field = (name: string, kind: Scalar): Field => ({ name, type: { kind } });
const commons = (name: string): QualifiedName => ({ workspace: 'commons', name });
const groups = (name: string): QualifiedName => ({ workspace: '_groups', name });
const never = (): AbortSignal => new AbortController().signal;
const none: ReadonlyMap<string, Value> = new Map();

const words: readonly Field[] = [field('_id', 'varchar'), field('n', 'bigint'), field('seen', 'timestamptz')];
const wordRows = (count: number, from = 0): RowBatch => ({
  rowCount: count,
  columns: [
    Array.from({ length: count }, (_, row) => `word-${from + row}`),
    Array.from({ length: count }, (_, row) => BigInt(from + row)),
    Array.from({ length: count }, () => 1_786_000_000_000_000n),
  ],
});

describe('the local engine', () => {
  let compiler: Compiler;
  let local: OpenLocalEngine;
  const declare = (name: string, fields: readonly Field[]): Promise<void> =>
    local.declare({ ...commons(name), fields, lookupFields: [] });
  beforeAll(async () => {
    compiler = await makeCompiler();
    local = await makeLocalEngine({ compiler, connections: 8, memoryBytes: 100 * 1024 ** 2 });
    await declare('words', words);
    await declare('lists', [
      field('k', 'varchar'),
      { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
    ]);
  });
  afterAll(async () => {
    await local.close();
    await compiler.close();
  });

  const compile = (sql: string, types: Readonly<Record<string, string>> = {}) =>
    local.compile(makeStatement(sql, new Map(Object.entries(types))));
  const rowsOf = async (batches: AsyncIterable<RowBatch>): Promise<readonly (readonly Value[])[]> => {
    const rows: Value[][] = [];
    for await (const { rowCount, columns } of batches) {
      for (let row = 0; row < rowCount; row += 1) rows.push(columns.map((column) => column[row]!));
    }
    return rows;
  };
  const bring = async (sql: string, provide: (session: LocalSession) => void, values = none, types = {}) => {
    const session = await local.open(never());
    try {
      provide(session);
      return await rowsOf((await session.run(await compile(sql, types), values)).batches);
    } finally {
      session.close();
    }
  };

  describe('rows of a call', () => {
    it('are seen by that call alone, with statements that stay prepared', async () => {
      const query = await compile('SELECT count(*) AS c, sum(n) AS s, min(_id) AS m FROM words');
      const caller = async (number: number): Promise<number> => {
        let wrong = 0;
        for (let call = 0; call < 150; call += 1) {
          const [count, from] = [1 + ((number * 7 + call) % 23), number * 1000 + call];
          const session = await local.open(never());
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

      expect(
        await bring(sql, (session) => session.provide(commons('lists'), fields, { rowCount: 3, columns })),
      ).toEqual([
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
          await local.drop(commons(name));
        }),
        { numRuns: 60 },
      );
    });

    it('that nobody brought are an error, never an empty collection', async () => {
      await expect(bring('SELECT n FROM words', () => undefined)).rejects.toThrow(
        'rows were brought for commons.words',
      );
      await expect(
        bring('SELECT n FROM words', (session) => session.provide(commons('lists'), [], { rowCount: 1, columns: [] })),
      ).rejects.toThrow('rows were brought for commons.words');
    });

    it('are forgotten when the session is closed: 2,000 calls leave nothing behind', async () => {
      const query = await compile('SELECT count(*) AS c FROM words');
      const calls = async (count: number): Promise<void> => {
        for (let call = 0; call < count; call += 1) {
          const session = await local.open(never());
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
        const session = await local.open(never());
        provide(session);
        return rowsOf((await session.run(query, none)).batches);
      };
      expect(await run(before)).toEqual([[1]]);
      await declare('growing', [a, b]);

      // Prepared on this connection it has its columns still; on another one it would have new ones.
      expect(await run(before)).toEqual([[1]]);
      const first = await local.open(never());
      await expect(run(before)).rejects.toMatchObject({ code: 'SQL_BIND' });
      first.close();
      expect(await run(await compile('SELECT * FROM growing'))).toEqual([[1, 'new']]);
      await local.drop(commons('growing'));
      await expect(compile('SELECT * FROM growing')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    });
  });

  describe('relations of group scans', () => {
    it('have the columns of their statement, also under one name and at once', async () => {
      const shapes: readonly (readonly [SqlType, Value])[] = [
        [{ kind: 'bigint' }, 7n],
        [{ kind: 'varchar' }, 'seven'],
        [{ kind: 'double' }, 7.5],
      ];
      const call = async ([type, value]: (typeof shapes)[number]) => {
        const text = type.kind === 'varchar' ? 'any_value(_id)' : `CAST(sum(n) AS ${type.kind})`;
        const query = await compile(`SELECT ${text} AS v, count(*) AS c FROM words`);
        const relations = new Map([
          ['g0', [{ name: 'v', type }]],
          ['g1', [field('c', 'bigint')]],
        ]);
        const session = await local.open(never(), relations);
        session.provide(groups('g0'), [{ name: 'v', type }], { rowCount: 1, columns: [[value]] });
        session.provide(groups('g1'), [field('c', 'bigint')], { rowCount: 1, columns: [[3n]] });
        const sql = `SELECT g0.v AS v, x.c AS c FROM _groups.g0, "_groups".g1 AS x WHERE '_groups.g0' <> ''`;
        return rowsOf((await session.run(query, none, sql)).batches);
      };
      const calls = await Promise.all(Array.from({ length: 30 }, (_, index) => call(shapes[index % 3]!)));

      expect(calls).toEqual(Array.from({ length: 30 }, (_, index) => [[shapes[index % 3]![1], 3n]]));
    });

    it('must give the columns of the compiled query', async () => {
      const query = await compile('SELECT count(*) AS c FROM words');
      const session = await local.open(never(), new Map([['g', [field('c', 'varchar')]]]));
      session.provide(groups('g'), [field('c', 'varchar')], { rowCount: 1, columns: [['x']] });

      await expect(session.run(query, none, 'SELECT c FROM _groups.g')).rejects.toMatchObject({ code: 'SQL_BIND' });
    });

    it('are seen by a statement that reads the clock, however new they are', async () => {
      const query = await compile('SELECT count(*) AS c FROM words WHERE now() IS NOT NULL');
      const session = await local.open(never(), new Map([['fresh', [field('c', 'bigint')]]]));
      await session.evaluate(
        { sql: 'SELECT now()', constants: [], types: [{ kind: 'timestamptz' }], parameters: [undefined] },
        none,
      );
      session.provide(groups('fresh'), [field('c', 'bigint')], { rowCount: 1, columns: [[3n]] });

      const running = await session.run(query, none, 'SELECT c FROM _groups.fresh WHERE now() IS NOT NULL');
      expect(await rowsOf(running.batches)).toEqual([[3n]]);
    });
  });

  describe('givens and keys', () => {
    const givens = (sql: string, types: readonly SqlType[], constants: Givens['constants'] = []): Givens => ({
      sql: `SELECT ${sql}`,
      constants,
      types,
      parameters: types.map(() => undefined),
    });

    it('are computed with arguments and constants bound', async () => {
      const session = await local.open(never());
      const text = "'); DROP TABLE x; --";
      const asked = givens(
        'lower(CAST($x AS VARCHAR)), CAST($n AS BIGINT) + CAST($rp_c0 AS BIGINT), CAST($t AS TIMESTAMPTZ) - to_days(CAST($rp_c1 AS INTEGER))',
        [{ kind: 'varchar' }, { kind: 'bigint' }, { kind: 'timestamptz' }],
        [
          { type: { kind: 'bigint' }, value: 9007199254740993n },
          { type: { kind: 'bigint' }, value: 1n },
        ],
      );
      const values = new Map<string, Value>([
        ['x', text],
        ['n', 1n],
        ['t', 86_400_000_000n],
      ]);

      for (let time = 0; time < 2; time += 1) {
        expect(await session.evaluate(asked, values)).toEqual([text.toLowerCase(), 9007199254740994n, 0n]);
      }
      await expect(session.evaluate(asked, new Map([['x', text]]))).rejects.toMatchObject({ code: 'ARGUMENT_MISSING' });
      await expect(
        session.evaluate(givens('CAST(CAST($x AS VARCHAR) AS INTEGER)', [{ kind: 'integer' }]), values),
      ).rejects.toMatchObject({ code: 'SQL_EXECUTION' });
      session.close();
    });

    it('that are plain parameters need no computing', async () => {
      const session = await local.open(never());
      const plain: Givens = { sql: 'no SQL', constants: [], types: [{ kind: 'varchar' }], parameters: ['x'] };

      expect(await session.evaluate(plain, new Map([['x', null]]))).toEqual([null]);
      await expect(session.evaluate(plain, none)).rejects.toMatchObject({ code: 'ARGUMENT_MISSING' });
      session.close();
    });

    it('are distinct and without null', async () => {
      const query = await compile('SELECT n FROM words WHERE n > :low', { low: 'BIGINT' });
      const session = await local.open(never());
      const columns = [['a', 'b', 'c', 'd'], [1n, 2n, 2n, null], []];
      session.provide(commons('words'), words.slice(0, 2), { rowCount: 4, columns });

      expect(
        await session.keys(
          'SELECT n FROM commons.words WHERE n > CAST($low AS BIGINT) -- end',
          query,
          new Map([['low', 1n]]),
        ),
      ).toEqual([2n]);
      expect(await session.keys('SELECT n FROM commons.words', query, none)).toHaveLength(2);
      session.close();
    });

    it('see the same time as the statement', async () => {
      const query = await compile('SELECT now() AS t, CURRENT_TIMESTAMP AS u FROM words');
      const session = await local.open(never());
      const [first] = await session.evaluate(givens('now()', [{ kind: 'timestamptz' }]), none);
      session.provide(commons('words'), words, wordRows(1));
      const [key] = await session.keys('SELECT now() FROM commons.words', query, none);
      const rows = await rowsOf((await session.run(query, none)).batches);

      expect([[first, key], ...rows]).toEqual([
        [first, first],
        [first, first],
      ]);
      const later = await local.open(never());
      expect(await later.evaluate(givens('now()', [{ kind: 'timestamptz' }]), none)).not.toEqual([first]);
      later.close();
    });
  });

  describe('ends', () => {
    it('of any kind give the connection back', async () => {
      const query = await compile('SELECT a.n FROM words a, words b');
      for (let round = 0; round < 12; round += 1) {
        const aborting = new AbortController();
        const session = await local.open(aborting.signal);
        session.provide(commons('words'), words, wordRows(3000));
        if (round % 4 === 0) aborting.abort(new Error('gone'));
        else if (round % 4 === 1) session.close();
        else {
          const { batches } = await session.run(query, none);
          await batches[Symbol.asyncIterator]().next();
          if (round % 4 === 2) aborting.abort(new Error('gone'));
          else session.close();
        }
        await expect(session.run(query, none)).rejects.toThrow(round % 2 === 0 ? 'gone' : 'closed');
      }

      const all = await Promise.all(Array.from({ length: 8 }, () => local.open(never())));
      const waiting = new AbortController();
      const ninth = local.open(waiting.signal);
      waiting.abort(new Error('no longer wanted'));
      await expect(ninth).rejects.toThrow('no longer wanted');
      all.forEach((session) => session.close());
    });

    it('come at once when a call is cancelled in the middle, with the reason', async () => {
      const sql = 'SELECT count(*) AS c FROM words a, words b, words c, words d WHERE a.n * b.n * c.n * d.n = 7';
      const query = await compile(sql);
      for (const start of ['run', 'keys', 'explain'] as const) {
        const aborting = new AbortController();
        const session = await local.open(aborting.signal);
        session.provide(commons('words'), words, wordRows(3000));
        const call = {
          run: () => session.run(query, none).then(({ batches }) => rowsOf(batches)),
          keys: () => session.keys(sql.replaceAll('words', 'commons.words'), query, none),
          explain: () => session.explain(query, none, { analyze: true }),
        };
        const running: Promise<unknown> = call[start]();
        setTimeout(() => aborting.abort(new Error('enough')), 50);
        await expect(running).rejects.toThrow('enough');
      }
    });

    it('of a failed statement say where it failed in the author’s text', async () => {
      const provide = (session: LocalSession): void => session.provide(commons('words'), words, wordRows(5000));

      await expect(bring('SELECT\n  CAST(_id AS INTEGER) AS x FROM words', provide)).rejects.toMatchObject({
        code: 'SQL_EXECUTION',
        message: expect.stringContaining('word-0') as string,
      });
      const withClock = 'SELECT now() AS t, CASE WHEN n < 4000 THEN 0 ELSE CAST(_id AS INTEGER) END AS x FROM words';
      await expect(bring(withClock, provide)).rejects.toMatchObject({
        code: 'SQL_EXECUTION',
        message: expect.stringContaining('word-4000') as string,
      });
      await expect(compile('SELECT nn FROM words')).rejects.toMatchObject({
        code: 'SQL_BIND',
        details: { place: { line: 1, column: 8 } },
      });
    });

    it('of too much memory are LIMIT_MEMORY, and the next call works', async () => {
      const provide = (session: LocalSession): void => session.provide(commons('words'), words, wordRows(5000));
      const sql = 'SELECT list(repeat(a._id, 200) || b._id) AS l FROM words a, words b';

      await expect(bring(sql, provide)).rejects.toMatchObject({ code: 'LIMIT_MEMORY' });
      expect(await bring('SELECT count(*) AS c FROM words', provide)).toEqual([[5000n]]);
    });
  });

  describe('plans', () => {
    const plan = async (sql: string, types = {}): Promise<string> =>
      JSON.stringify(await local.plan(await compile(sql, types)));

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
        expect(await local.plan(await compile(`SELECT n FROM words WHERE seen > ${clock}`))).toBeUndefined();
      }
      expect(await plan("SELECT n, 'now()' AS today FROM words -- now()")).not.toContain('rp_now');
    });

    it('exist for parameters in table functions, and not for what cannot be printed', async () => {
      expect(await plan('SELECT n FROM words, range(:count) AS r(i) WHERE n = i', { count: 'BIGINT' })).toContain(
        'LOGICAL_GET',
      );
      expect(
        await local.plan(await compile("SELECT n FROM words WHERE CAST(n AS DOUBLE) < CAST('inf' AS DOUBLE)")),
      ).toBeUndefined();
    });

    it('come with trees that print again', async () => {
      const tree = await local.tree('SELECT count(*) FROM commons.words WHERE n = 9007199254740993');

      expect(await local.print(tree!)).toContain('9007199254740993');
      expect(await local.tree('SELECT FROM FROM')).toBeUndefined();
    });
  });
});
