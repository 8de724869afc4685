import { Type, type Static } from 'typebox';
import { anyJson, count, named, nullable } from './schema-parts.ts';

const cursor = nullable(Type.String());

export const pagination = named('Pagination', {
  start_cursor: Type.Optional(cursor),
  next_cursor: Type.Optional(cursor),
  next_cursor_offset: Type.Optional(nullable(count)),
  current_page_doc_count: Type.Optional(nullable(count)),
  next_page_link: Type.Optional(cursor),
});
export type PaginationBody = Static<typeof pagination>;

export const queryStats = named('QueryStats', {
  elapsed_time_ms: count,
  throttled_time_micros: count,
  queue_time_ms: Type.Optional(Type.Number()),
  compile_time_ms: Type.Optional(Type.Number()),
  scan_time_ms: Type.Optional(Type.Number()),
  execute_time_ms: Type.Optional(Type.Number()),
});

const columnField = named('ColumnField', { name: Type.String(), type: Type.String() });

export const queryError = named('QueryError', {
  type: Type.String(),
  message: Type.String(),
  status_code: Type.Integer(),
});

/** Members of every execution reply except `results`, whose rows a lambda's own operation types. */
export const queryReplyMembers = {
  collections: Type.Optional(Type.Array(Type.String())),
  aliases: Type.Optional(Type.Array(Type.String())),
  column_fields: Type.Optional(Type.Array(columnField)),
  query_lambda_path: Type.Optional(Type.String({ description: 'workspace.name::version' })),
  query_id: Type.String(),
  stats: queryStats,
  status: Type.Enum(['QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED']),
  results_total_doc_count: Type.Optional(count),
  pagination: Type.Optional(pagination),
  query_errors: Type.Optional(Type.Array(queryError)),
  warnings: Type.Optional(Type.Array(Type.String())),
  complete: Type.Optional(Type.Boolean({ description: 'True: these are all rows that were asked for' })),
  data_age_ms: Type.Optional(Type.Number({ description: 'Age of the newest document that was read' })),
};

const row = Type.Record(Type.String(), anyJson);

/** Absent members are left out, never null. An asynchronous call has no `results` yet. */
export const queryReply = named('QueryReply', { results: Type.Optional(Type.Array(row)), ...queryReplyMembers });

export const pageReply = named('QueryPage', {
  results: Type.Array(row),
  results_total_doc_count: count,
  pagination,
});
