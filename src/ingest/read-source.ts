import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { BucketSource, TopicSource } from '../catalog/collection.ts';
import type { ObjectMark } from '../catalog/document-store.ts';
import { nextOrderVersion } from '../catalog/order-version.ts';
import { addStreams } from './checkpoint.ts';
import type { FollowState, ObjectToRead, RawRecord, StreamBatch } from './connector.ts';
import { keptOfTooLarge } from './decode/text-record.ts';
import { makeRecordDecoder, type RecordDecoder } from './decode/record-decoder.ts';
import type { Incoming } from './incoming.ts';
import { readObject } from './read-object.ts';
import { mapInSlices } from './slices.ts';
import { whileStoreIsAway, type SourcePipeline } from './source-pipeline.ts';
import { inputOf } from './special-fields.ts';
import { readStoredStreams } from './stored-streams.ts';
import { StreamProgress } from './stream-progress.ts';

/** Decoded records, and what the checkpoint says once they are written. */
export interface IncomingBatch {
  readonly records: readonly Incoming[];
  readonly stream: StreamProgress;
  /** Absent in the middle of an object: it is read whole or again. */
  readonly moves?: {
    readonly position?: JsonObject;
    readonly lastVersion?: bigint;
    readonly marks?: readonly ObjectMark[];
  };
  /** To be called when the store has acknowledged them. */
  readonly written?: () => void;
  /** As in `StreamBatch`. */
  readonly overtaken?: (() => void) | undefined;
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
  const { positions } = addStreams(new Map([...progress.streams].map(([name, one]) => [name, one.checkpoint])));
  const moved: FollowState['moved'] = (streams) => movedStreams(pipeline, streams, signal);
  const state = { positions, reader, ...(reader === undefined ? {} : { moved }) };
  for await (const batch of connector.follow(source, state, signal)) {
    const now = clock();
    const stream = progress.streams.get(batch.stream) ?? new StreamProgress(batch.stream, undefined);
    progress.streams.set(batch.stream, stream);
    // Until its place is found anew.
    if (stream.overtaken) continue;
    if (!follows(stream, batch)) {
      giveUp(pipeline, stream, batch.overtaken);
      continue;
    }
    const { head } = stream;
    const records = await mapInSlices(batch.records, (record) => {
      head.version = nextOrderVersion(head.version, record.timestampMs, now);
      return toIncoming(decoder, record, head.version);
    });
    head.position = batch.position;
    yield {
      records,
      stream,
      moves: { position: batch.position, lastVersion: head.version },
      overtaken: batch.overtaken,
      ...(batch.written === undefined ? {} : { written: batch.written }),
    };
  }
}

/** False for what was on its way when the stream turned out to be moved by another reader. */
function follows({ head }: StreamProgress, { from }: StreamBatch): boolean {
  return from === undefined || head.position === undefined || JSON.stringify(from) === JSON.stringify(head.position);
}

/**
 * Where the streams go on that another server has moved since this one knew them; what was read of them here and not written is void.
 * Waits while the store is away.
 */
async function movedStreams(
  pipeline: SourcePipeline,
  streams: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, JsonObject>>> {
  const { progress } = pipeline;
  const stored = await whileStoreIsAway(pipeline, () => readStoredStreams(pipeline), signal);
  const places: Record<string, JsonObject> = {};
  for (const name of streams) {
    const [ours, theirs] = [progress.streams.get(name), stored.get(name)];
    if (ours === undefined ? theirs === undefined : !ours.overtaken && ours.isOurs(theirs?.stored ?? undefined))
      continue;
    const position = theirs?.head.position;
    // Whoever moved it has left no place: all begins anew with what is stored.
    if (theirs === undefined || position === undefined) throw movedAway(pipeline);
    if (ours !== undefined) ours.overtaken = true;
    progress.streams.set(name, theirs);
    places[name] = position;
  }
  return places;
}

/** The stream is another server's, or was. Throws SOURCE_UNREADABLE when the connector cannot find its place but by beginning anew. */
export function giveUp(pipeline: SourcePipeline, stream: StreamProgress, overtaken?: () => void): void {
  stream.overtaken = true;
  if (overtaken === undefined) throw movedAway(pipeline);
  overtaken();
}

const movedAway = ({ source }: SourcePipeline): RockpoolError =>
  new RockpoolError(
    'SOURCE_UNREADABLE',
    `Another server reads the source ${source.id} too and came further: this one goes on from there.`,
  );

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
  const stream = progress.streams.get('') ?? new StreamProgress('', undefined);
  progress.streams.set('', stream);
  const marks = { reader, etagsOf: (keys: readonly string[]) => documents.readMarks(collection, source.id, keys) };
  while (!signal.aborted) {
    let found = false;
    const scan = (progress.scans += 1);
    for await (const object of connector.scan(source, marks, signal)) {
      found = true;
      yield* readWholeObject(pipeline, source, stream, object, signal);
    }
    // Asking for more than this means that all before it is stored: no object is read again because its mark was still on its way.
    if (found) yield { records: [], stream };
    else if (!isAborted(signal)) progress.emptyScan = scan;
    progress.recover();
    await wait(source.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Asked again after waiting: the compiler takes the loop's condition for still true. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

async function* readWholeObject(
  pipeline: SourcePipeline,
  source: BucketSource,
  stream: StreamProgress,
  object: ObjectToRead,
  signal: AbortSignal,
): AsyncGenerator<IncomingBatch> {
  const { collection, settings, transformer, clock } = pipeline;
  const reader = { source, input: inputOf(collection), declared: collection.input, transformer, clock, ...settings };
  const done = { marks: [{ key: object.key, etag: object.etag }] };
  let outcome: 'intact' | 'changed' | undefined;
  try {
    if (object.problem !== undefined) throw object.problem;
    for await (const records of readObject(reader, object, signal)) yield { records, stream };
  } catch (error) {
    outcome = await object.release();
    // A file that is written to while it is read looks broken; the next scan reads it again.
    if (outcome === 'changed' || signal.aborted) return;
    const broken = asBrokenObject(error, object);
    yield { records: [brokenObject(object, broken, clock())], stream, moves: done };
    return;
  }
  outcome = await object.release();
  if (outcome === 'intact') yield { records: [], stream, moves: done };
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
