import type { FastifyInstance } from 'fastify';
import { RockpoolError } from '../../base/error.ts';

/** After `close` began, calls in flight finish; a new one on a kept connection gets SERVER_STOPPING and the connection ends. */
export function refuseWhileStopping(server: FastifyInstance): void {
  let stopping = false;
  server.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  server.addHook('onRequest', (_request, reply, done) => {
    if (!stopping) {
      done();
      return;
    }
    void reply.header('connection', 'close');
    done(new RockpoolError('SERVER_STOPPING', 'The server is shutting down.', { retryAfterSeconds: 1 }));
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping) void reply.header('connection', 'close');
    done();
  });
}
