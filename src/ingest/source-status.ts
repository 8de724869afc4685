import { setTimeout as wait } from 'node:timers/promises';
import type { SourceDefinition } from '../catalog/collection.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { SourceHealth } from './connector.ts';
import { deadLetterPrefix } from './dead-letters/dead-letter.ts';
import type { SourceState, SourceStatus } from './ingest-service.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import { readSuspension, type Suspension } from './suspension.ts';

/** Whoever asks for a status must not wait for a cluster that does not answer. */
const patienceMs = 3_000;

/** How a source stands: from its checkpoint, its connector and what it does in this process. `started`: this process reads it when it may. */
export async function sourceStatus(pipeline: SourcePipeline, started: boolean): Promise<SourceStatus> {
  const { source, progress, records, documents, collection, clock } = pipeline;
  const [checkpoint, suspension, deadLetters] = await Promise.all([
    progress.reading === undefined
      ? documents.readCheckpoint(collection, source.id).then(readCheckpoint)
      : progress.checkpoint,
    readSuspension(records, collection, source.id, clock()),
    records.count('dead-letter', `${deadLetterPrefix(collection)}${source.id}/`),
  ]);
  const { positions, counters, lastProcessedMs, newestEventTime } = checkpoint;
  const { behind, message: told, group, streams } = await healthOf(pipeline, { positions });
  const message = progress.error ?? elsewhere(pipeline) ?? told;
  return {
    id: source.id,
    integration: source.integration,
    kind: source.kind,
    of: placeOf(source),
    state: stateOf(pipeline, started, suspension, behind),
    ...(message === undefined ? {} : { message }),
    positions,
    ...(behind === undefined ? {} : { behind }),
    counters,
    deadLetters,
    ...(lastProcessedMs === undefined ? {} : { lastProcessedMs }),
    ...(newestEventTime === undefined ? {} : { dataAgeMs: Math.max(0, clock() - Number(newestEventTime / 1000n)) }),
    ...(suspension === undefined ? {} : { suspendedAtMs: suspension.atMs, resumeAtMs: suspension.resumeAtMs }),
    ...(group === undefined ? {} : { group }),
    ...(streams === undefined ? {} : { streams }),
  };
}

async function healthOf(
  { connector, source, reader }: SourcePipeline,
  { positions }: { readonly positions: SourceStatus['positions'] },
): Promise<SourceHealth> {
  const answered = new AbortController();
  const silence = wait(patienceMs, { message: `${source.integration} does not answer.` }, { signal: answered.signal });
  silence.catch(() => undefined);
  return Promise.race([connector.health(source, { positions, reader }), silence]).finally(() => answered.abort());
}

function stateOf(
  { progress }: SourcePipeline,
  started: boolean,
  suspension: Suspension | undefined,
  behind: number | undefined,
): SourceState {
  if (suspension !== undefined) return 'SUSPENDED';
  if (progress.error !== undefined) return 'ERROR';
  if (!started) return 'SUSPENDED';
  if (!progress.started && progress.elsewhere === undefined) return 'INITIALIZING';
  return behind === 0 ? 'WATCHING' : 'PROCESSING';
}

function elsewhere({ progress }: SourcePipeline): string | undefined {
  return progress.elsewhere === undefined ? undefined : `It is read by ${progress.elsewhere}.`;
}

/** `user_activity`, or `shop/products/*.csv`. */
function placeOf(source: SourceDefinition): string {
  return source.kind === 'topic' ? source.topic : `${source.bucket}/${source.pattern}`;
}
