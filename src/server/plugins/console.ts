import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the compiled sources lie: beside the compiled server, or, when the sources themselves run, in dist. */
const dist = ['../../', '../../../dist/']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((folder) => existsSync(`${folder}console/main.js`) && existsSync(`${folder}console/index.html`));

/** What the page's modules import, by the same relative paths as on disk. */
const rooms = ['client', 'api', 'base', 'schema'];

/**
 * `/` is the console for browsers. Everybody else pings the server with it, and Go and Terraform compare the answer exactly.
 * The page's files lie below /console/, /client/ and /base/.
 */
export async function consolePage(server: FastifyInstance): Promise<void> {
  if (dist !== undefined) {
    await server.register(fastifyStatic, { root: `${dist}console/`, prefix: '/console/' });
    for (const room of rooms) {
      await server.register(fastifyStatic, { root: `${dist}${room}/`, prefix: `/${room}/`, decorateReply: false });
    }
  }
  server.get('/', (request, reply) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html');
    void reply.header('vary', 'accept').header('cache-control', 'no-store');
    if (wantsPage && dist !== undefined) return reply.sendFile('index.html', { cacheControl: false });
    return reply.type('application/json; charset=utf-8').send('{"message":"GO ROCKSET!"}');
  });
}
