import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../access/api-key.ts';
import type { BodyOf } from '../api/contract.ts';
import type { runQueryContract } from '../api/queries.ts';
import type { App } from '../app/app.ts';
import { queryLimits } from '../app/query-limits.ts';
import { RockpoolError } from '../base/error.ts';
import { isArgumentObject } from '../lambda/argument-json.ts';
import type { QueryRequest, QueryStatusView } from '../query/query-service.ts';
import { authorizeReading, bindStatement } from './ad-hoc.ts';
import { argumentsOfBody, type CallArguments } from './call-arguments.ts';
import { signalOf } from './caller.ts';
import { readWishes, sendStarted } from './execution.ts';
import { readExactBody } from './json-body.ts';
import { printPageReply } from './replies/page.ts';
import { mediaTypes, rowFormatOf } from './replies/row-format.ts';
import { sendResult } from './replies/send-result.ts';

interface AdHocCall {
  readonly body: BodyOf<typeof runQueryContract>;
  readonly key: ApiKey;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Runs SQL that is not stored, with the server's limits, and sends its rows, or the status of an asynchronous call. */
export async function runAdHoc(app: App, { body, key, request, reply }: AdHocCall): Promise<FastifyReply> {
  const format = rowFormatOf(request.headers.accept);
  const authorizeRead = authorizeReading(app, key);
  const given = readQueryArguments(request);
  const form = given.form === 'rockset' ? 'rockset' : 'plain';
  // Older clients put these wishes inside `sql`.
  const { async: isAsync, timeoutMs, ...cuts } = readWishes({ ...body.sql, ...body });
  const longest = app.config.query.timeoutMs;
  const wanted: QueryRequest = {
    ...bindStatement(body.sql.query, given),
    ...cuts,
    limits: { ...queryLimits(app.config), timeoutMs: Math.min(timeoutMs ?? longest, longest) },
    authorizeRead,
    executedBy: key.name,
  };
  if (isAsync === undefined)
    return sendResult(reply, await app.queries.run({ ...wanted, signal: signalOf(reply) }), format, form);

  const started = app.queries.start(wanted);
  if (isAsync.clientTimeoutMs <= 0) return sendStarted(reply, started);
  const ended = await app.queries.wait(started.queryId, isAsync.clientTimeoutMs);
  if (ended.status === 'ERROR' || ended.status === 'CANCELLED') throw errorOf(ended);
  if (ended.status !== 'COMPLETED') return sendStarted(reply, ended);
  const page = app.queries.page(ended.queryId, cuts.pageRows === undefined ? {} : { rows: cuts.pageRows });
  return reply
    .type(mediaTypes.json)
    .header('cache-control', 'no-store')
    .send(printPageReply(page, ended, form));
}

/** The arguments of an ad-hoc query, in either form, with all digits. */
export function readQueryArguments(request: FastifyRequest): CallArguments {
  const body = readExactBody(request);
  const sql = body !== undefined && isArgumentObject(body) ? body['sql'] : undefined;
  return argumentsOfBody(body, sql !== undefined && isArgumentObject(sql) ? sql['parameters'] : undefined);
}

function errorOf({ error, queryId }: QueryStatusView): RockpoolError {
  return new RockpoolError(error?.code ?? 'QUERY_CANCELLED', error?.message ?? 'The query was cancelled.', { queryId });
}
