import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputField } from '../catalog/collection.ts';
import type { BatchTransformer } from '../ingest/batch-transformer.ts';
import { parseType } from '../schema/parse-type.ts';
import { printType } from '../schema/print-type.ts';
import type { Value } from '../schema/value.ts';
import { openBatchTransformer } from './batch-transformer.ts';

let transformer: BatchTransformer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transformer-'));
  transformer = await openBatchTransformer({
    memoryBytes: 256 * 1024 ** 2,
    readableFolders: [folder],
    tempFolder: folder,
  });
});
afterAll(async () => {
  await transformer.close();
  await rm(folder, { recursive: true, force: true });
});

const input: readonly InputField[] = [
  { name: '_id', type: parseType('VARCHAR')! },
  { name: 'amount', type: parseType('VARCHAR')! },
  { name: 'tags', type: parseType('VARCHAR[]')! },
];
const rows: readonly (readonly Value[])[] = [
  ['a', '$1.5', ['x', 'y']],
  ['b', 'free', []],
  ['c', '$2', ['z']],
];
const columns = (from: readonly (readonly Value[])[]): (readonly Value[])[] =>
  input.map((_, c) => from.map((row) => row[c]!));

async function transform(sql: string, meta?: readonly Value[]): Promise<unknown> {
  const transformation = await transformer.compile(input, sql);
  const batch = { rowCount: 3, columns: [...columns(rows), ...(meta === undefined ? [] : [meta])] };
  const result = await transformation.apply(batch, [1_000_000n, 2_000_000n, 3_000_000n]);
  return {
    fields: transformation.fields.map(({ name, type }) => `${name} ${printType(type)}`).join(', '),
    rows: result.ordinals.map((ordinal, row) => [ordinal, ...result.rows.columns.map((column) => column[row])]),
  };
}

describe('batch transformer', () => {
  it('projects and filters, and says from which record a row came', async () => {
    const result = await transform(
      `SELECT _id, TRY_CAST(ltrim(amount, '$') AS DOUBLE) AS amount FROM _input WHERE _id <> 'a'`,
    );

    expect(result).toEqual({
      fields: '_id VARCHAR, amount DOUBLE',
      rows: [
        [1, 'b', null],
        [2, 'c', 2],
      ],
    });
  });

  it.each([
    [`SELECT _id, unnest(tags) AS tag FROM _input`],
    [`SELECT _id, tag FROM _input, UNNEST(tags) AS t(tag)`],
    [`WITH t AS (SELECT _id, unnest(tags) AS tag FROM _input) SELECT * FROM t;`],
    [`SELECT i._id, t.tag FROM _input i CROSS JOIN UNNEST(i.tags) AS t(tag) -- end`],
  ])('keeps the records of unnested elements: %s', async (sql) => {
    expect(await transform(sql)).toEqual({
      fields: '_id VARCHAR, tag VARCHAR',
      rows: [
        [0, 'a', 'x'],
        [0, 'a', 'y'],
        [2, 'c', 'z'],
      ],
    });
  });

  it('takes the arrival of the record for the clock, but not inside strings and comments', async () => {
    const sql = `SELECT now() AS a, CURRENT_TIMESTAMP AS b, current_date AS c, 'now()' AS "now()" /* now() */ FROM _input WHERE _id = 'b'`;

    expect(await transform(sql)).toEqual({
      fields: 'a TIMESTAMPTZ, b TIMESTAMPTZ, c DATE, now() VARCHAR',
      rows: [[1, 2_000_000n, 2_000_000n, 0, 'now()']],
    });
  });

  it('hands in _meta when the text asks for it', async () => {
    const meta = ['{"key":"k0"}', '{"key":"k1"}', '{"key":null}'];

    expect(await transform(`SELECT _meta->>'key' AS key FROM _input`, meta)).toEqual({
      fields: 'key VARCHAR',
      rows: [
        [0, 'k0'],
        [1, 'k1'],
        [2, null],
      ],
    });
  });

  it('reads the rows of each call, not those of the first', async () => {
    const transformation = await transformer.compile(input, 'SELECT _id FROM _input');
    const one = (id: string) => transformation.apply({ rowCount: 1, columns: columns([[id, null, null]]) }, [0n]);

    const results = await Promise.all(['p', 'q', 'r'].map(one));

    expect(results.map((result) => result.rows.columns)).toEqual([[['p']], [['q']], [['r']]]);
  });

  it('is closed without touching the others', async () => {
    const [first, second] = [
      await transformer.compile(input, 'SELECT _id FROM _input'),
      await transformer.compile(input, 'SELECT amount FROM _input'),
    ];
    const running = first.apply({ rowCount: 1, columns: columns([['p', null, null]]) }, [0n]);
    await first.close();
    const third = await transformer.compile([input[0]!], 'SELECT _id FROM _input');

    const apply = (one: typeof first, values: readonly Value[]) =>
      one.apply({ rowCount: 1, columns: values.map((value) => [value]) }, [0n]).then(({ rows: out }) => out.columns);
    expect((await running).rows.columns).toEqual([['p']]);
    expect([await apply(second, ['q', '$2', []]), await apply(third, ['r'])]).toEqual([[['$2']], [['r']]]);
    await expect(apply(first, ['s', null, null])).rejects.toThrow();
  });

  it('passes the input through when there is no transformation', async () => {
    const transformation = await transformer.compile(input, undefined);
    const batch = { rowCount: 3, columns: columns(rows) };

    expect(await transformation.apply(batch, [0n, 0n, 0n])).toEqual({ rows: batch, ordinals: [0, 1, 2] });
  });

  it('keeps more rows than one chunk holds in order', async () => {
    const transformation = await transformer.compile(input, 'SELECT _id, unnest(tags) AS t FROM _input');
    const ids = Array.from({ length: 5_000 }, (_, row) => `id-${row}`);
    const batch = { rowCount: 5_000, columns: [ids, ids, ids.map((id) => [id, `${id}~`])] };

    const result = await transformation.apply(
      batch,
      ids.map(() => 0n),
    );

    expect(result.ordinals).toEqual(ids.flatMap((_, row) => [row, row]));
    expect(result.rows.columns).toEqual([ids.flatMap((id) => [id, id]), ids.flatMap((id) => [id, `${id}~`])]);
  });

  it('reports a failing record, and works again afterwards', async () => {
    const transformation = await transformer.compile(input, 'SELECT CAST(amount AS DOUBLE) AS amount FROM _input');
    const bad = transformation.apply({ rowCount: 1, columns: columns([['a', 'free', []]]) }, [0n]);

    await expect(bad).rejects.toMatchObject({
      code: 'RECORD_TRANSFORMATION',
      message: `The transformation fails on this record: Could not convert string 'free' to DOUBLE when casting from source column amount`,
    });
    const good = await transformation.apply({ rowCount: 1, columns: columns([['a', '7', []]]) }, [0n]);
    expect(good.rows.columns).toEqual([[7]]);
  });

  it.each([
    ['SELECT count(*) AS n FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM _input GROUP BY _id', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM _input GROUP BY ALL', 'SQL_NOT_ALLOWED'],
    ['SELECT DISTINCT _id FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM _input ORDER BY _id', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM _input LIMIT 1', 'SQL_NOT_ALLOWED'],
    ['SELECT _id, row_number() OVER () AS n FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT a._id FROM _input a, _input b', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM _input UNION SELECT amount FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT _id FROM other', 'SQL_NOT_ALLOWED'],
    ['SELECT * FROM duckdb_settings()', 'SQL_NOT_ALLOWED'],
    [`SELECT * FROM query('SELECT 1')`, 'SQL_NOT_ALLOWED'],
    [`SELECT * FROM read_csv('/etc/passwd')`, 'SQL_NOT_ALLOWED'],
    [`SELECT * FROM '/etc/passwd'`, 'SQL_NOT_ALLOWED'],
    ['SELECT random() AS r FROM _input', 'SQL_NOT_ALLOWED'],
    [`SELECT current_setting('threads') AS r FROM _input`, 'SQL_NOT_ALLOWED'],
    ['CREATE TABLE t (a INTEGER)', 'SQL_NOT_ALLOWED'],
    ['SELECT 1 AS a; SELECT 2 AS b', 'SQL_STATEMENT_COUNT'],
    ['', 'SQL_STATEMENT_COUNT'],
    ['SELECT FROM WHERE', 'SQL_SYNTAX'],
    ['SELECT nope FROM _input', 'SQL_BIND'],
    ['SELECT nofunction(_id) AS a FROM _input', 'SQL_BIND'],
    ['SELECT _id, amount AS _ID FROM _input', 'SQL_COLUMNS'],
    ['SELECT to_days(1) AS d FROM _input', 'SQL_COLUMNS'],
    ['SELECT $1 AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT :d AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT current_datetime() AS d FROM _input', 'SQL_NOT_ALLOWED'],
    [`SELECT current_date('UTC') AS d FROM _input`, 'SQL_NOT_ALLOWED'],
    ['SELECT current_timestamp(3) AS d FROM _input', 'SQL_BIND'],
    ['SELECT main.now() AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT "now"() AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT now /* */ () AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT "current_date" AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT LOCALTIMESTAMP AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT localtime AS d FROM _input', 'SQL_NOT_ALLOWED'],
    ['SELECT current_time AS d FROM _input', 'SQL_NOT_ALLOWED'],
    [`SELECT age(DATE '2020-01-01') AS d FROM _input`, 'SQL_NOT_ALLOWED'],
    [`SELECT _id FROM _input) AS x, (SELECT 1`, 'SQL_SYNTAX'],
  ])('refuses %s with %s', async (sql, code) => {
    await expect(transformer.compile(input, sql)).rejects.toMatchObject({ code });
  });

  it('knows the functions and spellings of Rockset', async () => {
    const sql = `SELECT \`_id\`, TIMESTAMP_MILLIS(1000) AS at, l.tag FROM _input CROSS JOIN UNNEST(_input.tags AS tag) AS l`;

    expect(await transform(sql)).toEqual({
      fields: '_id VARCHAR, at TIMESTAMPTZ, tag VARCHAR',
      rows: [
        [0, 'a', 1_000_000n, 'x'],
        [0, 'a', 1_000_000n, 'y'],
        [2, 'c', 1_000_000n, 'z'],
      ],
    });
  });

  it('says where a clock stands that would be read, and what to write', async () => {
    await expect(
      transformer.compile(input, 'SELECT now() AS a,\n  localtimestamp AS b FROM _input'),
    ).rejects.toMatchObject({
      message:
        'The word "localtimestamp" is not allowed in a transformation: it gives another result when a record is read again.',
      details: { place: { line: 2, column: 3 }, hint: expect.stringContaining('CURRENT_TIMESTAMP') as string },
    });
  });

  it('takes a column that has the name of a clock for the column', async () => {
    const field: InputField = { name: 'localtime', type: parseType('VARCHAR')! };

    expect((await transformer.compile([field], 'SELECT localtime FROM _input')).fields).toEqual([field]);
  });

  it('says where a syntax error is behind characters of several bytes', async () => {
    const sql = "SELECT 'ä😀' AS x,\n  FROM _input WHERE\nGROUP BY";

    await expect(transformer.compile(input, sql)).rejects.toMatchObject({
      code: 'SQL_SYNTAX',
      message: 'Syntax error at or near "GROUP".',
      details: { place: { line: 3, column: 1 } },
    });
  });

  it('says where a mistake is', async () => {
    await expect(transformer.compile(input, 'SELECT _id,\n  nope\nFROM _input')).rejects.toMatchObject({
      details: { place: { line: 2, column: 3 } },
    });
  });
});
