import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { functionMacros } from '../sql/function-macros.ts';
import { pureFunctions } from '../sql/pure-functions.ts';
import { clockFunctions, readsClock, withClockParameter } from './clock-words.ts';

it('every allowed function of the engine that may differ between calls is a clock', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of functionMacros) await connection.run(statement);
  const clocks = [...clockFunctions.keys()].map((name) => `'${name}'`).join();
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability = 'CONSISTENT_WITHIN_QUERY'
       OR (function_type = 'macro' AND list_has_any(regexp_extract_all(lower(macro_definition), '[a-z_]+'), [${clocks}]))`,
  );
  const names = reader.getRows().map(([name]) => String(name));
  const missing = names.filter((name) => pureFunctions.has(name) && !clockFunctions.has(name));

  expect(missing).toEqual([]);
});

it.each([
  ['SELECT now(), t.now, now', 'SELECT CAST($rp_now AS TIMESTAMPTZ), t.now, now'],
  ['SELECT Today ( )', 'SELECT CAST(CAST($rp_now AS TIMESTAMPTZ) AS DATE)'],
  ['SELECT current_timestamp, "current_date"', 'SELECT CAST($rp_now AS TIMESTAMPTZ), "current_date"'],
  [String.raw`SELECT e'\' now()', $a$now()$a$ /* /* now() */ now() */`, undefined],
])('%s is planned with the clock as a parameter', (sql, wanted) => {
  expect(withClockParameter(sql)).toBe(wanted ?? sql);
});

it.each(['SELECT now ( /* 1 */ 2)', 'SELECT "today"()', 'SELECT x.age()', 'SELECT localtime', 'SELECT ago(y)'])(
  '%s reads the clock, and has no plan',
  (sql) => {
    expect([readsClock(sql), withClockParameter(sql)]).toEqual([true, undefined]);
  },
);
