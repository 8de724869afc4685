import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Collection, SourceDefinition } from '../catalog/collection.ts';
import { readCheckpoint } from './checkpoint.ts';
import { deadLetterPrefix, readDeadLetter } from './dead-letter.ts';
import type { IngestService } from './ingest-service.ts';
import { patchDocuments } from './patch-documents.ts';
import { prepareCollection, type PreparedCollection } from './prepared-collection.ts';
import { previewCollection } from './preview.ts';
import { replayDeadLetters } from './replay.ts';
import { runSource } from './run-source.ts';
import type { IngestParts, SourcePipeline } from './source-pipeline.ts';
import { SourceProgress } from './source-progress.ts';
import { sourceStatus } from './source-status.ts';
import { startSweeping } from './sweep.ts';
import { CallVersions, deleteDocuments, writeDocuments } from './write-documents.ts';

/** A source that is being read. */
interface RunningSource {
  readonly pipeline: SourcePipeline;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** A collection as this process knows it. */
interface Entry {
  prepared: PreparedCollection;
  running: readonly RunningSource[];
  /** Reading that was stopped and is not over yet: the next begins after it. */
  ending: Promise<unknown>;
  readonly versions: CallVersions;
  /** Calls that write, one after the other: a patch reads and writes. */
  calls: Promise<unknown>;
}

/** The ingest service over a store, connectors and an engine for transformations. Nothing is read before `start`. */
export function makeIngestService(parts: IngestParts): IngestService {
  const entries = new Map<string, Entry>();
  const sweeping = startSweeping(parts, () => [...entries.values()].map((entry) => entry.prepared.collection));

  const entryOf = (name: QualifiedName): Entry => {
    const entry = entries.get(printQualified(name));
    if (entry !== undefined) return entry;
    throw new RockpoolError(
      'COLLECTION_NOT_FOUND',
      `Collection "${name.name}" does not exist in workspace "${name.workspace}".`,
    );
  };
  const inTurn = <T>(entry: Entry, call: () => Promise<T>): Promise<T> => {
    const result = entry.calls.then(call);
    entry.calls = result.catch(() => undefined);
    return result;
  };
  const stopReading = (entry: Entry): Promise<unknown> => {
    const stopped = entry.running;
    stopped.forEach(({ stop }) => stop.abort());
    entry.running = [];
    entry.ending = Promise.all([entry.ending, ...stopped.map(({ done }) => done)]);
    return entry.ending;
  };

  return {
    async prepare(definition, declare) {
      for (const source of definition.sources) connectorOf(parts, source);
      const prepared = await prepareCollection(parts.transformer, definition);
      try {
        await declare(prepared.collection);
      } catch (error) {
        await prepared.transformation.close();
        throw error;
      }
      const name = printQualified(definition);
      const entry = entries.get(name);
      if (entry === undefined) {
        const versions = new CallVersions();
        entries.set(name, { prepared, running: [], ending: Promise.resolve(), versions, calls: Promise.resolve() });
      } else {
        const { transformation } = entry.prepared;
        entry.prepared = prepared;
        void Promise.all([stopReading(entry), entry.calls]).then(() => transformation.close());
      }
      return prepared.collection;
    },

    start(collection: Collection) {
      const entry = entryOf(collection.definition);
      void stopReading(entry);
      entry.running = entry.prepared.collection.definition.sources.map((source) => startSource(parts, entry, source));
    },

    async stop(name) {
      if (name !== undefined) {
        await stopReading(entryOf(name));
        return;
      }
      await sweeping.stop();
      await Promise.all([...entries.values()].flatMap((entry) => [stopReading(entry), entry.calls]));
    },

    async sources(name) {
      const entry = entryOf(name);
      const { definition } = entry.prepared.collection;
      return Promise.all(
        definition.sources.map(async (source) => {
          const running = entry.running.find((one) => one.pipeline.source.id === source.id);
          if (running !== undefined) return sourceStatus(running.pipeline, true);
          const idle = pipelineOf(parts, entry.prepared, source);
          idle.progress.checkpoint = readCheckpoint(await parts.documents.readCheckpoint(definition, source.id));
          return sourceStatus(idle, false);
        }),
      );
    },

    async writeDocuments(name, documents, kind) {
      const entry = entryOf(name);
      const write = kind === 'write' ? writeDocuments : deleteDocuments;
      return inTurn(entry, () => write(parts, entry.prepared, entry.versions, documents));
    },

    async patchDocuments(name, patches) {
      const entry = entryOf(name);
      return inTurn(entry, () => patchDocuments(parts, entry.prepared, entry.versions, patches));
    },

    async preview(definition, rows) {
      const prepared = await prepareCollection(parts.transformer, definition);
      return previewCollection(parts, prepared, rows).finally(() => prepared.transformation.close());
    },

    async deadLetters(name, options) {
      const letters = await parts.records.list('dead-letter', { prefix: deadLetterPrefix(name), ...options });
      return letters.map((letter) => readDeadLetter(name, letter));
    },

    async replay(name, ids) {
      const entry = entryOf(name);
      return inTurn(entry, () => replayDeadLetters(parts, entry.prepared, ids));
    },
  };
}

function startSource(parts: IngestParts, entry: Entry, source: SourceDefinition): RunningSource {
  const pipeline = pipelineOf(parts, entry.prepared, source);
  const stop = new AbortController();
  const done = entry.ending.then(() => runSource(pipeline, stop.signal));
  return { pipeline, stop, done };
}

function pipelineOf(
  parts: IngestParts,
  { collection, transformation }: PreparedCollection,
  source: SourceDefinition,
): SourcePipeline {
  const { definition } = collection;
  return {
    ...parts,
    collection: definition,
    source,
    transformation,
    connector: connectorOf(parts, source),
    progress: new SourceProgress(),
  };
}

function connectorOf({ connectors }: IngestParts, source: SourceDefinition): SourcePipeline['connector'] {
  const connector = connectors.get(source.integration);
  if (connector !== undefined) return connector;
  throw new RockpoolError('CONFIG_INVALID', `There is no integration "${source.integration}" in rockpool.yaml.`);
}
