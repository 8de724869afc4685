import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { ApiKey } from '../access/api-key.ts';
import type { executeRequest } from '../api/argument-body.ts';
import type { App } from '../app/app.ts';
import type { QualifiedName } from '../base/name.ts';
import { isArgumentObject } from '../lambda/argument-json.ts';
import type { ExecuteReply, ExecuteRequest } from '../lambda/lambda-service.ts';
import type { QueryStatusView } from '../query/query-service.ts';
import { argumentsOfBody } from './call-arguments.ts';
import { signalOf } from './caller.ts';
import { readExactBody } from './json-body.ts';
import { rowFormatOf } from './replies/row-format.ts';
import { sendResult } from './replies/send-result.ts';

export type Wishes = Omit<Static<typeof executeRequest>, 'arguments' | 'parameters'>;

/** Rockset's page size where a caller asks for pages and names none. */
const defaultPageRows = 10_000;

/** What a caller may ask of any execution, in our words. `sql` may carry some of it in older clients. */
export function readWishes(
  wishes: Wishes,
): Pick<ExecuteRequest, 'defaultRowLimit' | 'pageRows' | 'timeoutMs' | 'async'> {
  const pageRows =
    wishes.max_initial_results ??
    (wishes.paginate === true ? (wishes.initial_paginate_response_doc_count ?? defaultPageRows) : undefined);
  const options = wishes.async_options ?? undefined;
  // Options alone mean it too, unless the caller says otherwise.
  const isAsync = wishes.async ?? options !== undefined;
  return {
    ...(typeof wishes.default_row_limit === 'number' ? { defaultRowLimit: wishes.default_row_limit } : {}),
    ...(pageRows === undefined ? {} : { pageRows }),
    // 0 is what typed clients send for "nothing wished".
    ...(typeof wishes.timeout_ms === 'number' && wishes.timeout_ms > 0 ? { timeoutMs: wishes.timeout_ms } : {}),
    ...(isAsync ? { async: { clientTimeoutMs: options?.client_timeout_ms ?? 0 } } : {}),
  };
}

export interface Execution extends QualifiedName {
  readonly select: { readonly tag: string } | { readonly version: string };
  readonly key: ApiKey;
  readonly wishes: Wishes;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Executes a lambda as a POST body says and sends its rows, or the status of an asynchronous call. */
export async function executeFromBody(app: App, execution: Execution): Promise<FastifyReply> {
  const { workspace, name, select, key, request, reply } = execution;
  const format = rowFormatOf(request.headers.accept);
  authorizeExecution(app, key, { workspace, name }, select);
  const body = readExactBody(request);
  const list = body !== undefined && isArgumentObject(body) ? body['parameters'] : undefined;
  const given = argumentsOfBody(body, list);
  const executed = await app.lambdas.execute({
    workspace,
    name,
    select,
    ...given,
    ...readWishes(execution.wishes),
    ...fixedArgumentsOf(key),
    signal: signalOf(reply),
    executedBy: key.name,
  });
  return sendExecuted(reply, executed, (result) =>
    sendResult(reply, result, format, given.form === 'rockset' ? 'rockset' : 'plain'),
  );
}

export function authorizeExecution(app: App, key: ApiKey, lambda: QualifiedName, select: Execution['select']): void {
  app.keys.authorize(key, {
    action: 'execute',
    workspace: lambda.workspace,
    lambda: lambda.name,
    ...('tag' in select ? { tag: select.tag } : {}),
  });
}

/** What the key fixes, a caller cannot override: the service lets it win. */
export const fixedArgumentsOf = (key: ApiKey): Pick<ExecuteRequest, 'fixedArguments'> =>
  key.fixedArguments === undefined ? {} : { fixedArguments: key.fixedArguments };

export async function sendExecuted(
  reply: FastifyReply,
  executed: ExecuteReply,
  send: (result: Extract<ExecuteReply, { kind: 'result' }>['result']) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return executed.kind === 'result' ? send(executed.result) : sendStarted(reply, executed.status);
}

/** Of an asynchronous call: no `results` at all, so that nobody takes it for an empty answer. */
export function sendStarted(reply: FastifyReply, status: QueryStatusView): FastifyReply {
  const body = {
    query_lambda_path: status.lambdaPath,
    query_id: status.queryId,
    stats: { elapsed_time_ms: Math.round(status.elapsedMs), throttled_time_micros: Math.round(status.queuedMs * 1000) },
    status: status.status,
  };
  return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify(body));
}
