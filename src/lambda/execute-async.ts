import { RockpoolError } from '../base/error.ts';
import type { QueryRequest, QueryResult, QueryService, QueryStatusView } from '../query/query-service.ts';
import { streamOf } from '../query/stream-of.ts';
import type { ExecuteReply } from './lambda-service.ts';
import type { StoredVersion } from './stored-version.ts';

export interface AsyncCall {
  readonly queries: QueryService;
  /** How long the caller waits for the rows before it is content with the query's id. */
  readonly clientTimeoutMs: number;
  /** Called once the query runs. */
  readonly started: () => void;
}

/** Starts it; waits as long as the caller does, and answers in full when it was done in time. Throws what ended it until then. */
export async function executeAsync(
  version: StoredVersion,
  query: QueryRequest,
  { queries, clientTimeoutMs, started }: AsyncCall,
): Promise<ExecuteReply> {
  const first = queries.start(query);
  started();
  if (clientTimeoutMs <= 0) return { kind: 'started', status: first };
  const status = await queries.wait(first.queryId, clientTimeoutMs);
  if (status.error !== undefined)
    throw new RockpoolError(status.error.code, status.error.message, { queryId: status.queryId });
  if (status.status !== 'COMPLETED') return { kind: 'started', status };
  return { kind: 'result', result: keptResult(status, version, query, queries) };
}

/** The first page of a query that has ended. */
function keptResult(
  status: QueryStatusView,
  version: StoredVersion,
  query: QueryRequest,
  queries: QueryService,
): QueryResult {
  const { batches, columns, page } = queries.page(
    status.queryId,
    query.pageRows === undefined ? {} : { rows: query.pageRows },
  );
  const executeMs = status.elapsedMs - status.queuedMs;
  return {
    queryId: status.queryId,
    columns,
    explicitColumns: version.explicitColumns,
    collections: version.collections,
    ...(query.lambdaPath === undefined ? {} : { lambdaPath: query.lambdaPath }),
    batches: streamOf(batches),
    finish: () => ({
      stats: { elapsedMs: status.elapsedMs, queuedMs: status.queuedMs, compileMs: 0, scanMs: 0, executeMs },
      rowCount: page.rowsInPage,
      page,
    }),
  };
}
