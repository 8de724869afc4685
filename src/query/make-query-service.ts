import { RockpoolError } from '../base/error.ts';
import { orAborted } from '../base/or-aborted.ts';
import { startDeadline } from '../base/deadline.ts';
import type { Clock } from '../base/clock.ts';
import type { DocumentStore } from '../catalog/document-store.ts';
import type { Observer } from '../observe/observer.ts';
import { makeAdmission } from './admission.ts';
import { answerQuery } from './answer-query.ts';
import { makeDataAge } from './data-age.ts';
import type { QueryEngine } from './query-engine.ts';
import { makeQueryRegistry, type QueryRecord } from './query-registry.ts';
import type { QueryRequest, QueryResult, QueryService } from './query-service.ts';
import { readPage, rowOfCursor } from './result-pages.ts';
import { makeSharedExecutions } from './shared-executions.ts';

export interface QueryServiceOptions {
  readonly engine: QueryEngine;
  readonly documents: Pick<DocumentStore, 'newestEventTime'>;
  readonly limits: {
    readonly maxConcurrent: number;
    readonly maxQueued: number;
    /** How long results are kept for paging, and what all of them may take. */
    readonly resultTtlMs: number;
    readonly resultBytes: number;
  };
  readonly clock: Clock;
  readonly observer: Observer;
  /** 7 letters or digits, part of every query id. */
  readonly serverId: string;
}

/** Rows of a page when nobody says how many. */
const defaultPageRows = 10_000;

/** Everything about queries but their text: who may run now, how long, what is kept of them. `run-query.ts` shows one query. */
export function makeQueryService(options: QueryServiceOptions): QueryService {
  const { engine, documents, limits, clock, observer, serverId } = options;
  const admission = makeAdmission(limits.maxConcurrent, limits.maxQueued);
  const dataAge = makeDataAge(documents, clock);
  const shared = makeSharedExecutions();
  const registry = makeQueryRegistry({ ...limits, serverId, clock });
  const parts = { engine, admission, dataAge, now: () => performance.now() };
  let stopping = false;

  const register = (request: QueryRequest): QueryRecord => {
    if (stopping) throw new RockpoolError('SERVER_STOPPING', 'The server takes no more queries.');
    return registry.add(request);
  };
  const answer = (request: QueryRequest, record: QueryRecord): Promise<QueryResult> =>
    answerQuery(request, record, { ...parts, shared, registry, observer, resultBytes: limits.resultBytes });

  return {
    compile: (statement) => engine.compile(statement),
    judge: async (query) => (await engine.judge?.(query)) ?? [],
    run: async (request) => answer(request, register(request)),
    start(request) {
      const paged = { ...request, pageRows: request.pageRows ?? defaultPageRows };
      const record = register(paged);
      // How it went stands in the record; whoever asks for the query is told.
      void answer(paged, record).catch(() => undefined);
      return registry.view(record);
    },
    async wait(queryId, timeoutMs) {
      const record = registry.get(queryId);
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
      await Promise.race([record.ended, tooLong]);
      clearTimeout(timer);
      return registry.view(record);
    },
    async explain(request) {
      if (stopping) throw new RockpoolError('SERVER_STOPPING', 'The server takes no more queries.');
      const deadline = startDeadline(request.limits.timeoutMs, request.signal);
      let leave = (): void => {};
      try {
        leave = await admission.enter(deadline.signal);
        const query = await orAborted(engine.compile(request.statement), deadline.signal);
        request.authorizeRead?.(query.collections);
        return await engine.explain(query, request.values, {
          signal: deadline.signal,
          analyze: request.analyze,
          ...(request.limits.scan === undefined ? {} : { budget: request.limits.scan }),
        });
      } finally {
        leave();
        deadline.clear();
      }
    },
    status: (queryId) => registry.view(registry.get(queryId)),
    list: () => registry.list().map((record) => registry.view(record)),
    async cancel(queryId) {
      const record = registry.get(queryId);
      if (record.endedAtMs === undefined) {
        record.cancel.abort(new RockpoolError('QUERY_CANCELLED', 'The query was cancelled.', { queryId }));
        await record.ended;
      }
      return registry.view(record);
    },
    page(queryId, { cursor, rows, offset = 0 }) {
      const record = registry.get(queryId);
      if (record.result === undefined) {
        throw new RockpoolError(
          'QUERY_NOT_FOUND',
          `The query ${queryId} has no rows to page through: it is ${record.status}.`,
        );
      }
      const start = (cursor === undefined ? 0 : rowOfCursor(cursor)) + offset;
      const { batches, page } = readPage(record.result.rows, start, rows ?? record.request.pageRows ?? defaultPageRows);
      return { queryId, columns: record.result.columns, batches, page };
    },
    async stop() {
      stopping = true;
      await admission.idle();
    },
  };
}
