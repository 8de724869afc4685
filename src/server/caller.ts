import type { FastifyReply } from 'fastify';
import type { ApiKey } from '../access/api-key.ts';
import { RockpoolError } from '../base/error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by plugins/authenticate.ts for every path that needs a key. */
    apiKey: ApiKey | null;
  }
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
