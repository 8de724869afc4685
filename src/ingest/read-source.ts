import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { BucketSource, TopicSource } from '../catalog/collection.ts';
import type { ObjectMark } from '../catalog/document-store.ts';
import { nextOrderVersion } from '../catalog/order-version.ts';
import type { ObjectToRead, RawRecord } from './connector.ts';
import { keptOfTooLarge } from './decode/text-record.ts';
import { makeRecordDecoder, type RecordDecoder } from './decode/record-decoder.ts';
import type { Incoming } from './incoming.ts';
import { readObject } from './read-object.ts';
import { mapInSlices } from './slices.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import { inputOf } from './special-fields.ts';

/** Decoded records, and what the checkpoint says once they are written. */
export interface IncomingBatch {
  readonly records: readonly Incoming[];
  /** Absent in the middle of an object: it is read whole or again. */
  readonly moves?: {
    readonly positions: Readonly<Record<string, JsonObject>>;
    readonly lastVersions: Readonly<Record<string, bigint>>;
    readonly marks?: readonly ObjectMark[];
  };
  /** To be called when the store has acknowledged them. */
  readonly written?: () => void;
}

/** All batches of a source from its checkpoint on, until the signal aborts. The next is read only when it is asked for. */
export function readSource(pipeline: SourcePipeline, signal: AbortSignal): AsyncIterable<IncomingBatch> {
  const { source } = pipeline;
  return source.kind === 'topic' ? readTopic(pipeline, source, signal) : readBucket(pipeline, source, signal);
}

async function* readTopic(
  pipeline: SourcePipeline,
  source: TopicSource,
  signal: AbortSignal,
): AsyncGenerator<IncomingBatch> {
  const { connector, progress, clock, settings, collection, reader } = pipeline;
  const decoder = makeRecordDecoder(inputOf(collection), settings.maxRecordBytes);
  const { positions, lastVersions } = progress.checkpoint;
  const last = new Map(Object.entries(lastVersions));
  for await (const batch of connector.follow(source, { positions, reader }, signal)) {
    const now = clock();
    let version = last.get(batch.stream) ?? 0n;
    const records = await mapInSlices(batch.records, (record) => {
      version = nextOrderVersion(version, record.timestampMs, now);
      return toIncoming(decoder, record, version);
    });
    last.set(batch.stream, version);
    yield {
      records,
      moves: { positions: { [batch.stream]: batch.position }, lastVersions: { [batch.stream]: version } },
      ...(batch.written === undefined ? {} : { written: batch.written }),
    };
  }
}

function toIncoming(decoder: RecordDecoder, record: RawRecord, version: bigint): Incoming {
  const { value, key, timestampMs, meta, positionText: position, wholeBytes } = record;
  return {
    decoded: decodeValue(decoder, record),
    timestampMs,
    version,
    meta,
    position,
    key,
    raw: () => ({
      text: value === null ? '' : Buffer.from(value.subarray(0, 4 * keptOfTooLarge)).toString('utf8'),
      truncated: wholeBytes !== undefined,
    }),
  };
}

function decodeValue(decoder: RecordDecoder, { value, wholeBytes, problem }: RawRecord): Incoming['decoded'] {
  if (problem !== undefined) return { ok: false, code: 'RECORD_MALFORMED', message: problem };
  return value === null ? 'tombstone' : decoder.decodeBytes(value, wholeBytes);
}

async function* readBucket(
  pipeline: SourcePipeline,
  source: BucketSource,
  signal: AbortSignal,
): AsyncGenerator<IncomingBatch> {
  const { connector, progress, documents, collection, reader } = pipeline;
  const marks = { reader, etagsOf: (keys: readonly string[]) => documents.readMarks(collection, source.id, keys) };
  while (!signal.aborted) {
    let found = false;
    for await (const object of connector.scan(source, marks, signal)) {
      found = true;
      yield* readWholeObject(pipeline, source, object, signal);
    }
    // Asking for more than this means that all before it is stored: no object is read again because its mark was still on its way.
    if (found) yield { records: [] };
    progress.recover();
    await wait(source.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function* readWholeObject(
  pipeline: SourcePipeline,
  source: BucketSource,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<IncomingBatch> {
  const { collection, settings, transformer, clock } = pipeline;
  const reader = { source, input: inputOf(collection), declared: collection.input, transformer, clock, ...settings };
  const done = { positions: {}, lastVersions: {}, marks: [{ key: object.key, etag: object.etag }] };
  let outcome: 'intact' | 'changed' | undefined;
  try {
    if (object.problem !== undefined) throw object.problem;
    for await (const records of readObject(reader, object, signal)) yield { records };
  } catch (error) {
    outcome = await object.release();
    // A file that is written to while it is read looks broken; the next scan reads it again.
    if (outcome === 'changed' || signal.aborted) return;
    const broken = asBrokenObject(error, object);
    yield { records: [brokenObject(object, broken, clock())], moves: done };
    return;
  }
  outcome = await object.release();
  if (outcome === 'intact') yield { records: [], moves: done };
}

function asBrokenObject(error: unknown, object: ObjectToRead): RockpoolError {
  if (error instanceof RockpoolError && ofRecord.has(error.code)) return error;
  if (error instanceof Error && 'syscall' in error) {
    throw new RockpoolError('SOURCE_UNREADABLE', `${object.bucket}/${object.key} cannot be read: ${error.message}.`, {
      cause: error,
    });
  }
  throw error;
}

const ofRecord: ReadonlySet<string> = new Set(['RECORD_MALFORMED', 'RECORD_TOO_LARGE']);

/** An object that cannot be read as a whole is one dead letter; it is not tried again until it changes. */
function brokenObject(object: ObjectToRead, { code, message }: RockpoolError, now: number): Incoming {
  return {
    decoded: { ok: false, code, message },
    timestampMs: object.modifiedMs,
    version: nextOrderVersion(0n, object.modifiedMs, now),
    meta: { ...object.captures, bucket: object.bucket, path: object.key },
    position: `${object.key}@object`,
    key: null,
    raw: () => ({ text: '', truncated: true }),
  };
}
