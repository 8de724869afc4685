import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import {
  commons,
  field,
  groups,
  never,
  none,
  useLocalEngine,
  wordRows,
  words,
} from '../../test/unit/duckdb/open-local-engine.ts';
import type { Givens } from '../plan/query-plan.ts';
import type { LocalSession } from '../query/local-engine.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

const engine = useLocalEngine();
const { compile, bring } = engine;

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
      const session = await engine.local.open(never(), relations);
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
    const session = await engine.local.open(never(), new Map([['g', [field('c', 'varchar')]]]));
    session.provide(groups('g'), [field('c', 'varchar')], { rowCount: 1, columns: [['x']] });

    await expect(session.run(query, none, 'SELECT c FROM _groups.g')).rejects.toMatchObject({ code: 'SQL_BIND' });
  });

  it('are seen by a statement that reads the clock, however new they are', async () => {
    const query = await compile('SELECT count(*) AS c FROM words WHERE now() IS NOT NULL');
    const session = await engine.local.open(never(), new Map([['fresh', [field('c', 'bigint')]]]));
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
    const session = await engine.local.open(never());
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
    const session = await engine.local.open(never());
    const plain: Givens = { sql: 'no SQL', constants: [], types: [{ kind: 'varchar' }], parameters: ['x'] };

    expect(await session.evaluate(plain, new Map([['x', null]]))).toEqual([null]);
    await expect(session.evaluate(plain, none)).rejects.toMatchObject({ code: 'ARGUMENT_MISSING' });
    session.close();
  });

  it('are distinct and without null', async () => {
    const query = await compile('SELECT n FROM words WHERE n > :low', { low: 'BIGINT' });
    const session = await engine.local.open(never());
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
    const session = await engine.local.open(never());
    const [first] = await session.evaluate(givens('now()', [{ kind: 'timestamptz' }]), none);
    session.provide(commons('words'), words, wordRows(1));
    const [key] = await session.keys('SELECT now() FROM commons.words', query, none);
    const rows = await rowsOf((await session.run(query, none)).batches);

    expect([[first, key], ...rows]).toEqual([
      [first, first],
      [first, first],
    ]);
    const later = await engine.local.open(never());
    expect(await later.evaluate(givens('now()', [{ kind: 'timestamptz' }]), none)).not.toEqual([first]);
    later.close();
  });
});

describe('ends', () => {
  it('of any kind give the connection back', async () => {
    const query = await compile('SELECT a.n FROM words a, words b');
    for (let round = 0; round < 12; round += 1) {
      const aborting = new AbortController();
      const session = await engine.local.open(aborting.signal);
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

    const all = await Promise.all(Array.from({ length: 8 }, () => engine.local.open(never())));
    const waiting = new AbortController();
    const ninth = engine.local.open(waiting.signal);
    waiting.abort(new Error('no longer wanted'));
    await expect(ninth).rejects.toThrow('no longer wanted');
    all.forEach((session) => session.close());
  });

  it('come at once when a call is cancelled in the middle, with the reason', async () => {
    const sql = 'SELECT count(*) AS c FROM words a, words b, words c, words d WHERE a.n * b.n * c.n * d.n = 7';
    const query = await compile(sql);
    for (const start of ['run', 'keys', 'explain'] as const) {
      const aborting = new AbortController();
      const session = await engine.local.open(aborting.signal);
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
