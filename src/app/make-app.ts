import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKeyService, generateSecret } from '../access/make-key-service.ts';
import { systemClock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import { makeCatalog } from '../catalog/catalog.ts';
import type { Config } from '../config/config.ts';
import { openBatchTransformer } from '../duckdb/batch-transformer.ts';
import { makeCompiler } from '../duckdb/compiler.ts';
import { openDocumentStore } from '../duckdb/document-store.ts';
import { makeEmbeddedEngine } from '../duckdb/query-engine.ts';
import { openRecordStore } from '../duckdb/record-store.ts';
import { readProject } from '../files/read-project.ts';
import { makeIngestService } from '../ingest/make-ingest-service.ts';
import { makeLambdaService } from '../lambda/make-lambda-service.ts';
import type { Observer } from '../observe/observer.ts';
import { makeQueryService } from '../query/make-query-service.ts';
import { makeServerId } from '../query/query-id.ts';
import type { App } from './app.ts';
import { openConnector } from './open-connector.ts';
import { makeProject } from './project.ts';
import { queryLimits } from './query-limits.ts';
import { readiness } from './readiness.ts';
import { loadStoreKey } from './store-key.ts';
import { makeWorkspaceService } from './workspaces.ts';

/** An App with its life: `start` begins to read the sources, `stop` ends everything in order. */
export interface RunningApp extends App {
  /** An admin key: ROCKPOOL_API_KEY, or the one kept in the store folder. */
  readonly key: string;
  readonly keyFrom: 'environment' | 'store';
  start(): void;
  stop(): Promise<void>;
}

/** Wires the house on the embedded engine: the only place that knows two adapters. Throws STORE_LOCKED, STORE_UNAVAILABLE. */
export async function makeApp(config: Config, observer: Observer): Promise<RunningApp> {
  const clock = systemClock;
  const folder = config.store.path;
  const unavailable = (what: string) => (cause: unknown) => {
    throw new RockpoolError('STORE_UNAVAILABLE', `The store folder ${folder} cannot be ${what}.`, { cause });
  };
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(unavailable('made'));

  const tempFolder = join(folder, 'temp');
  const memoryBytes = config.query.memoryBytes;
  // DuckDB names a database after its file, and a schema of that name is ambiguous: no workspace can begin with an underscore.
  const documents = await openDocumentStore({
    path: join(folder, '_documents.duckdb'),
    memoryBytes,
    threads: 1,
    tempFolder,
  });
  // Only whoever has the file open may do this: another process would lose what it spills.
  await rm(tempFolder, { recursive: true, force: true }).catch(unavailable('written'));
  const objectFolder = join(tempFolder, 'objects');
  await mkdir(objectFolder, { recursive: true, mode: 0o700 }).catch(unavailable('written'));
  const integrations = Object.entries(config.integrations);
  const [records, compiler, transformer] = await Promise.all([
    openRecordStore({ path: join(folder, '_records.duckdb'), memoryBytes: 256 * 1024 ** 2 }),
    makeCompiler(),
    openBatchTransformer({
      memoryBytes: config.ingest.memoryBytes,
      readableFolders: [
        objectFolder,
        ...integrations.flatMap(([, integration]) => (integration.kind === 'files' ? [integration.path] : [])),
      ],
      tempFolder,
    }),
  ]);
  const key = config.bootstrapKey ?? (await loadStoreKey(folder, generateSecret).catch(unavailable('written')));
  const connections = config.server.maxConcurrentQueries;
  const engine = await makeEmbeddedEngine({ instance: documents.instance, compiler, connections });

  const catalog = makeCatalog();
  const queries = makeQueryService({
    engine,
    documents,
    limits: {
      maxConcurrent: connections,
      maxQueued: config.server.maxQueuedQueries,
      resultTtlMs: config.query.resultTtlMs,
      resultBytes: Math.floor(memoryBytes / 4),
    },
    clock,
    observer,
    serverId: makeServerId(),
  });
  const lambdas = await makeLambdaService({
    records,
    queries,
    catalog,
    clock,
    observer,
    defaults: queryLimits(config),
  });
  const keys = makeKeyService({ records, clock });
  keys.accept('bootstrap', key);

  const connectors = new Map(
    integrations.map(([name, integration]) => [name, openConnector(integration, { config, objectFolder })]),
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
    holder: 'the server of this store',
  });

  const project = makeProject({
    read: () => readProject(config),
    catalog,
    compiler,
    documents,
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
    ready: () => readiness(catalog, ingest),
    start: () => project.start(),
    async stop() {
      // Writers first, so that what they read is stored; then readers; then what both stand on.
      await ingest.stop();
      await queries.stop();
      await lambdas.flush();
      for (const connector of connectors.values()) await connector.close();
      await transformer.close();
      await engine.close();
      await compiler.close();
      await records.close();
      await documents.close();
    },
  };
}
