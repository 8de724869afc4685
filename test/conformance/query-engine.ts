import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { QueryEngine } from '../../src/query/query-engine.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { RowBatch, Value } from '../../src/schema/value.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';

/** An engine and the way to put documents where it finds them. At least 6 queries must be able to run at once, with some 200 MB. */
export interface EngineUnderTest {
  readonly engine: QueryEngine;
  /** Makes `commons.<name>` with these fields beside `_id` and `_event_time`, and writes a document per row. */
  put(name: string, fields: readonly Field[], rows: readonly (readonly Value[])[]): Promise<void>;
  /** Declares the collection anew, with more fields. */
  alter(name: string, fields: readonly Field[]): Promise<void>;
  close(): Promise<void>;
}

type Arguments = Readonly<Record<string, readonly [type: string, value: Value]>>;

/** A statement that no machine ends: a product of a trillion rows. */
const bomb = 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7';
const endless = 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n % 7 + 1 FROM r) SELECT count(*) AS n FROM r';

const scalar = (kind: Exclude<Field['type']['kind'], 'decimal' | 'list' | 'struct'>): Field['type'] => ({ kind });

/** One field per type. */
const everyType: readonly Field[] = [
  { name: 'a_boolean', type: scalar('boolean') },
  { name: 'an_integer', type: scalar('integer') },
  { name: 'a_bigint', type: scalar('bigint') },
  { name: 'a_hugeint', type: scalar('hugeint') },
  { name: 'a_double', type: scalar('double') },
  { name: 'a_decimal', type: { kind: 'decimal', width: 18, scale: 3 } },
  { name: 'a_varchar', type: scalar('varchar') },
  { name: 'a_date', type: scalar('date') },
  { name: 'a_time', type: scalar('time') },
  { name: 'a_timestamp', type: scalar('timestamp') },
  { name: 'a_timestamptz', type: scalar('timestamptz') },
  { name: 'a_uuid', type: scalar('uuid') },
  { name: 'a_json', type: scalar('json') },
  { name: 'a_list', type: { kind: 'list', element: scalar('varchar') } },
  {
    name: 'a_struct',
    type: {
      kind: 'struct',
      fields: [
        { name: 'x', type: scalar('integer') },
        { name: 'y', type: { kind: 'list', element: scalar('double') } },
      ],
    },
  },
];

const full: readonly Value[] = [
  true,
  -2147483648,
  9007199254740993n,
  -(2n ** 127n),
  0.1,
  -12345n,
  "'; DROP TABLE x; -- ü𝒳\0",
  -1,
  86_399_999_999n,
  -1n,
  1786000797558577n,
  '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd',
  '{"n":9007199254740993}',
  ['a', null, ''],
  [7, [1.5, null]],
];
const empty: readonly Value[] = everyType.map(() => null);

/** The promises of a QueryEngine. */
export function describeQueryEngine(name: string, open: () => Promise<EngineUnderTest>): void {
  describe(`${name} as query engine`, () => {
    let tested: EngineUnderTest;
    beforeAll(async () => {
      tested = await open();
      await tested.put('every_type', everyType, [full, empty]);
      await tested.put(
        'numbers',
        [
          { name: 'n', type: scalar('bigint') },
          { name: 'word', type: scalar('varchar') },
        ],
        Array.from({ length: 5000 }, (_, n) => [BigInt(n), n === 4500 ? 'no number' : String(n)]),
      );
    });
    afterAll(() => tested.close());

    const start = async (sql: string, given: Arguments = {}, signal = new AbortController().signal) => {
      const types = new Map(Object.entries(given).map(([key, [type]]) => [key, type]));
      const values = new Map(Object.entries(given).map(([key, [, value]]) => [key, value]));
      const query = await tested.engine.compile(makeStatement(sql, types));
      return { query, running: await tested.engine.run(query, values, { signal }) };
    };
    const run = async (sql: string, given?: Arguments, signal?: AbortSignal) => {
      const { query, running } = await start(sql, given, signal);
      return {
        columns: query.columns.map(({ name: column, type }) => ({ name: column, type })),
        rows: await rowsOf(running.batches),
      };
    };
    const rows = async (sql: string, given?: Arguments, signal?: AbortSignal) => (await run(sql, given, signal)).rows;
    const failure = async (sql: string, given?: Arguments, signal?: AbortSignal) => {
      const error: unknown = await run(sql, given, signal).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof RockpoolError)) throw new Error('it did not fail as expected', { cause: error });
      return {
        code: error.code,
        message: error.message,
        line: error.details.place?.line,
        column: error.details.place?.column,
      };
    };

    describe('values', () => {
      const names = everyType.map((field) => field.name).join(', ');

      it('keeps every type, and null of every type', async () => {
        expect(await run(`SELECT ${names} FROM every_type ORDER BY a_boolean NULLS LAST`)).toEqual({
          columns: everyType,
          rows: [full, empty],
        });
      });

      it('gives the columns of an empty result', async () => {
        expect(await run(`SELECT ${names} FROM every_type WHERE a_bigint = 0`)).toEqual({
          columns: everyType,
          rows: [],
        });
      });

      it.each<[string, Value]>([
        ['BOOLEAN', false],
        ['INTEGER', 2147483647],
        ['BIGINT', 9007199254740993n],
        ['HUGEINT', 2n ** 127n - 1n],
        ['DOUBLE', -1e-300],
        ['DECIMAL(38,10)', 12345678901234567890n],
        ['VARCHAR', "'; DROP TABLE numbers; --"],
        ['VARCHAR', '\0 ü 𝒳'],
        ['VARCHAR', ''],
        ['DATE', -719528],
        ['TIME', 1n],
        ['TIMESTAMP', -1n],
        ['TIMESTAMPTZ', 1786000797558577n],
        ['UUID', '00000000-0000-0000-0000-000000000001'],
        ['VARCHAR[]', ['a', "it's", null]],
        ['VARCHAR[]', []],
        ['BIGINT[]', [1n, -1n]],
        ['DOUBLE[]', [NaN, Infinity]],
        ['BOOLEAN[]', [true]],
        ['DATE[]', [0]],
        ['TIMESTAMPTZ[]', [0n]],
      ])('passes an argument of %s through (%#)', async (type, value) => {
        expect(await rows('SELECT :x AS x', { x: [type, value] })).toEqual([[value]]);
      });

      it.each(['BOOLEAN', 'BIGINT', 'DOUBLE', 'VARCHAR', 'DATE', 'TIMESTAMPTZ', 'VARCHAR[]'])(
        'passes NULL of %s through',
        async (type) => {
          expect(await rows('SELECT :x AS x, :x IS NULL AS absent', { x: [type, null] })).toEqual([[null, true]]);
        },
      );

      it('finds rows by argument, by list and by empty list', async () => {
        expect(await rows('SELECT n FROM numbers WHERE word = :w', { w: ['VARCHAR', '17'] })).toEqual([[17n]]);
        expect(await rows('SELECT n FROM numbers WHERE n IN (:ns) ORDER BY n', { ns: ['BIGINT[]', [3n, 1n]] })).toEqual(
          [[1n], [3n]],
        );
        expect(await rows('SELECT n FROM numbers WHERE n = ANY(:ns)', { ns: ['BIGINT[]', []] })).toEqual([]);
        expect(await rows('SELECT n FROM numbers WHERE word = :w', { w: ['VARCHAR', "' OR '1'='1"] })).toEqual([]);
      });

      it.each<[string, Arguments, readonly (readonly Value[])[]]>([
        ['SELECT * FROM range(:n)', { n: ['BIGINT', 3n] }, [[0n], [1n], [2n]]],
        ['SELECT * FROM range(:n)', { n: ['BIGINT', null] }, []],
        ['SELECT * FROM generate_series(1, :n)', { n: ['BIGINT', 2n] }, [[1n], [2n]]],
        ['SELECT x FROM unnest(:list) AS t(x)', { list: ['VARCHAR[]', ['a', null]] }, [['a'], [null]]],
        ['SELECT x FROM unnest(:list) AS t(x)', { list: ['VARCHAR[]', []] }, []],
        ["SELECT x FROM unnest(string_split(:text, ',')) AS t(x)", { text: ['VARCHAR', 'a,b'] }, [['a'], ['b']]],
        ['SELECT n, i FROM numbers, range(:n) AS r(i) WHERE n = :n', { n: ['BIGINT', 1n] }, [[1n, 0n]]],
        ['SELECT (SELECT count(*) FROM range(:n)) AS n', { n: ['BIGINT', 4n] }, [[4n]]],
        [
          'SELECT CAST(day AS DATE) AS day FROM generate_series(CAST(:a AS TIMESTAMP), CAST(:b AS TIMESTAMP), INTERVAL 1 DAY) AS t(day)',
          { a: ['VARCHAR', '1970-01-01'], b: ['VARCHAR', '1970-01-02'] },
          [[0], [1]],
        ],
      ])('takes an argument in a table function: %s (%#)', async (sql, given, expected) => {
        expect(await rows(sql, given)).toEqual(expected);
        expect(await rows(sql, given)).toEqual(expected);
      });

      it.each<[string, Arguments, Value]>([
        ["SELECT strptime('17.08.2026', :x)", { x: ['VARCHAR', '%d.%m.%Y'] }, 1_786_924_800_000_000n],
        ["SELECT string_agg(w, :x) FROM (VALUES ('a'), ('b')) AS t(w)", { x: ['VARCHAR', '-'] }, 'a-b'],
        ["SELECT json_object('a', :x)", { x: ['VARCHAR', '"'] }, '{"a":"\\""}'],
        ['SELECT to_json(:x)', { x: ['BIGINT[]', [1n]] }, '[1]'],
        ['SELECT quantile_disc(n, :q) FROM numbers', { q: ['DOUBLE', 0.5] }, 2499n],
        ["SELECT regexp_replace('aA', 'a', '', :x)", { x: ['VARCHAR', 'gi'] }, ''],
        [
          "SELECT strptime('2026', :x) || '/' || quantile_disc(n, :q) FROM numbers",
          { x: ['VARCHAR', '%Y'], q: ['DOUBLE', 0] },
          '2026-01-01 00:00:00/0',
        ],
      ])('takes an argument that decides how a function works: %s', async (sql, given, expected) => {
        expect(await rows(sql, given)).toEqual([[expected]]);
        expect(await rows(sql, given)).toEqual([[expected]]);
      });

      it('says that a column cannot depend on an argument', async () => {
        const pick: Arguments = { x: ['VARCHAR', 'b'] };
        expect(await failure("SELECT struct_extract({'a': 1, 'b': 'text'}, :x) AS v", pick)).toMatchObject({
          code: 'SQL_BIND',
          message: 'The columns of this statement are not those that it had when it was checked.',
        });
        expect(await failure('SELECT enum_code(:x) AS v', pick)).toMatchObject({
          code: 'SQL_BIND',
          message: 'A parameter stands where the engine needs a constant.',
        });
      });

      it('replaces half of a surrogate pair, which no UTF-8 text can hold', async () => {
        expect(await rows('SELECT :x AS x', { x: ['VARCHAR', 'a\ud800b'] })).toEqual([['a\ufffdb']]);
      });

      it('names the parameter that has no value', async () => {
        const query = await tested.engine.compile(makeStatement('SELECT :x AS x', new Map()));

        await expect(
          tested.engine.run(query, new Map(), { signal: new AbortController().signal }),
        ).rejects.toMatchObject({
          code: 'ARGUMENT_MISSING',
          message: 'The parameter "x" has no value.',
        });
      });
    });

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
        await tested.put('growing', [{ name: 'a', type: scalar('varchar') }], [['x']]);
        const sql = 'SELECT * EXCEPT (_event_time, _id) FROM growing';
        expect(await rows(sql)).toEqual([['x']]);

        await tested.alter('growing', [
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
        await tested.put(name, fields, [[1n], [5n]]);
        await rows(sql);

        await tested.put(name, fields, [[1n], [5n], [big], [-77n], [null]]);

        expect(await rows(sql)).toEqual(expected);
      });
    });

    describe('failures', () => {
      it('says where a value could not be converted', async () => {
        expect(await failure("SELECT 'ü' AS u,\n  CAST(word AS INTEGER) AS i\nFROM numbers")).toEqual({
          code: 'SQL_EXECUTION',
          message: "Could not convert string 'no number' to INT32 when casting from source column word",
          line: 2,
          column: 3,
        });
      });

      it('never takes a failure far inside a result for its end', async () => {
        const late = 'SELECT CASE WHEN r.range = 900000 THEN CAST(:w AS INTEGER) ELSE 1 END AS i FROM range(1000000) r';
        expect(await failure(late, { w: ['VARCHAR', 'no number'] })).toMatchObject({ code: 'SQL_EXECUTION' });
      });

      it('stops a statement that needs too much memory, and goes on', async () => {
        expect(await failure("SELECT list(a.range || repeat('x', 100)) AS l FROM range(20000000) a")).toMatchObject({
          code: 'LIMIT_MEMORY',
        });
        expect(await rows('SELECT 1 AS one')).toEqual([[1]]);
      });

      it.each([
        ['SELECT count(*) AS n FROM nowhere', 'COLLECTION_NOT_FOUND'],
        ['SELECT nothing FROM numbers', 'SQL_BIND'],
        ['SELEC 1', 'SQL_SYNTAX'],
        ['SELECT 1; SELECT 2', 'SQL_STATEMENT_COUNT'],
        ['SELECT 1; DROP VIEW numbers', 'SQL_NOT_ALLOWED'],
        ['DROP VIEW numbers', 'SQL_NOT_ALLOWED'],
        ["SELECT * FROM read_csv('/etc/passwd')", 'SQL_NOT_ALLOWED'],
        ["SELECT * FROM '/etc/passwd'", 'COLLECTION_NOT_FOUND'],
        ['SELECT * FROM query(:x)', 'SQL_NOT_ALLOWED'],
        ["SELECT current_setting('home_directory')", 'SQL_NOT_ALLOWED'],
      ])('refuses %s', async (sql, code) => {
        expect(await failure(sql, { x: ['VARCHAR', 'SELECT 42'] }).then(({ code: found }) => found)).toBe(code);
      });
    });

    describe('cancelling', () => {
      it.each([
        ['a product of a trillion rows', bomb],
        ['an endless recursion', endless],
      ])('stops %s, at once and later', async (_, sql) => {
        for (const delay of [0, 1, 30, 100]) {
          const caller = new AbortController();
          const reason = new RockpoolError('QUERY_CANCELLED', `after ${delay} ms`);
          setTimeout(() => caller.abort(reason), delay);

          await expect(run(sql, {}, caller.signal)).rejects.toBe(reason);
        }
        expect(await rows('SELECT 1 AS one')).toEqual([[1]]);
      });

      it('stops the iteration of a result', async () => {
        const caller = new AbortController();
        const reason = new RockpoolError('QUERY_TIMEOUT', 'too long');
        const { running } = await start('SELECT * FROM range(1000000000)', {}, caller.signal);
        setTimeout(() => caller.abort(reason), 20);

        await expect(rowsOf(running.batches, () => false)).rejects.toBe(reason);
      });

      it('answers a fifth query while four are stuck', async () => {
        const caller = new AbortController();
        const reason = new RockpoolError('QUERY_CANCELLED', 'enough');
        const stuck = [bomb, bomb, endless, bomb].map((sql) =>
          run(sql, {}, caller.signal).catch((error: unknown) => error),
        );
        await new Promise((resolve) => setTimeout(resolve, 50));

        expect(await rows('SELECT count(*) AS n FROM numbers')).toEqual([[5000n]]);

        caller.abort(reason);
        expect(await Promise.all(stuck)).toEqual([reason, reason, reason, reason]);
      });
    });

    it('explains a query', async () => {
      const query = await tested.engine.compile(
        makeStatement('SELECT n FROM numbers WHERE n = :n', new Map([['n', 'BIGINT']])),
      );
      const { signal } = new AbortController();

      for (const analyze of [false, true]) {
        expect(await tested.engine.explain(query, new Map([['n', 1n]]), { signal, analyze })).toMatch(/\bn\b/);
      }
    });
  });
}

async function rowsOf(batches: AsyncIterable<RowBatch>, keep = () => true): Promise<Value[][]> {
  const rows: Value[][] = [];
  for await (const { rowCount, columns } of batches) {
    for (let row = 0; row < rowCount && keep(); row += 1) rows.push(columns.map((column) => column[row]!));
  }
  return rows;
}
