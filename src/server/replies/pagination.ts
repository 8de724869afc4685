import type { PaginationBody } from '../../api/query-reply.ts';
import { basePath } from '../../api/contract.ts';
import type { PageInfo } from '../../query/query-service.ts';
import type { WireForm } from '../../schema/wire-value.ts';

/** A cursor as it goes out: with the query it belongs to and the form of its values, so that a page looks like the first one. */
export interface WireCursor {
  readonly form: WireForm;
  readonly queryId?: string;
  readonly cursor: string;
}

export function printCursor(queryId: string, cursor: string, form: WireForm): string {
  return form === 'rockset' ? cursor : `plain~${queryId}~${cursor}`;
}

/** Any text is a cursor; whether it leads somewhere, the query service knows. */
export function parseCursor(text: string): WireCursor {
  const [mark, queryId, ...rest] = text.split('~');
  return mark === 'plain' && queryId !== undefined && rest.length > 0
    ? { form: 'plain', queryId, cursor: rest.join('~') }
    : { form: 'rockset', cursor: text };
}

export function printPagination(queryId: string, page: PageInfo, form: WireForm): PaginationBody {
  const next = page.nextCursor === undefined ? null : printCursor(queryId, page.nextCursor, form);
  return {
    start_cursor: printCursor(queryId, page.startCursor, form),
    next_cursor: next,
    next_cursor_offset: page.nextOffset,
    current_page_doc_count: page.rowsInPage,
    next_page_link:
      next === null
        ? null
        : `${basePath}/queries/${encodeURIComponent(queryId)}/pages?cursor=${encodeURIComponent(next)}`,
  };
}
