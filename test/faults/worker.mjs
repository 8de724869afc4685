// A server's ingest without its surfaces, as a process that can be killed at a chosen step. Runs the built program.
// Started with one argument, JSON: { project, killAt?: { step, count } }. Talks by messages: { id, call, args } and { id, result | error }.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { declarationOf } from '../../dist/app/deploy-project.js';
import { openConnector } from '../../dist/app/open-connector.js';
import { RockpoolError } from '../../dist/base/error.js';
import { loadConfig } from '../../dist/config/load-config.js';
import { openBatchTransformer } from '../../dist/duckdb/batch-transformer.js';
import { readProject } from '../../dist/files/read-project.js';
import { makeIngestService } from '../../dist/ingest/make-ingest-service.js';
import { openCluster, openFiles } from './worker-stores.mjs';

const { project, killAt } = JSON.parse(process.argv[2]);
const config = loadConfig({ projectFolder: project, flags: {}, environment: process.env });
const folder = config.store.path;
const isCluster = config.store.engine === 'elasticsearch';
const tempFolder = join(folder, isCluster ? `temp-${process.pid}` : 'temp');
await rm(tempFolder, { recursive: true, force: true });
await mkdir(join(tempFolder, 'objects'), { recursive: true });

let passed = 0;
/** Dies on the spot when this step has been passed often enough. */
const pass = (step) => {
  if (step !== killAt?.step) return;
  passed += 1;
  if (passed >= killAt.count) process.kill(process.pid, 'SIGKILL');
};
let awayUntil = 0;
const assertThere = () => {
  if (Date.now() < awayUntil) throw new RockpoolError('STORE_UNAVAILABLE', 'The store is away.');
};

const memoryBytes = 256 * 1024 ** 2;
const stores = await (isCluster ? openCluster(config.store) : openFiles(folder, memoryBytes));
const { documents, records } = stores;
const transformer = await openBatchTransformer({
  memoryBytes,
  readableFolders: [join(tempFolder, 'objects')],
  tempFolder,
});
const surroundings = { config, objectFolder: join(tempFolder, 'objects') };
const connectors = new Map(
  Object.entries(config.integrations).map(([name, one]) => [name, watched(openConnector(one, surroundings))]),
);

function watched(connector) {
  return {
    ...connector,
    async *follow(...call) {
      for await (const batch of connector.follow(...call)) {
        if (batch.records.length > 0) pass('read');
        yield batch;
      }
    },
    async *scan(...call) {
      for await (const object of connector.scan(...call)) {
        pass('object');
        yield object;
      }
    },
  };
}

const ingest = makeIngestService({
  connectors,
  documents: {
    ...documents,
    async write(...call) {
      assertThere();
      pass('writing');
      const result = await documents.write(...call);
      pass('written');
      return result;
    },
  },
  records: {
    ...records,
    async putAll(...call) {
      assertThere();
      await records.putAll(...call);
      pass('letters');
    },
  },
  transformer: {
    ...transformer,
    async compile(...call) {
      const transformation = await transformer.compile(...call);
      return {
        ...transformation,
        async apply(...input) {
          const rows = await transformation.apply(...input);
          pass('transformed');
          return rows;
        },
      };
    },
  },
  settings: config.ingest,
  clock: Date.now,
  observer: (event) => {
    if (event.kind === 'bug') process.send?.({ bug: String(event.error.stack) });
  },
  holder: isCluster ? `worker ${process.pid}` : 'worker',
  // The lease of a worker that was killed is over soon.
  ...(isCluster ? { leaseMs: 2_000 } : {}),
});

const { collections } = await readProject(config);
const prepared = [];
for (const definition of collections) {
  prepared.push(
    await ingest.prepare(definition, (collection) => documents.declare(declarationOf(collection, new Map()))),
  );
}
for (const collection of prepared) ingest.start(collection);

const named = (name) => ({ workspace: 'commons', name });
const calls = {
  sources: (name) => ingest.sources(named(name)),
  deadLetters: (name) => ingest.deadLetters(named(name), {}),
  write: (name, written, kind) => ingest.writeDocuments(named(name), written, kind),
  storeAway: (ms) => {
    awayUntil = Date.now() + ms;
  },
  documents: (name) => stores.rows(prepared.find(({ definition }) => definition.name === name)),
  /** As after a backup of the documents that is newer than that of the checkpoints. */
  async forget() {
    await ingest.stop();
    await stores.forget();
  },
  memory: () => {
    globalThis.gc();
    return process.memoryUsage.rss();
  },
  async stop() {
    await ingest.stop();
    for (const connector of connectors.values()) await connector.close();
    await transformer.close();
    await stores.close();
  },
};

process.on('message', ({ id, call, args }) => {
  Promise.resolve()
    .then(() => calls[call](...args))
    .then(
      (result) => process.send({ id, result: result ?? null }),
      (error) => process.send({ id, error: String(error?.stack ?? error) }),
    )
    .finally(() => call === 'stop' && process.disconnect());
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
