import { errorCodes } from '../../base/error-codes.ts';
import { printQualified } from '../../base/name.ts';
import type { QueryResult } from '../../query/query-service.ts';
import { printType } from '../../schema/print-type.ts';
import type { WireForm } from '../../schema/wire-value.ts';
import type { PaginationBody } from '../../api/query-reply.ts';
import { toRockpoolError } from '../error-body.ts';
import { printPagination } from './pagination.ts';
import { columnName, makeRowPrinter } from './row-printer.ts';
import type { SendState } from './send-text.ts';
import { statsBody } from './stats.ts';

/**
 * The reply of an executed query as pieces of JSON text, members in Rockset's order. An error before anything was sent is thrown, so that it
 * keeps its status; a later one ends the reply with `query_errors` and `complete: false`, which Rockset's clients turn into an exception.
 */
export async function* printJsonReply(result: QueryResult, form: WireForm, state: SendState): AsyncGenerator<string> {
  const printer = makeRowPrinter(result.columns, form);
  yield `${head(result, form)},"results":[`;
  let separator = '';
  try {
    for await (const batch of result.batches) {
      const rows = printer.print(batch);
      if (rows.length === 0) continue;
      yield separator + rows.join(',');
      separator = ',';
    }
  } catch (error) {
    if (!state.begun) throw error;
    yield brokenTail(result, error);
    return;
  }
  yield tail(result, form, printer.warnings());
}

function head(result: QueryResult, form: WireForm): string {
  const collections = JSON.stringify(result.collections.map(printQualified));
  const begin = `{"collections":${collections},"aliases":[]`;
  // Rockset left the columns out for SELECT *: SQLAlchemy then takes the first row's keys.
  if (form === 'rockset' && !result.explicitColumns) return begin;
  const fields = result.columns.map((column) => ({ name: columnName(column, form), type: printType(column.type) }));
  return `${begin},"column_fields":${JSON.stringify(fields)}`;
}

function tail(result: QueryResult, form: WireForm, warnings: readonly string[]): string {
  const end = result.finish();
  const pagination: PaginationBody | undefined =
    end.page === undefined ? undefined : printPagination(result.queryId, end.page, form);
  return `],${members({
    ...identity(result),
    stats: statsBody(end.stats),
    status: 'COMPLETED',
    results_total_doc_count: end.page?.totalRows ?? end.rowCount,
    pagination,
    warnings: warnings.length === 0 ? undefined : warnings,
    complete: true,
    data_age_ms: end.dataAgeMs,
  })}}`;
}

function brokenTail(result: QueryResult, cause: unknown): string {
  const error = toRockpoolError(cause);
  return `],${members({
    ...identity(result),
    stats: { elapsed_time_ms: 0, throttled_time_micros: 0 },
    status: error.code === 'QUERY_CANCELLED' ? 'CANCELLED' : 'ERROR',
    query_errors: [{ type: error.row.type, message: error.message, status_code: errorCodes[error.code].status }],
    complete: false,
  })}}`;
}

const identity = (result: QueryResult) => ({ query_lambda_path: result.lambdaPath, query_id: result.queryId });

/** Members without the braces; undefined ones are left out. */
const members = (object: Readonly<Record<string, unknown>>): string => JSON.stringify(object).slice(1, -1);
