import { startDeadline } from '../base/deadline.ts';
import { RockpoolError } from '../base/error.ts';
import type { Observer } from '../observe/observer.ts';
import type { RowBatch } from '../schema/value.ts';
import type { QueryRecord, QueryRegistry } from './query-registry.ts';
import type { PageInfo, QueryRequest, QueryResult } from './query-service.ts';
import { keepRows, readPage } from './result-pages.ts';
import { runQuery, type Execution, type ExecutionRows, type RunQueryParts } from './run-query.ts';
import type { SharedExecutions } from './shared-executions.ts';
import { streamOf } from './stream-of.ts';

export interface AnswerQueryParts extends RunQueryParts {
  readonly shared: SharedExecutions;
  readonly registry: QueryRegistry;
  readonly observer: Observer;
  /** What the rows of a result may take that is kept for paging. */
  readonly resultBytes: number;
}

/**
 * One call of a query, around its execution: deadline, cancelling, sharing, pages, and the record that tells of it.
 * Throws what `runQuery` throws, with the id of the query.
 */
export async function answerQuery(
  request: QueryRequest,
  record: QueryRecord,
  parts: AnswerQueryParts,
): Promise<QueryResult> {
  const started = parts.now();
  const call = beginCall(request, record, parts, started);
  try {
    const onAdmitted = (): void => void (record.status = 'RUNNING');
    const execution = await execute(request, call.signal, { ...parts, onAdmitted });
    record.status = 'RUNNING';
    record.queuedMs = execution.queuedMs;
    const { rows, page } = await rowsOf(request, record, execution, parts);
    if (rows.kind === 'whole') call.end(page?.totalRows ?? countRows(rows.batches));

    const { query, queuedMs, compileMs, scanMs, executeMs } = execution;
    const dataAgeMs = parts.dataAge.of(query.collections);
    const read = readCounted(rows, call);
    return {
      queryId: record.id,
      columns: query.columns,
      explicitColumns: query.explicitColumns,
      collections: query.collections,
      ...(request.lambdaPath === undefined ? {} : { lambdaPath: request.lambdaPath }),
      batches: read.batches,
      finish: () => ({
        stats: { elapsedMs: parts.now() - started, queuedMs, compileMs, scanMs, executeMs },
        rowCount: read.rowCount(),
        ...(dataAgeMs === undefined ? {} : { dataAgeMs }),
        ...(page === undefined ? {} : { page }),
      }),
    };
  } catch (error) {
    throw call.end(0, error);
  }
}

interface Call {
  /** Aborts at the deadline, when the query is cancelled, and when the caller goes away. */
  readonly signal: AbortSignal;
  /** Ends the call, once. Returns the error as the caller shall see it. */
  end(rowCount: number, error?: unknown): unknown;
}

function beginCall(request: QueryRequest, record: QueryRecord, parts: AnswerQueryParts, started: number): Call {
  const leave = (): void => record.cancel.abort(new RockpoolError('QUERY_CANCELLED', 'The caller went away.'));
  if (request.signal?.aborted === true) leave();
  request.signal?.addEventListener('abort', leave, { once: true });
  const deadline = startDeadline(request.limits.timeoutMs, record.cancel.signal);

  return {
    signal: deadline.signal,
    end(rowCount, error) {
      const known = error === undefined ? undefined : withQueryId(error, record.id);
      if (record.endedAtMs !== undefined) return known;
      deadline.clear();
      request.signal?.removeEventListener('abort', leave);
      parts.registry.end(record, rowCount, known);
      parts.observer({
        kind: 'query',
        ...(request.lambdaPath === undefined ? {} : { lambda: request.lambdaPath }),
        status: eventStatus(known),
        rows: rowCount,
        queuedMs: record.queuedMs,
        elapsedMs: parts.now() - started,
      });
      return known;
    },
  };
}

function execute(request: QueryRequest, signal: AbortSignal, parts: AnswerQueryParts): Promise<Execution> {
  const { sharingKey, limits, defaultRowLimit } = request;
  // Who must be asked for each collection first does not join what another was allowed.
  if (sharingKey === undefined || request.authorizeRead !== undefined) return runQuery(request, signal, parts);
  const key = JSON.stringify([sharingKey, limits.rows, defaultRowLimit]);
  return parts.shared.join(key, signal, (shared) => runQuery(request, shared, parts));
}

/** The rows that this caller gets: all of them, or the first page of those that are kept. */
async function rowsOf(
  request: QueryRequest,
  record: QueryRecord,
  execution: Execution,
  { registry, resultBytes }: AnswerQueryParts,
): Promise<{ readonly rows: ExecutionRows; readonly page?: PageInfo }> {
  if (request.pageRows === undefined) return { rows: execution };
  const kept = await keepRows(execution.batches, resultBytes);
  registry.keep(record, execution.query.columns, kept);
  const { batches, page } = readPage(kept, 0, request.pageRows);
  return { rows: { kind: 'whole', batches }, page };
}

/** The rows for reading once, counted. A stream's call ends when it is read, left, broken, or at its deadline. */
function readCounted(
  rows: ExecutionRows,
  call: Call,
): { readonly batches: AsyncIterable<RowBatch>; readonly rowCount: () => number } {
  if (rows.kind === 'whole') {
    const rowCount = countRows(rows.batches);
    return { batches: streamOf(rows.batches), rowCount: () => rowCount };
  }
  let rowCount = 0;
  call.signal.addEventListener('abort', () => call.end(rowCount, call.signal.reason), { once: true });
  const batches = (async function* () {
    try {
      for await (const batch of rows.batches) {
        rowCount += batch.rowCount;
        yield batch;
      }
      call.end(rowCount);
    } catch (error) {
      throw call.end(rowCount, error);
    } finally {
      // Has an effect only when the reader left before the end.
      call.end(rowCount, new RockpoolError('QUERY_CANCELLED', 'The result was not read to its end.'));
    }
  })();
  return { batches, rowCount: () => rowCount };
}

const countRows = (batches: readonly RowBatch[]): number => batches.reduce((sum, batch) => sum + batch.rowCount, 0);

/** A bug stays what it is. */
function withQueryId(error: unknown, queryId: string): unknown {
  if (!(error instanceof RockpoolError) || error.details.queryId !== undefined) return error;
  return new RockpoolError(error.code, error.message, { ...error.details, queryId, cause: error });
}

function eventStatus(error: unknown): 'completed' | 'error' | 'cancelled' | 'timeout' {
  if (error === undefined) return 'completed';
  const code = error instanceof RockpoolError ? error.code : 'INTERNAL';
  return code === 'QUERY_TIMEOUT' ? 'timeout' : code === 'QUERY_CANCELLED' ? 'cancelled' : 'error';
}
