import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Collection, SourceDefinition } from '../catalog/collection.ts';
import type { SourceFeed } from '../catalog/reindexer.ts';
import { Bell } from './bell.ts';
import { causeFilter, deadLetterPrefix, readDeadLetter } from './dead-letters/dead-letter.ts';
import { countDeadLetters, deleteDeadLetters, getDeadLetter, replayDeadLetters } from './dead-letters/dead-letters.ts';
import type { IngestService, SourceStatus } from './ingest-service.ts';
import { startFeed } from './feed.ts';
import { patchDocuments } from './patch-documents.ts';
import { prepareCollection, type PreparedCollection } from './prepared-collection.ts';
import { previewCollection } from './preview.ts';
import { proposeCollection } from './propose/propose-collection.ts';
import { replayLetters } from './dead-letters/replay-letters.ts';
import { connectorOf, type IngestParts, type SourcePipeline } from './source-pipeline.ts';
import { SourceProgress } from './source-progress.ts';
import { sourceStatus } from './source-status.ts';
import { superviseSource } from './supervise-source.ts';
import { removeSuspension, storeSuspension } from './suspension.ts';
import { startSweeping } from './sweep.ts';
import { CallVersions, deleteDocuments, writeDocuments } from './write-documents.ts';

/** A source that is read whenever it may be. */
interface RunningSource {
  readonly pipeline: SourcePipeline;
  /** Rung when a suspension came or went. */
  readonly bell: Bell;
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
  const feeds = new Set<SourceFeed>();
  const sweeping = startSweeping(parts, () => [...entries.values()].map((entry) => entry.prepared.collection));

  const entryOf = (name: QualifiedName): Entry => {
    const entry = entries.get(printQualified(name));
    if (entry !== undefined) return entry;
    throw new RockpoolError(
      'COLLECTION_NOT_FOUND',
      `Collection "${name.name}" does not exist in workspace "${name.workspace}".`,
    );
  };
  const writable = (name: QualifiedName): Entry => {
    const entry = entryOf(name);
    const { existing } = entry.prepared.collection.definition;
    if (existing === undefined) return entry;
    throw new RockpoolError(
      'COLLECTION_READ_ONLY',
      `The collection "${name.name}" only reads the indices ${existing.index}; nothing is written there.`,
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
      for (const source of definition.sources) connectorOf(parts, source.integration);
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
      await Promise.all([...feeds].map((feed) => feed.stop()));
      await Promise.all([...entries.values()].flatMap((entry) => [stopReading(entry), entry.calls]));
    },

    async holdWrites(name) {
      const entry = entries.get(printQualified(name));
      if (entry === undefined) return () => undefined;
      await stopReading(entry);
      return new Promise<() => void>((resolve) => {
        void inTurn(entry, () => new Promise<void>((release) => resolve(release)));
      });
    },

    async feed(definition, target) {
      const feed = await startFeed(parts, definition, target);
      feeds.add(feed);
      return {
        ...feed,
        stop: () => feed.stop().then(() => void feeds.delete(feed)),
      };
    },

    async sources(name) {
      const entry = entryOf(name);
      return Promise.all(
        entry.prepared.collection.definition.sources.map((source) => statusOf(parts, entry, source.id)),
      );
    },

    source: (name, id) => Promise.resolve(entryOf(name)).then((entry) => statusOf(parts, entry, id)),

    async suspend(name, id, forMs) {
      const entry = entryOf(name);
      sourceOf(entry, id);
      const atMs = parts.clock();
      await storeSuspension(parts.records, name, id, { atMs, resumeAtMs: atMs + forMs });
      const running = runningOf(entry, id);
      running?.bell.ring();
      await running?.pipeline.progress.reading;
      return statusOf(parts, entry, id);
    },

    async resume(name, id) {
      const entry = entryOf(name);
      sourceOf(entry, id);
      await removeSuspension(parts.records, name, id);
      runningOf(entry, id)?.bell.ring();
      return statusOf(parts, entry, id);
    },

    async writeDocuments(name, documents, kind, options) {
      const entry = writable(name);
      const write = kind === 'write' ? writeDocuments : deleteDocuments;
      return inTurn(entry, () => write(parts, entry.prepared, entry.versions, documents, options));
    },

    async patchDocuments(name, patches) {
      const entry = writable(name);
      return inTurn(entry, () => patchDocuments(parts, entry.prepared, entry.versions, patches));
    },

    async preview(definition, rows) {
      const prepared = await prepareCollection(parts.transformer, definition);
      return previewCollection(parts, prepared, rows).finally(() => prepared.transformation.close());
    },

    propose: (request) => proposeCollection(parts, request),

    async deadLetters(name, { after, limit, ...cause }) {
      const letters = await parts.records.list('dead-letter', {
        prefix: deadLetterPrefix(name),
        where: causeFilter(cause),
        ...(after === undefined ? {} : { after }),
        ...(limit === undefined ? {} : { limit }),
      });
      return letters.map((letter) => readDeadLetter(name, letter));
    },

    deadLetter: (name, id) => getDeadLetter(parts.records, name, id),

    countDeadLetters: (name) => countDeadLetters(parts.records, name),

    async replay(name, choice) {
      const entry = writable(name);
      // Page by page, so that other calls that write wait for one page and not for all.
      return replayDeadLetters(parts.records, name, choice, (letters) =>
        inTurn(entry, () => replayLetters(parts, entry.prepared, letters)),
      );
    },

    deleteDeadLetters: (name, choice) => deleteDeadLetters(parts.records, name, choice),
  };
}

/** Throws SOURCE_NOT_FOUND. */
function sourceOf(entry: Entry, id: string): SourceDefinition {
  const { definition } = entry.prepared.collection;
  const found = definition.sources.find((source) => source.id === id);
  if (found !== undefined) return found;
  const near = didYouMean(
    id,
    definition.sources.map((source) => source.id),
  );
  throw new RockpoolError(
    'SOURCE_NOT_FOUND',
    `The collection "${definition.name}" has no source ${JSON.stringify(id)}.${near}`,
  );
}

const runningOf = (entry: Entry, id: string): RunningSource | undefined =>
  entry.running.find((one) => one.pipeline.source.id === id);

function statusOf(parts: IngestParts, entry: Entry, id: string): Promise<SourceStatus> {
  const source = sourceOf(entry, id);
  const running = runningOf(entry, id);
  return sourceStatus(running?.pipeline ?? pipelineOf(parts, entry.prepared, source), running !== undefined);
}

function startSource(parts: IngestParts, entry: Entry, source: SourceDefinition): RunningSource {
  const pipeline = pipelineOf(parts, entry.prepared, source);
  const stop = new AbortController();
  const bell = new Bell();
  const done = entry.ending.then(() => superviseSource(pipeline, bell, stop.signal));
  return { pipeline, bell, stop, done };
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
    connector: connectorOf(parts, source.integration),
    progress: new SourceProgress(),
    reader: printQualified(definition),
  };
}
