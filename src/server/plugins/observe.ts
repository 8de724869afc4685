import type { FastifyInstance } from 'fastify';
import type { Observer } from '../../observe/observer.ts';

/** Tells the observer of every finished request; by its route, so that no argument of a query string is logged. */
export function observeRequests(server: FastifyInstance, observer: Observer): void {
  server.addHook('onResponse', (request, reply, done) => {
    observer({
      kind: 'request',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      elapsedMs: reply.elapsedTime,
      traceId: request.id,
    });
    done();
  });
}
