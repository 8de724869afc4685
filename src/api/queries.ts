import { Type, type Static } from 'typebox';
import { queryRequest } from './argument-body.ts';
import { basePath, type Contract } from './contract.ts';
import { pageReply, queryError, queryReply } from './query-reply.ts';
import { count, dataOf, named, nullable, time } from './schema-parts.ts';

const queryParams = Type.Object({ query: Type.String({ description: 'Query id' }) });

export const queryInfo = named('QueryInfo', {
  query_id: Type.String(),
  status: Type.Enum(['QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED']),
  executed_by: nullable(Type.String()),
  submitted_at: time,
  expires_at: time,
  stats: Type.Object({
    elapsed_time_ms: count,
    throttled_time_ms: count,
    result_set_document_count: nullable(count),
    result_set_bytes_size: Type.Null(),
    result_set_file_count: Type.Null(),
  }),
  pagination: nullable(Type.Object({ start_cursor: nullable(Type.String()) })),
  query_errors: Type.Array(queryError),
  last_offset: Type.Null(),
  sql: Type.String(),
  query_lambda_path: nullable(Type.String()),
  destination_uri: Type.Null(),
});
export type QueryInfoBody = Static<typeof queryInfo>;

export const runQueryContract = {
  method: 'POST',
  url: `${basePath}/queries`,
  operationId: 'run_query',
  summary: 'Run SQL that is not stored',
  tag: 'Queries',
  body: queryRequest,
  example: { sql: { query: 'SELECT :greeting AS greeting' }, arguments: { greeting: 'Hello' } },
  reply: queryReply,
  rowFormats: true,
} as const satisfies Contract;

/** Rockset's clients run queries on a virtual instance; here there is one. */
export const runQueryOnInstanceContract = {
  ...runQueryContract,
  url: `${basePath}/virtualinstances/:instance/queries`,
  operationId: 'run_query_on_instance',
  summary: 'Run SQL that is not stored (there is one virtual instance)',
  params: Type.Object({ instance: Type.String({ description: 'Ignored' }) }),
} as const satisfies Contract;

export const validateQueryContract = {
  method: 'POST',
  url: `${basePath}/queries/validations`,
  operationId: 'validate_query',
  summary: 'Check SQL without running it',
  tag: 'Queries',
  body: queryRequest,
  example: { sql: { query: 'SELECT 1 AS one' } },
  reply: named('QueryValidation', {
    collections: Type.Array(Type.String()),
    parameters: Type.Array(Type.String()),
    aliases: Type.Array(Type.String()),
    views: Type.Array(Type.String()),
    name: Type.Array(Type.String()),
  }),
} as const satisfies Contract;

export const listQueriesContract = {
  method: 'GET',
  url: `${basePath}/queries`,
  operationId: 'list_queries',
  summary: 'Queries that wait or run',
  tag: 'Queries',
  reply: dataOf(Type.Array(queryInfo)),
} as const satisfies Contract;

export const getQueryContract = {
  method: 'GET',
  url: `${basePath}/queries/:query`,
  operationId: 'get_query',
  summary: 'How a query stands',
  tag: 'Queries',
  params: queryParams,
  reply: Type.Object({ data: queryInfo, last_offset: Type.Null() }),
} as const satisfies Contract;

export const cancelQueryContract = {
  method: 'DELETE',
  url: `${basePath}/queries/:query`,
  operationId: 'cancel_query',
  summary: 'Stop a query',
  tag: 'Queries',
  params: queryParams,
  reply: dataOf(queryInfo),
} as const satisfies Contract;

const jump = {
  docs: Type.Optional(Type.Integer({ minimum: 0, description: 'Rows of the page' })),
  offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Jump to this row' })),
};

export const queryPageContract = {
  method: 'GET',
  url: `${basePath}/queries/:query/pages`,
  operationId: 'get_query_page',
  summary: 'A page of the rows of a finished query',
  tag: 'Queries',
  params: queryParams,
  query: Type.Object({ cursor: Type.Optional(Type.String()), ...jump }),
  reply: pageReply,
} as const satisfies Contract;

/** The older form, with the cursor in the path. */
export const queryPageAtContract = {
  ...queryPageContract,
  url: `${basePath}/queries/:query/pages/:cursor`,
  operationId: 'get_query_page_at',
  summary: 'A page of the rows of a finished query (older form)',
  params: Type.Object({ query: Type.String({ description: 'Query id' }), cursor: Type.String() }),
  query: Type.Object(jump),
} as const satisfies Contract;
