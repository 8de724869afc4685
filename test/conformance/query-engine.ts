import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';
import { bomb, useEngine, type EngineHarness, type EngineUnderTest } from './engine-harness.ts';
import { describeQueryResults } from './query-engine-results.ts';
import { describeQueryValues } from './query-engine-values.ts';
import { rowsOf } from './rows-of.ts';

const endless = 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n % 7 + 1 FROM r) SELECT count(*) AS n FROM r';

/** The promises of a QueryEngine. */
export function describeQueryEngine(name: string, open: () => Promise<EngineUnderTest>): void {
  describe(`${name} as query engine`, () => {
    const harness = useEngine(open);
    describeQueryValues(harness);
    describeQueryResults(harness);
    describeEnds(harness);

    it('explains a query', async () => {
      const query = await harness.engine.compile(
        makeStatement('SELECT n FROM numbers WHERE n = :n', new Map([['n', 'BIGINT']])),
      );
      const { signal } = new AbortController();

      for (const analyze of [false, true]) {
        expect(await harness.engine.explain(query, new Map([['n', 1n]]), { signal, analyze })).toMatch(/\bn\b/);
      }
    });
  });
}

/** Failures say what and where; a query that is cancelled ends at once, with the reason. */
function describeEnds(harness: EngineHarness): void {
  const { start, run, rows, failure } = harness;

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
}
