import { RockpoolError } from '../base/error.ts';
import type { Clock } from '../base/clock.ts';
import type { Column } from './query-engine.ts';
import { assertOwnQueryId, newQueryId, queryNotFound } from './query-id.ts';
import type { QueryRequest, QueryStatus, QueryStatusView } from './query-service.ts';
import { cursorAt, type KeptRows } from './result-pages.ts';

/** What is known of one query while it runs, and for a while after. */
export interface QueryRecord {
  readonly id: string;
  readonly request: Pick<QueryRequest, 'statement' | 'lambdaPath' | 'executedBy' | 'pageRows'>;
  readonly submittedAtMs: number;
  /** Aborting it ends the query. */
  readonly cancel: AbortController;
  /** Resolves when the query has ended, well or not. */
  readonly ended: Promise<void>;
  status: QueryStatus;
  endedAtMs?: number;
  queuedMs: number;
  rowCount?: number;
  error?: RockpoolError;
  result?: { readonly columns: readonly Column[]; readonly rows: KeptRows };
}

export interface QueryRegistry {
  add(request: QueryRequest): QueryRecord;
  /** The query has ended, well unless there is an error. */
  end(record: QueryRecord, rowCount: number, error?: unknown): void;
  /** Keeps a result for paging; the oldest ones make room. */
  keep(record: QueryRecord, columns: readonly Column[], rows: KeptRows): void;
  /** Throws QUERY_NOT_FOUND, QUERY_ELSEWHERE. */
  get(id: string): QueryRecord;
  list(): readonly QueryRecord[];
  view(record: QueryRecord): QueryStatusView;
}

export interface QueryRegistryOptions {
  readonly serverId: string;
  /** How long an ended query and its rows are kept. */
  readonly resultTtlMs: number;
  /** What all kept rows may take. */
  readonly resultBytes: number;
  readonly clock: Clock;
}

/** Ended queries without kept rows that are remembered. */
const keptEndings = 1000;

/** All in memory of this server; what is too old or too much is dropped, oldest first, whenever a query is added or looked up. */
export function makeQueryRegistry({ serverId, resultTtlMs, resultBytes, clock }: QueryRegistryOptions): QueryRegistry {
  /** Running, or with rows for paging; in the order of submission. */
  const live = new Map<string, QueryRecord>();
  const endings = new Map<string, QueryRecord>();
  const wake = new WeakMap<QueryRecord, () => void>();
  let keptBytes = 0;

  const drop = (record: QueryRecord): void => {
    keptBytes -= record.result?.rows.bytes ?? 0;
    live.delete(record.id);
  };
  const isOld = (record: QueryRecord): boolean => clock() - record.submittedAtMs >= resultTtlMs;
  const dropOld = (): void => {
    for (const record of live.values()) {
      if (!isOld(record)) return;
      if (record.endedAtMs !== undefined) drop(record);
    }
  };

  return {
    add({ statement, lambdaPath, executedBy, pageRows }) {
      dropOld();
      let resolveEnded = (): void => {};
      const record: QueryRecord = {
        id: newQueryId(serverId),
        // Not the request itself: its arguments and callbacks would be kept too.
        request: {
          statement,
          ...(lambdaPath === undefined ? {} : { lambdaPath }),
          ...(executedBy === undefined ? {} : { executedBy }),
          ...(pageRows === undefined ? {} : { pageRows }),
        },
        submittedAtMs: clock(),
        cancel: new AbortController(),
        ended: new Promise((resolve) => (resolveEnded = resolve)),
        status: 'QUEUED',
        queuedMs: 0,
      };
      wake.set(record, resolveEnded);
      live.set(record.id, record);
      return record;
    },
    end(record, rowCount, error) {
      record.endedAtMs = clock();
      if (error === undefined) {
        record.status = 'COMPLETED';
        record.rowCount = rowCount;
      } else {
        // A bug's own words are for its log.
        record.error = error instanceof RockpoolError ? error : new RockpoolError('INTERNAL', 'Something went wrong.');
        record.status = record.error.code === 'QUERY_CANCELLED' ? 'CANCELLED' : 'ERROR';
      }
      if (record.result === undefined) {
        live.delete(record.id);
        endings.set(record.id, record);
        const [oldest] = endings.keys();
        if (endings.size > keptEndings && oldest !== undefined) endings.delete(oldest);
      }
      wake.get(record)?.();
    },
    keep(record, columns, rows) {
      for (const old of live.values()) {
        if (keptBytes + rows.bytes <= resultBytes) break;
        if (old.result !== undefined) drop(old);
      }
      record.result = { columns, rows };
      keptBytes += rows.bytes;
    },
    get(id) {
      assertOwnQueryId(serverId, id);
      dropOld();
      const record = live.get(id) ?? endings.get(id);
      if (record === undefined || (record.endedAtMs !== undefined && isOld(record))) throw queryNotFound(id);
      return record;
    },
    list() {
      dropOld();
      return [...endings.values(), ...live.values()].filter(
        (record) => record.endedAtMs === undefined || !isOld(record),
      );
    },
    view(record) {
      const { lambdaPath, executedBy, statement } = record.request;
      return {
        queryId: record.id,
        status: record.status,
        ...(executedBy === undefined ? {} : { executedBy }),
        ...(lambdaPath === undefined ? {} : { lambdaPath }),
        sql: statement.text,
        submittedAtMs: record.submittedAtMs,
        expiresAtMs: record.submittedAtMs + resultTtlMs,
        elapsedMs: (record.endedAtMs ?? clock()) - record.submittedAtMs,
        queuedMs: record.queuedMs,
        ...(record.rowCount === undefined ? {} : { rowCount: record.rowCount }),
        ...(record.result === undefined ? {} : { startCursor: cursorAt(0) }),
        ...(record.error === undefined ? {} : { error: { code: record.error.code, message: record.error.message } }),
      };
    },
  };
}
