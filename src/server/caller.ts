import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../access/api-key.ts';
import { RockpoolError } from '../base/error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by plugins/authenticate.ts for every path that needs a key. */
    apiKey: ApiKey | null;
  }
}

/** The key of the request. Throws KEY_MISSING on a path that was not authenticated, which would be our mistake. */
export function keyOf(request: FastifyRequest): ApiKey {
  if (request.apiKey === null) throw new RockpoolError('KEY_MISSING', 'This path needs a key.');
  return request.apiKey;
}

/** Aborts when the connection closes before the reply is out, so that nobody computes what nobody will read. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished)
      controller.abort(new RockpoolError('QUERY_CANCELLED', 'The caller closed the connection.'));
  });
  return controller.signal;
}
