import type { ErrorCodeName } from '../base/error-codes.ts';
import type { QualifiedName } from '../base/name.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { Statement } from '../sql/statement.ts';
import type { Column, CompiledQuery, ScanBudget, ScanJudgement } from './query-engine.ts';

/** Rows beyond these are an error, never a short answer. `defaultRowLimit` and `pageRows` are the caller's wish, and cut. */
export interface QueryLimits {
  readonly timeoutMs: number;
  readonly rows: number;
  /** What may be read from an engine that holds the documents elsewhere. */
  readonly scan?: ScanBudget;
}

export interface QueryRequest {
  readonly statement: Statement;
  readonly values: ReadonlyMap<string, Value>;
  readonly limits: QueryLimits;
  /** Cuts the result, as the caller asked. */
  readonly defaultRowLimit?: number;
  /** Keeps the whole result for paging and returns the first so many rows. */
  readonly pageRows?: number;
  /** Throws ACCESS_DENIED when the caller may not read these collections; not asked for lambdas. */
  readonly authorizeRead?: (collections: readonly QualifiedName[]) => void;
  /** Aborts when the caller goes away. */
  readonly signal?: AbortSignal;
  /** `commons.recommendation::<version>`. */
  readonly lambdaPath?: string;
  /** Name of the key's owner, for the status of the query. */
  readonly executedBy?: string;
  /** Identical requests with the same text here that run at the same time share one execution. */
  readonly sharingKey?: string;
}

export interface QueryStats {
  readonly elapsedMs: number;
  /** Time spent waiting for admission. */
  readonly queuedMs: number;
  readonly compileMs: number;
  readonly scanMs: number;
  readonly executeMs: number;
}

/** A result that is being read. `batches` is read once, to its end or not at all; then `finish` tells the rest. */
export interface QueryResult {
  readonly queryId: string;
  readonly columns: readonly Column[];
  readonly explicitColumns: boolean;
  readonly collections: readonly QualifiedName[];
  readonly lambdaPath?: string;
  readonly batches: AsyncIterable<RowBatch>;
  /** Valid after the last batch. */
  finish(): QueryEnd;
}

export interface QueryEnd {
  readonly stats: QueryStats;
  readonly rowCount: number;
  /** Age of the newest document of the collections read; undefined when they are empty. */
  readonly dataAgeMs?: number;
  readonly page?: PageInfo;
}

export interface PageInfo {
  readonly startCursor: string;
  readonly nextCursor?: string;
  readonly nextOffset: number;
  readonly rowsInPage: number;
  readonly totalRows: number;
}

export interface ResultPage {
  readonly queryId: string;
  readonly columns: readonly Column[];
  readonly batches: readonly RowBatch[];
  readonly page: PageInfo;
}

export type QueryStatus = 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'ERROR' | 'CANCELLED';

export interface QueryStatusView {
  readonly queryId: string;
  readonly status: QueryStatus;
  readonly executedBy?: string;
  readonly lambdaPath?: string;
  readonly sql: string;
  readonly submittedAtMs: number;
  readonly expiresAtMs: number;
  readonly elapsedMs: number;
  readonly queuedMs: number;
  readonly rowCount?: number;
  readonly startCursor?: string;
  readonly error?: { readonly code: ErrorCodeName; readonly message: string };
}

/** One query, start to finish; see run-query.ts. */
export interface QueryService {
  compile(statement: Statement): Promise<CompiledQuery>;
  /** What is read for the statement, scan by scan; empty where the engine reads the documents itself. */
  judge(query: CompiledQuery): Promise<readonly ScanJudgement[]>;
  run(request: QueryRequest): Promise<QueryResult>;
  /** Starts it and returns at once; its rows are kept for paging. */
  start(request: QueryRequest): QueryStatusView;
  /** Resolves when the query has ended, or after `timeoutMs`. */
  wait(queryId: string, timeoutMs: number): Promise<QueryStatusView>;
  explain(request: QueryRequest & { readonly analyze: boolean }): Promise<string>;
  /** Throws QUERY_NOT_FOUND, QUERY_ELSEWHERE. */
  status(queryId: string): QueryStatusView;
  list(): readonly QueryStatusView[];
  cancel(queryId: string): Promise<QueryStatusView>;
  /** `cursor` absent: the first page. `offset` without cursor jumps. Throws QUERY_NOT_FOUND, QUERY_ELSEWHERE. */
  page(
    queryId: string,
    options: { readonly cursor?: string; readonly rows?: number; readonly offset?: number },
  ): ResultPage;
  /** Refuses new queries, waits for those that run. */
  stop(): Promise<void>;
}
