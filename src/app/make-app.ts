import { makeKeyService, generateSecret } from '../access/make-key-service.ts';
import { systemClock } from '../base/clock.ts';
import { makeCatalog } from '../catalog/catalog.ts';
import type { Config } from '../config/config.ts';
import { openBatchTransformer } from '../duckdb/batch-transformer.ts';
import { readProject } from '../files/read-project.ts';
import { makeIngestService } from '../ingest/make-ingest-service.ts';
import { makeLambdaService } from '../lambda/make-lambda-service.ts';
import type { Observer } from '../observe/observer.ts';
import { makeQueryService } from '../query/make-query-service.ts';
import { makeServerId } from '../query/query-id.ts';
import type { App } from './app.ts';
import { everySecond } from './every-second.ts';
import { openEngine } from './open-engine.ts';
import { openConnector } from './open-connector.ts';
import { makeProject } from './project.ts';
import { queryLimits } from './query-limits.ts';
import { readiness } from './readiness.ts';
import { openStoreFolder } from './store-folder.ts';
import { makeWorkspaceService } from './workspaces.ts';

/** An App with its life: `start` begins to read the sources, `stop` ends everything in order. */
export interface RunningApp extends App {
  /** An admin key: ROCKPOOL_API_KEY, or the one kept in the store folder. */
  readonly key: string;
  readonly keyFrom: 'environment' | 'store';
  start(): void;
  stop(): Promise<void>;
}

/** Wires the house: the only place that knows two adapters. Throws STORE_LOCKED, STORE_UNAVAILABLE, STORE_FAILED. */
export async function makeApp(config: Config, observer: Observer): Promise<RunningApp> {
  const clock = systemClock;
  const serverId = makeServerId();
  const folder = await openStoreFolder(config.store);
  const engine = await openEngine(config, folder.temp);
  await folder.clear();
  const { documents, records } = engine;
  const integrations = Object.entries(config.integrations);
  const transformer = await openBatchTransformer({
    memoryBytes: config.ingest.memoryBytes,
    readableFolders: [
      folder.objects,
      ...integrations.flatMap(([, integration]) => (integration.kind === 'files' ? [integration.path] : [])),
    ],
    tempFolder: folder.temp,
  });
  const key = config.bootstrapKey ?? (await folder.key(generateSecret));

  const catalog = makeCatalog();
  const queries = makeQueryService({
    engine: engine.queries,
    documents,
    limits: {
      maxConcurrent: config.server.maxConcurrentQueries,
      maxQueued: config.server.maxQueuedQueries,
      resultTtlMs: config.query.resultTtlMs,
      resultBytes: Math.floor(config.query.memoryBytes / 4),
    },
    clock,
    observer,
    serverId,
  });
  const lambdas = await makeLambdaService({
    records,
    queries,
    catalog,
    clock,
    observer,
    defaults: queryLimits(config),
  });
  // What other servers deploy; calls are answered from memory.
  const following = records.changeMark === undefined ? undefined : everySecond(() => lambdas.refresh());
  const keys = makeKeyService({ records, clock });
  keys.accept('bootstrap', key);

  const connectors = new Map(
    integrations.map(([name, integration]) => [
      name,
      openConnector(integration, { config, objectFolder: folder.objects }),
    ]),
  );
  const ingest = makeIngestService({
    connectors,
    documents,
    records,
    transformer,
    settings: config.ingest,
    clock,
    observer,
    // Only one process can have the files open, so a lease that a killed one left behind is this one's.
    holder: config.store.engine === 'embedded' ? 'the server of this store' : `server ${serverId}`,
  });

  const project = makeProject({
    read: () => readProject(config),
    catalog,
    compiler: engine.shapes,
    documents,
    ...(engine.indices === undefined ? {} : { indices: engine.indices }),
    ...(engine.reindexer === undefined ? {} : { reindexer: engine.reindexer }),
    records,
    holder: `server ${serverId}`,
    ingest,
    lambdas,
    observer,
  });

  return {
    config,
    key,
    keyFrom: config.bootstrapKey === undefined ? 'store' : 'environment',
    catalog,
    queries,
    lambdas,
    ingest,
    keys,
    workspaces: makeWorkspaceService({ records, catalog, lambdas, clock }),
    documents,
    records,
    observer,
    lambdaFiles: () => project.lambdaFiles(),
    reload: (options) => project.reload(options),
    proposeExisting: (request) => project.proposeExisting(request),
    reindex: (collection, choice) => project.reindex(collection, choice),
    ready: () => readiness({ catalog, ingest, records }),
    start: () => project.start(),
    async stop() {
      following?.stop();
      // Writers first, so that what they read is stored; then readers; then what both stand on.
      await ingest.stop();
      await queries.stop();
      await lambdas.flush();
      for (const connector of connectors.values()) await connector.close();
      await transformer.close();
      await engine.close();
    },
  };
}
