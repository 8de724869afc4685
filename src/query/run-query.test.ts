import { expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import { makeStatement } from '../sql/make-statement.ts';
import { makeAdmission } from './admission.ts';
import { makeDataAge } from './data-age.ts';
import type { CompiledQuery, QueryEngine } from './query-engine.ts';
import { runQuery } from './run-query.ts';

const never = new Promise<never>(() => {});
const statement = makeStatement('SELECT 1 AS one', new Map());
const compiled: CompiledQuery = {
  statement,
  columns: [],
  explicitColumns: true,
  collections: [{ workspace: 'commons', name: 'users' }],
  ordered: false,
  lookups: [],
};
const answering: QueryEngine = {
  compile: async () => compiled,
  run: async () => ({ batches: (async function* () {})() }),
  explain: async () => '',
};

it.each<[string, Partial<QueryEngine>, () => Promise<bigint | undefined>]>([
  ['the statement is compiled', { compile: () => never }, async () => undefined],
  ['the age of its data is asked for', {}, () => never],
])('a query ends with its deadline while %s, and leaves its place to the next', async (_, engine, newestEventTime) => {
  const admission = makeAdmission(1, 0);
  const dataAge = makeDataAge({ newestEventTime }, () => 0);
  const deadline = new AbortController();
  const parts = { engine: { ...answering, ...engine }, admission, dataAge, now: () => 0 };
  const request = { statement, values: new Map(), limits: { timeoutMs: 1_000, rows: 10 } };
  const running = runQuery(request, deadline.signal, parts);
  await new Promise((resolve) => setImmediate(resolve));
  const reason = new RockpoolError('QUERY_TIMEOUT', 'It ran too long.');
  deadline.abort(reason);

  await expect(running).rejects.toBe(reason);
  const leave = await admission.enter(new AbortController().signal);
  leave();
});
