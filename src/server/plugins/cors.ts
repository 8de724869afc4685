import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** As Rockset answered browsers: dashboards relied on it. A key is never sent by a browser on its own, so any origin may ask. */
export async function allowBrowsers(server: FastifyInstance): Promise<void> {
  await server.register(cors, {
    origin: '*',
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'],
    allowedHeaders: [
      'origin',
      'content-type',
      'accept',
      'authorization',
      'organization',
      'user-agent',
      'x-rockset-version',
      'baggage',
      'sentry-trace',
    ],
    exposedHeaders: ['retry-after', 'rockpool-query-id'],
    maxAge: 1_209_600,
    optionsSuccessStatus: 200,
    strictPreflight: false,
  });
}
