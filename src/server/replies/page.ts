import type { QueryStatusView, ResultPage } from '../../query/query-service.ts';
import { printType } from '../../schema/print-type.ts';
import type { WireForm } from '../../schema/wire-value.ts';
import { printPagination } from './pagination.ts';
import { columnName, makeRowPrinter } from './row-printer.ts';

/** A page of a stored result, whole: its size was decided when it was asked for. */
export function printPage(page: ResultPage, form: WireForm): string {
  return `{${pageMembers(page, form)}}`;
}

/** The first page of a query that was asked for asynchronously and was done in time: like any execution reply. */
export function printPageReply(page: ResultPage, status: QueryStatusView, form: WireForm): string {
  const fields = page.columns.map((column) => ({ name: columnName(column, form), type: printType(column.type) }));
  const members = {
    column_fields: fields,
    query_lambda_path: status.lambdaPath,
    query_id: status.queryId,
    stats: { elapsed_time_ms: Math.round(status.elapsedMs), throttled_time_micros: Math.round(status.queuedMs * 1000) },
    status: status.status,
    // Further pages are asked for, never missing: `pagination` says where they begin.
    complete: page.page.nextCursor === undefined,
  };
  return `${JSON.stringify(members).slice(0, -1)},${pageMembers(page, form)}}`;
}

function pageMembers({ queryId, columns, batches, page }: ResultPage, form: WireForm): string {
  const printer = makeRowPrinter(columns, form);
  const rows = batches.flatMap((batch) => printer.print(batch)).join(',');
  const pagination = JSON.stringify(printPagination(queryId, page, form));
  return `"results":[${rows}],"results_total_doc_count":${page.totalRows},"pagination":${pagination}`;
}
