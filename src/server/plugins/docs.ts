import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { JsonObject } from '../../base/json.ts';

const swaggerUi = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Rockpool API</title>
<link rel="stylesheet" href="/docs/static/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/static/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/static/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true, docExpansion: 'list', defaultModelsExpandDepth: 0 });\n`;

/** `/openapi.json` and `/docs`, the same rendered; everything the page loads comes from here, so it works offline. */
export async function documentation(
  server: FastifyInstance,
  describe: (baseUrl: string) => Promise<JsonObject>,
): Promise<void> {
  server.get('/openapi.json', async (request, reply) => {
    const document = await describe(`${request.protocol}://${request.host}`);
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(document));
  });
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  await server.register(fastifyStatic, { root: swaggerUi, prefix: '/docs/static/', decorateReply: false });
}
