import { invariant } from '../base/assert.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { GroupRelations, LocalSession } from '../query/local-engine.ts';
import { plainGivens } from '../query/plain-givens.ts';
import type { CompiledQuery } from '../query/query-engine.ts';
import type { Lease } from './connection-pool.ts';
import { readsClock } from './clock-words.ts';
import { evaluateGivens, readKeys } from './evaluate.ts';
import { pointToSchema } from './group-schemas.ts';
import { explainQuery, startQuery, type Note, type PreparedQuery } from './prepared-query.ts';
import type { Brought } from './scan-function.ts';
import { makeSerialQueue } from './serial-queue.ts';

export interface SessionParts {
  readonly lease: Lease<Note>;
  /** What this call brings; the scan function reads it. */
  readonly brought: Brought;
  /** Where the relations of group scans are, made before the session's transaction: it would not see a later one. */
  readonly groups?: { readonly schema: string; readonly relations: GroupRelations };
  readonly signal: AbortSignal;
  /** Called once, when the connection may be used again. */
  readonly released: () => void;
}

/** Whether a statement reads the clock, by the query or the givens that it belongs to. */
const clocks = new WeakMap<object, boolean>();

/** The calls of one session, one at a time on its connection. */
export function makeLocalSession({ lease, brought, groups, signal, released }: SessionParts): LocalSession {
  const { connection } = lease;
  const queue = makeSerialQueue();
  const stop = new AbortController();
  let state: 'open' | 'running' | 'closed' = 'open';
  let inTransaction = false;
  let streamEnded: Promise<void> | undefined;

  /** `now()` is when the transaction began: without one each call would have a time of its own. */
  const begin = async (source: object, sql: string): Promise<void> => {
    let reads = clocks.get(source);
    if (reads === undefined) clocks.set(source, (reads = readsClock(sql)));
    if (!reads || inTransaction) return;
    await connection.run('BEGIN TRANSACTION');
    inTransaction = true;
  };
  const rollBack = async (): Promise<void> => {
    if (!inTransaction) return;
    inTransaction = false;
    await connection.run('ROLLBACK').catch(() => undefined);
  };
  const end = async (): Promise<void> => {
    await streamEnded;
    await rollBack();
    released();
  };
  /** The connection goes back once the call that is under way has ended. */
  const finish = (): void => {
    if (state === 'closed') return;
    state = 'closed';
    signal.removeEventListener('abort', close);
    brought.rows.clear();
    void queue.run(end);
  };
  const close = (): void => {
    if (state === 'closed') return;
    finish();
    stop.abort(signal.aborted ? signal.reason : new RockpoolError('INTERNAL', 'The session was closed.'));
  };
  signal.addEventListener('abort', close, { once: true });

  const work = <T>(call: () => Promise<T>): Promise<T> =>
    queue.run(async () => {
      stop.signal.throwIfAborted();
      invariant(state === 'open', 'a session runs one statement');
      try {
        return await call();
      } catch (error) {
        throw stop.signal.aborted ? error : (brought.problem ?? error);
      }
    });
  /** A rewritten statement reads the relations of group scans, if there are any. */
  const prepared = (query: CompiledQuery, sql: string | undefined): PreparedQuery => ({
    query,
    sql:
      sql === undefined || groups === undefined
        ? (sql ?? query.statement.sql)
        : pointToSchema(sql, groups.schema, groups.relations),
  });

  return {
    async evaluate(givens, values) {
      const plain = plainGivens(givens, values);
      if (plain !== undefined) return plain;
      return work(async () => {
        await begin(givens, givens.sql);
        return evaluateGivens(lease, givens, values, stop.signal);
      });
    },

    provide(relation, fields, batch) {
      if (state === 'closed') return;
      brought.rows.set(printQualified(relation), { fields, batch });
    },

    keys: (sql, query, values) =>
      work(async () => {
        await begin(query, query.statement.sql);
        return readKeys(lease, prepared(query, sql), values, stop.signal);
      }),

    run: (query, values, sql) =>
      work(async () => {
        let closed!: () => void;
        const ended = new Promise<void>((resolve) => (closed = resolve)).then(finish);
        try {
          await begin(query, query.statement.sql);
          const options = { signal: stop.signal, beforeRepeat: rollBack, closed };
          const running = await startQuery(lease, prepared(query, sql), values, options);
          streamEnded = ended;
          if (state === 'open') state = 'running';
          return running;
        } catch (error) {
          close();
          throw error;
        }
      }),

    explain: (query, values, { analyze, sql }) =>
      work(async () => {
        await begin(query, query.statement.sql);
        return explainQuery(lease, prepared(query, sql), values, { signal: stop.signal, analyze });
      }),

    close,
  };
}
