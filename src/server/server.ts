import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import type { App } from '../app/app.ts';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import { joinObservers } from '../observe/observer.ts';
import { makeOpenapi } from '../openapi/make-openapi.ts';
import { readJsonBodies } from './json-body.ts';
import { lambdaContracts } from './lambda-contracts.ts';
import { makeMetrics, type Metrics } from './metrics.ts';
import { declareApiKey } from './plugins/authenticate.ts';
import { consolePage } from './plugins/console.ts';
import { allowBrowsers } from './plugins/cors.ts';
import { documentation } from './plugins/docs.ts';
import { errorReplies, sendError } from './plugins/error-reply.ts';
import { observeRequests } from './plugins/observe.ts';
import { refuseWhileStopping } from './plugins/refuse-while-stopping.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { collectionRoutes } from './routes/collections.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { deployRoutes } from './routes/deploy.ts';
import { documentRoutes } from './routes/documents.ts';
import { explainRoutes } from './routes/explain.ts';
import { lambdaExecutionRoutes } from './routes/lambda-execution.ts';
import { lambdaRoutes } from './routes/lambdas.ts';
import { queryRoutes } from './routes/queries.ts';
import { serviceRoutes } from './routes/service.ts';
import { sourceRoutes } from './routes/sources.ts';
import { tagRoutes } from './routes/tags.ts';
import { versionRoutes } from './routes/versions.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { tlsOptions } from './tls-options.ts';
import { validateRequests } from './validation.ts';

export { makeMetrics } from './metrics.ts';
export { makeWaitingServer } from './waiting-server.ts';

export type Server = FastifyInstance;

/**
 * The HTTP server over an app; it speaks TLS when the configuration says so, and does not listen yet. Metrics that are `given` were told of what happened
 * before; without them only requests are counted. Throws CONFIG_INVALID when certificate or key cannot be read.
 */
export async function makeServer(app: App, given?: Metrics): Promise<Server> {
  const metrics = given ?? makeMetrics();
  const server = fastify({
    ...(await tlsOptions(app.config.server)),
    bodyLimit: app.config.server.maxBodyBytes,
    genReqId: () => randomUUID(),
    // Kept connections that wait for nothing end at once when the server stops; calls in flight finish.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 2000, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply as FastifyReply, app.observer),
  }) as FastifyInstance;
  const house = { server, app };
  readJsonBodies(server);
  validateRequests(server);
  errorReplies(server, app.observer);
  // Metrics that were given are part of the app's observer already.
  observeRequests(server, given === undefined ? joinObservers(app.observer, metrics.observe) : app.observer);
  refuseWhileStopping(server);
  declareApiKey(server);
  await allowBrowsers(server);
  await documentation(server, (baseUrl) => describeApi(app, baseUrl));
  await consolePage(server);
  for (const addRoutes of [
    lambdaExecutionRoutes,
    lambdaRoutes,
    versionRoutes,
    tagRoutes,
    deployRoutes,
    queryRoutes,
    explainRoutes,
    collectionRoutes,
    sourceRoutes,
    documentRoutes,
    deadLetterRoutes,
    workspaceRoutes,
    apiKeyRoutes,
  ]) {
    addRoutes(house);
  }
  serviceRoutes(house, metrics);
  await server.ready();
  return server;
}

/** The OpenAPI document of this app: the platform's own paths and one typed operation per deployed lambda. */
export async function describeApi(app: App, baseUrl: string): Promise<JsonObject> {
  return makeOpenapi({ lambdas: await lambdaContracts(app), baseUrl });
}

/** Listens and returns the address, `http://127.0.0.1:8080`. Throws ADDRESS_IN_USE. */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE')
      throw new RockpoolError('ADDRESS_IN_USE', `Port ${port} of ${host} is in use.`, { cause });
    if (code === 'EACCES')
      throw new RockpoolError('ADDRESS_IN_USE', `Port ${port} of ${host} may not be used by this user.`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new RockpoolError('ADDRESS_IN_USE', `${host} is no address of this machine.`, {
        cause,
        hint: 'Choose another address with --host.',
      });
    }
    throw cause;
  }
}
