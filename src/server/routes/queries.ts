import type { FastifyReply } from 'fastify';
import {
  cancelQueryContract,
  getQueryContract,
  listQueriesContract,
  queryPageAtContract,
  queryPageContract,
  runQueryContract,
  runQueryOnInstanceContract,
  validateQueryContract,
  type QueryInfoBody,
} from '../../api/queries.ts';
import { errorCodes } from '../../base/error-codes.ts';
import { printQualified } from '../../base/name.ts';
import type { QueryStatusView } from '../../query/query-service.ts';
import { authorizeReading, typeStatement } from '../ad-hoc.ts';
import { addRoute, type House } from '../add-route.ts';
import { assertOwnQuery } from '../own-query.ts';
import { isoTime } from '../print-time.ts';
import { parseCursor } from '../replies/pagination.ts';
import { printPage } from '../replies/page.ts';
import { mediaTypes } from '../replies/row-format.ts';
import { readQueryArguments, runAdHoc } from '../run-ad-hoc.ts';

export function queryRoutes(house: House): void {
  const { app } = house;
  const { queries } = app;

  addRoute(house, runQueryContract, ({ body, key, request, reply }) => runAdHoc(app, { body, key, request, reply }));
  addRoute(house, runQueryOnInstanceContract, ({ body, key, request, reply }) =>
    runAdHoc(app, { body, key, request, reply }),
  );
  addRoute(house, validateQueryContract, async ({ body, key, request }) => {
    const assertReadable = authorizeReading(app, key);
    const statement = typeStatement(body.sql.query, readQueryArguments(request));
    const { collections } = await queries.compile(statement);
    assertReadable(collections);
    return {
      collections: collections.map(printQualified),
      parameters: [...statement.parameters],
      aliases: [],
      views: [],
      name: [],
    };
  });
  addRoute(house, listQueriesContract, async ({ key }) => {
    const isAdmin = key.scope.actions.includes('admin');
    const open = queries
      .list()
      .filter(
        ({ status, executedBy }) =>
          (status === 'QUEUED' || status === 'RUNNING') && (isAdmin || executedBy === key.name),
      );
    return { data: open.map(queryInfo) };
  });
  addRoute(house, getQueryContract, async ({ params, key }) => {
    assertOwnQuery(app, key, params.query);
    return { data: queryInfo(queries.status(params.query)), last_offset: null };
  });
  addRoute(house, cancelQueryContract, async ({ params, key }) => {
    assertOwnQuery(app, key, params.query);
    return { data: queryInfo(await queries.cancel(params.query)) };
  });
  addRoute(house, queryPageContract, async ({ params, query, key, reply }) => {
    assertOwnQuery(app, key, params.query);
    return sendPage(house, reply, params.query, query);
  });
  addRoute(house, queryPageAtContract, async ({ params, query, key, reply }) => {
    assertOwnQuery(app, key, params.query);
    return sendPage(house, reply, params.query, { ...query, cursor: params.cursor });
  });
}

function sendPage(
  { app }: House,
  reply: FastifyReply,
  queryId: string,
  wish: { readonly cursor?: string; readonly docs?: number; readonly offset?: number },
): FastifyReply {
  const at = wish.cursor === undefined || wish.cursor === '' ? undefined : parseCursor(wish.cursor);
  const page = app.queries.page(queryId, {
    ...(at === undefined ? {} : { cursor: at.cursor }),
    ...(wish.docs === undefined ? {} : { rows: wish.docs }),
    ...(wish.offset === undefined ? {} : { offset: wish.offset }),
  });
  return reply
    .type(mediaTypes.json)
    .header('cache-control', 'no-store')
    .send(printPage(page, at?.form ?? 'rockset'));
}

function queryInfo(view: QueryStatusView): QueryInfoBody {
  const { error } = view;
  return {
    query_id: view.queryId,
    status: view.status,
    executed_by: view.executedBy ?? null,
    submitted_at: isoTime(view.submittedAtMs),
    expires_at: isoTime(view.expiresAtMs),
    stats: {
      elapsed_time_ms: Math.round(view.elapsedMs),
      throttled_time_ms: Math.round(view.queuedMs),
      result_set_document_count: view.rowCount ?? null,
      result_set_bytes_size: null,
      result_set_file_count: null,
    },
    pagination: view.startCursor === undefined ? null : { start_cursor: view.startCursor },
    query_errors:
      error === undefined
        ? []
        : [{ type: errorCodes[error.code].type, message: error.message, status_code: errorCodes[error.code].status }],
    last_offset: null,
    sql: view.sql,
    query_lambda_path: view.lambdaPath ?? null,
    destination_uri: null,
  };
}
