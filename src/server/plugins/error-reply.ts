import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RockpoolError } from '../../base/error.ts';
import type { Observer } from '../../observe/observer.ts';
import { printErrorBody, toRockpoolError } from '../error-body.ts';
import { missingPath } from '../missing-path.ts';

/** Every error leaves with its status and Rockset's body; what is no error of ours is told to the observer with the same trace id. */
export function errorReplies(server: FastifyInstance, observer: Observer): void {
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, observer));
  server.setNotFoundHandler((request, reply) => {
    const { error, allow } = missingPath(request.method, request.url);
    if (allow !== undefined) void reply.header('allow', allow);
    return sendError(error, request, reply, observer);
  });
}

/** Sends the error, or breaks the connection off when the reply has begun: never a silently short answer. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  observer: Observer,
): FastifyReply {
  const ours = toRockpoolError(error);
  const cause = ours.details.cause;
  if (ours.code === 'INTERNAL') {
    const bug =
      error instanceof RockpoolError && cause instanceof Error
        ? cause
        : error instanceof Error
          ? error
          : new Error(String(error));
    observer({ kind: 'bug', traceId: request.id, error: bug });
  }
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return reply;
  }
  if (ours.row.status === 401) void reply.header('www-authenticate', 'ApiKey');
  const wait = ours.details.retryAfterSeconds ?? (ours.row.status === 429 ? 1 : undefined);
  if (wait !== undefined) void reply.header('retry-after', String(Math.ceil(wait)));
  return reply
    .code(ours.row.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(printErrorBody(ours, request.id)));
}
