import { beforeAll, describe, expect, it } from 'vitest';
import type { Field } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';
import { scalar, type Arguments, type EngineHarness } from './engine-harness.ts';

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

/** Values of every type come out as they went in, and arguments stand wherever a value may. */
export function describeQueryValues(harness: EngineHarness): void {
  const { run, rows, failure } = harness;

  describe('values', () => {
    beforeAll(() => harness.put('every_type', everyType, [full, empty]));
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
      expect(await rows('SELECT n FROM numbers WHERE n IN (:ns) ORDER BY n', { ns: ['BIGINT[]', [3n, 1n]] })).toEqual([
        [1n],
        [3n],
      ]);
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
      const query = await harness.engine.compile(makeStatement('SELECT :x AS x', new Map()));

      await expect(
        harness.engine.run(query, new Map(), { signal: new AbortController().signal }),
      ).rejects.toMatchObject({
        code: 'ARGUMENT_MISSING',
        message: 'The parameter "x" has no value.',
      });
    });
  });
}
