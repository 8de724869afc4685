import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import type { CollectionDefinition, InputField, SourceDefinition } from '../../../src/catalog/collection.ts';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import { openBatchTransformer } from '../../../src/duckdb/batch-transformer.ts';
import { openDocumentStore, type EmbeddedDocumentStore } from '../../../src/duckdb/document-store.ts';
import { openRecordStore } from '../../../src/duckdb/record-store.ts';
import { openFilesConnector } from '../../../src/files/connector.ts';
import type { Connector } from '../../../src/ingest/connector.ts';
import type { IngestService, SourceStatus } from '../../../src/ingest/ingest-service.ts';
import { makeIngestService } from '../../../src/ingest/make-ingest-service.ts';
import type { IngestParts } from '../../../src/ingest/source-pipeline.ts';
import { parseType } from '../../../src/schema/parse-type.ts';

const memoryBytes = 512 * 1024 ** 2;

export interface TestIngest {
  readonly folder: string;
  readonly ingest: IngestService;
  readonly documents: EmbeddedDocumentStore;
  readonly records: RecordStore;
  /** Prepares, declares and starts a collection. */
  begin(definition: CollectionDefinition): Promise<void>;
  /** Another server over the same stores and folders. */
  beside(holder: string, wrap?: Pick<TestOptions, 'wrapDocuments' | 'wrapRecords'>): Neighbour;
  /** The status of the one source, once it is as wished. */
  until(definition: CollectionDefinition, wish: (status: SourceStatus) => boolean): Promise<SourceStatus>;
  /** All documents of the collection, by `_id`. */
  rows(definition: CollectionDefinition): Promise<readonly JsonObject[]>;
  /** Ends as a kill would, as far as the pipeline is concerned, or in order. */
  close(): Promise<void>;
}

/** Has stores in common with a TestIngest, and nothing else. */
export interface Neighbour {
  readonly ingest: IngestService;
  begin(definition: CollectionDefinition): Promise<void>;
  stop(): Promise<void>;
}

export interface TestOptions {
  /** Of an earlier one, to go on with its stores. */
  readonly folder?: string;
  readonly clock?: Clock;
  readonly maxRecordBytes?: number;
  readonly batchRecords?: number;
  readonly wrapDocuments?: (documents: DocumentStore) => DocumentStore;
  readonly observer?: IngestParts['observer'];
  /** Beside that of the folder, by integration; whoever made them closes them. */
  readonly connectors?: (folder: string) => readonly (readonly [string, Connector])[];
  /** Servers that share its stores have other names. */
  readonly holder?: string;
  readonly leaseMs?: number;
  readonly wrapRecords?: (records: RecordStore) => RecordStore;
}

export async function openIngest(options: TestOptions = {}): Promise<TestIngest> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ingest-')));
  await mkdir(join(folder, 'temp'), { recursive: true });
  const documents = await openDocumentStore({ path: join(folder, 'documents.duckdb'), memoryBytes, threads: 2 });
  const records = await openRecordStore({ path: join(folder, 'records.duckdb'), memoryBytes });
  const transformer = await openBatchTransformer({
    memoryBytes,
    readableFolders: [folder],
    tempFolder: join(folder, 'temp'),
  });
  const { maxRecordBytes = 1_000_000, batchRecords = 5_000, clock = systemClock } = options;
  const make = (
    holder: string,
    { wrapDocuments, wrapRecords }: Pick<TestOptions, 'wrapDocuments' | 'wrapRecords'>,
  ): Neighbour => {
    const connector = openFilesConnector({ folder, maxRecordBytes, clock });
    const ingest = makeIngestService({
      connectors: new Map([['files', connector], ...(options.connectors?.(folder) ?? [])]),
      documents: wrapDocuments?.(documents) ?? documents,
      records: wrapRecords?.(records) ?? records,
      transformer,
      settings: { maxRecordBytes, batchRecords, deadLettersMs: 30 * 86_400_000 },
      clock,
      observer: options.observer ?? (() => {}),
      holder,
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    });
    return {
      ingest,
      async begin(definition) {
        const collection = await ingest.prepare(definition, ({ fields }) =>
          documents.declare({ ...definition, fields, lookupFields: [] }),
        );
        ingest.start(collection);
      },
      async stop() {
        await ingest.stop();
        await connector.close();
      },
    };
  };
  const { ingest, begin, stop } = make(options.holder ?? 'this', options);
  const neighbours: Neighbour[] = [];
  return {
    folder,
    ingest,
    documents,
    records,
    begin,
    beside(holder, wrap = {}) {
      const neighbour = make(holder, wrap);
      neighbours.push(neighbour);
      return neighbour;
    },
    async until(definition, wish) {
      const began = Date.now();
      for (;;) {
        const [status] = await ingest.sources(definition);
        if (wish(status!)) return status!;
        if (Date.now() - began > 20_000) throw new Error(`never as wished: ${JSON.stringify(status)}`);
        await wait(10);
      }
    },
    async rows({ workspace, name }) {
      const connection = await documents.instance.connect();
      const reader = await connection.runAndReadAll(`SELECT * FROM "${workspace}"."${name}" ORDER BY _id`);
      const rows = reader.getRowObjectsJson() as unknown as readonly JsonObject[];
      connection.disconnectSync();
      return rows;
    },
    async close() {
      await Promise.all([stop, ...neighbours.map((one) => one.stop)].map((end) => end()));
      await transformer.close();
      await records.close();
      await documents.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `{ _id: 'VARCHAR', at: 'TIMESTAMPTZ' }` as an input. */
export function inputFields(types: Readonly<Record<string, string>>): readonly InputField[] {
  return Object.entries(types).map(([name, type]) => ({ name, type: parseType(type)! }));
}

export function topicSource(topic: string): SourceDefinition {
  return {
    kind: 'topic',
    id: `files.${topic}`,
    integration: 'files',
    topic,
    format: { kind: 'json' },
    start: 'earliest',
  };
}

export function bucketSource(pattern: string, format: SourceDefinition['format']): SourceDefinition {
  return { kind: 'bucket', id: 'files.shop', integration: 'files', bucket: 'shop', pattern, format, everyMs: 50 };
}

export function definitionOf(
  source: SourceDefinition,
  types: Readonly<Record<string, string>>,
  transformation?: string,
): CollectionDefinition {
  return {
    workspace: 'commons',
    name: 'things',
    sources: [source],
    input: inputFields(types),
    ...(transformation === undefined ? {} : { transformation }),
    fieldOptions: {},
    file: 'collections/things.yaml',
  };
}
