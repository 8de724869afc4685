import { fastify, type FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { RockpoolError } from '../base/error.ts';
import { printErrorBody } from './error-body.ts';
import { tlsOptions } from './tls-options.ts';

/**
 * What stands at the server's address while its store is away: `/live` answers 200, `/ready` 503 with the reason, all else is STORE_UNAVAILABLE. It does
 * not listen yet. Throws CONFIG_INVALID when certificate or key cannot be read.
 */
export async function makeWaitingServer(config: Config['server'], reason: () => string): Promise<FastifyInstance> {
  const server = fastify({ ...(await tlsOptions(config)), forceCloseConnections: true }) as FastifyInstance;
  server.get('/live', () => ({ live: true }));
  server.get('/ready', (_request, reply) => reply.code(503).send({ ready: false, reasons: [reason()] }));
  server.setNotFoundHandler((request, reply) => {
    const error = new RockpoolError('STORE_UNAVAILABLE', reason(), { hint: 'It is tried again every second.' });
    return reply.code(503).header('retry-after', '1').send(printErrorBody(error, request.id));
  });
  return server;
}
