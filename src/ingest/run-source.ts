import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { Refusal } from '../catalog/document-store.ts';
import { printStream, type StreamCheckpoint } from './checkpoint.ts';
import { addCounters, countOutcomes } from './conservation.ts';
import type { Rejected } from './dead-letters/dead-letter.ts';
import { keepDeadLetters } from './dead-letters/keep-dead-letters.ts';
import { processBatch, type Processed } from './process-batch.ts';
import { giveUp, readSource, type IncomingBatch } from './read-source.ts';
import { backoffMs } from './retry.ts';
import { whileStoreIsAway, type SourcePipeline } from './source-pipeline.ts';
import { readStoredStreams } from './stored-streams.ts';
import { makeOperationMaker } from './to-operations.ts';

/**
 * Reads one source until the signal aborts, whatever happens: read → decode → transform → dead letters → write with the checkpoint.
 * The next batch but one is asked for only when a batch is written, which is the back-pressure. Never throws.
 */
export async function runSource(pipeline: SourcePipeline, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await readOn(pipeline, signal, () => (attempt = 1));
    } catch (error) {
      if (isAborted(signal)) break;
      reportFailure(pipeline, error);
      // From the checkpoints: whatever was read and not written is read again.
      await wait(backoffMs(attempt + 3), undefined, { signal }).catch(() => undefined);
    }
  }
  await settle(pipeline).catch((error: unknown) => reportFailure(pipeline, error));
}

/** Asked again after waiting: the compiler takes the loop's condition for still true. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

async function readOn(pipeline: SourcePipeline, signal: AbortSignal, advanced: () => void): Promise<void> {
  const { collection, source, progress, transformation } = pipeline;
  const stored = await whileStoreIsAway(pipeline, () => readStoredStreams(pipeline), signal);
  for (const [name, stream] of stored) stream.keepOutcomes(progress.streams.get(name));
  progress.streams = stored;
  const maker = makeOperationMaker(source.id, transformation.fields, collection);

  // One batch is written while the next is read and transformed, so two are in memory at most.
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const batch of readSource(pipeline, signal)) {
      const began = performance.now();
      const processed = await processBatch(transformation, maker, batch.records);
      await writing;
      writing = writeBatch(pipeline, batch, processed, began, signal).then(advanced);
      // Its failure is thrown at the next turn, not as an unhandled rejection.
      writing.catch(() => undefined);
    }
  } finally {
    // Whoever reads the checkpoints next must find that of the last write.
    await writing.catch(() => undefined);
  }
  await writing;
}

async function writeBatch(
  pipeline: SourcePipeline,
  batch: IncomingBatch,
  processed: Processed,
  began: number,
  signal: AbortSignal,
): Promise<void> {
  const { collection, source, documents, observer } = pipeline;
  const { stream } = batch;
  if (stream.overtaken) return;
  // Before the checkpoint moves past them.
  await whileStoreIsAway(pipeline, () => keepDeadLetters(pipeline, processed.rejected), signal);
  const next = advance(pipeline, batch, processed);
  const value = batch.moves === undefined ? undefined : printStream(next);
  const { stored: after, name } = stream;
  const checkpoint =
    value === undefined
      ? undefined
      : { source: source.id, stream: name, value, after, marks: batch.moves?.marks ?? [] };
  stream.writing = value;
  const result = await whileStoreIsAway(
    pipeline,
    async () => {
      if ((await pipeline.mayWrite?.()) === false) throw signal.reason;
      return documents.write(collection, processed.operations, checkpoint, (refusals) =>
        keepDeadLetters(pipeline, refused(processed, refusals)),
      );
    },
    signal,
  );
  if (result.overtaken === true) {
    giveUp(pipeline, stream, batch.overtaken);
    return;
  }
  const outcomes = countOutcomes(result);
  stream.checkpoint = { ...next, counters: addCounters(next.counters, outcomes) };
  if (value !== undefined) stream.wasStored(value);
  batch.written?.();

  if (next.newestEventTime !== undefined) pipeline.onWritten?.(printQualified(collection), next.newestEventTime);
  if (batch.records.length === 0) return;
  const { read, made, dead, filtered } = processed.counters;
  const elapsedMs = performance.now() - began;
  observer({
    kind: 'batch-written',
    collection: printQualified(collection),
    source: source.id,
    read,
    made,
    dead,
    filtered,
    ...outcomes,
    elapsedMs,
  });
}

function refused({ owners }: Processed, refusals: readonly Refusal[]): readonly Rejected[] {
  return refusals.map(({ index, code, message }) => ({ incoming: owners[index]!, stage: 'store', code, message }));
}

/** The checkpoint after a batch; its documents are in flight until the store answers. */
function advance(
  { clock }: SourcePipeline,
  { moves, stream: { checkpoint: before } }: IncomingBatch,
  { counters, operations }: Processed,
): StreamCheckpoint {
  const newest = operations.eventTimes.reduce(
    (most, time, index) => (time > most && operations.kinds[index] !== 'delete' ? time : most),
    before.newestEventTime ?? -(2n ** 63n),
  );
  return {
    ...before,
    ...(moves?.position === undefined ? {} : { position: moves.position }),
    lastVersion: moves?.lastVersion ?? before.lastVersion,
    counters: addCounters(before.counters, counters),
    lastProcessedMs: clock(),
    ...(newest === -(2n ** 63n) ? {} : { newestEventTime: newest }),
  };
}

/** At an orderly end the outcomes of the last batches are stored too. */
async function settle(pipeline: SourcePipeline): Promise<void> {
  const { documents, collection, source, progress, transformation } = pipeline;
  const unsettled = [...progress.streams.values()].filter((stream) => stream.unsettled() !== undefined);
  if (unsettled.length === 0 || (await pipeline.mayWrite?.()) === false) return;
  const nothing = { rowCount: 0, columns: transformation.fields.map(() => []) };
  const { batch } = makeOperationMaker(source.id, transformation.fields, collection).make([], nothing, []);
  for (const stream of unsettled) {
    const [value, after] = [stream.unsettled()!, stream.stored];
    const place = { source: source.id, stream: stream.name, value, after };
    if ((await documents.write(collection, batch, place)).overtaken !== true) stream.stored = value;
  }
}

/** Says so in the status of the source and in the log. */
export function reportFailure({ progress, observer, collection, source }: SourcePipeline, error: unknown): void {
  const expected = error instanceof RockpoolError;
  const message = expected
    ? error.message
    : `Something that should not happen: ${error instanceof Error ? error.message : String(error)}`;
  progress.fail(message);
  const name = printQualified(collection);
  if (!expected)
    observer({
      kind: 'bug',
      traceId: `${name}/${source.id}`,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  observer({ kind: 'source-state', collection: name, source: source.id, state: 'ERROR', message });
}
