import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KeyService } from '../../access/api-key.ts';

/** `apiKey` of every request; null until `requireKey` has run. */
export function declareApiKey(server: FastifyInstance): void {
  server.decorateRequest('apiKey', null);
}

/** Before anything of the request is read: whose key it is. Throws KEY_MISSING, KEY_INVALID, KEY_EXPIRED. */
export function requireKey(keys: KeyService): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    request.apiKey = await keys.authenticate(request.headers.authorization);
  };
}
