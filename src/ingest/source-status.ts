import { setTimeout as wait } from 'node:timers/promises';
import { askStore } from '../catalog/ask-store.ts';
import type { SourceDefinition } from '../catalog/collection.ts';
import { addStreams, type SourceTotals } from './checkpoint.ts';
import type { SourceHealth } from './connector.ts';
import { deadLetterPrefix } from './dead-letters/dead-letter.ts';
import type { SourceState, SourceStatus } from './ingest-service.ts';
import { readStoredStreams } from './stored-streams.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import type { StreamProgress } from './stream-progress.ts';
import { readSuspension, type Suspension } from './suspension.ts';

const patienceMs = 3_000;

/**
 * How a source stands: from its checkpoints, those of other servers too, its connector and what it does in this process. `started`: this process
 * reads it when it may. While the store is away it is what this process knows by itself, with the store's reason as its message.
 */
export async function sourceStatus(pipeline: SourcePipeline, started: boolean): Promise<SourceStatus> {
  const { source, progress, records, collection, clock } = pipeline;
  const stored = await askStore(
    Promise.all([
      readStoredStreams(pipeline),
      readSuspension(records, collection, source.id, clock()),
      records.count('dead-letter', `${deadLetterPrefix(collection)}${source.id}/`),
    ]),
  );
  const { away } = stored;
  const [streamsStored, suspension, deadLetters] = stored.away === undefined ? stored.value : [];
  const totals = streamsStored === undefined ? addProgress(progress.streams) : totalsOf(pipeline, streamsStored);
  const { positions, counters, lastProcessedMs, newestEventTime } = totals;
  const { behind, message: told, group, streams } = await healthOf(pipeline, { positions });
  const problems = [...new Set([away, progress.error])].filter((one) => one !== undefined);
  const message = problems.length > 0 ? problems.join(' ') : (elsewhere(pipeline) ?? told);
  return {
    id: source.id,
    integration: source.integration,
    kind: source.kind,
    of: placeOf(source),
    state: away === undefined ? stateOf(pipeline, started, suspension, behind) : 'ERROR',
    ...(message === undefined ? {} : { message }),
    positions,
    ...(behind === undefined ? {} : { behind }),
    counters,
    ...(deadLetters === undefined ? {} : { deadLetters }),
    ...(lastProcessedMs === undefined ? {} : { lastProcessedMs }),
    ...(newestEventTime === undefined ? {} : { dataAgeMs: Math.max(0, clock() - Number(newestEventTime / 1000n)) }),
    ...(suspension === undefined ? {} : { suspendedAtMs: suspension.atMs, resumeAtMs: suspension.resumeAtMs }),
    ...(group === undefined ? {} : { group }),
    ...(streams === undefined ? {} : { streams }),
  };
}

/** Of streams that this process reads, it knows more than the store: the outcomes of the last batch. */
function totalsOf({ progress }: SourcePipeline, stored: ReadonlyMap<string, StreamProgress>): SourceTotals {
  if (progress.reading === undefined) return addProgress(stored);
  const streams = new Map(stored);
  for (const [name, ours] of progress.streams) {
    const theirs = streams.get(name);
    if (!ours.overtaken && ours.isOurs(theirs?.stored ?? undefined)) streams.set(name, ours);
  }
  return addProgress(streams);
}

const addProgress = (streams: ReadonlyMap<string, StreamProgress>): SourceTotals =>
  addStreams(new Map([...streams].map(([name, { checkpoint }]) => [name, checkpoint])));

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
