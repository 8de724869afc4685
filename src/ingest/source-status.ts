import { setTimeout as wait } from 'node:timers/promises';
import type { SourceDefinition } from '../catalog/collection.ts';
import { addStreams, type SourceTotals } from './checkpoint.ts';
import type { SourceHealth } from './connector.ts';
import { deadLetterPrefix } from './dead-letters/dead-letter.ts';
import type { SourceState, SourceStatus } from './ingest-service.ts';
import { readStoredStreams } from './stored-streams.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import { readSuspension, type Suspension } from './suspension.ts';

/** Whoever asks for a status must not wait for a cluster that does not answer. */
const patienceMs = 3_000;

/** How a source stands: from its checkpoints, those of other servers too, its connector and what it does in this process. `started`: this process reads it when it may. */
export async function sourceStatus(pipeline: SourcePipeline, started: boolean): Promise<SourceStatus> {
  const { source, progress, records, collection, clock } = pipeline;
  const [totals, suspension, deadLetters] = await Promise.all([
    totalsOf(pipeline),
    readSuspension(records, collection, source.id, clock()),
    records.count('dead-letter', `${deadLetterPrefix(collection)}${source.id}/`),
  ]);
  const { positions, counters, lastProcessedMs, newestEventTime } = totals;
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

/** Of streams that this process reads, it knows more than the store: the outcomes of the last batch. */
async function totalsOf(pipeline: SourcePipeline): Promise<SourceTotals> {
  const { progress } = pipeline;
  const streams = await readStoredStreams(pipeline);
  if (progress.reading === undefined)
    return addStreams(new Map([...streams].map(([name, { checkpoint }]) => [name, checkpoint])));
  for (const [name, ours] of progress.streams) {
    const theirs = streams.get(name);
    if (!ours.overtaken && ours.isOurs(theirs?.stored ?? undefined)) streams.set(name, ours);
  }
  return addStreams(new Map([...streams].map(([name, { checkpoint }]) => [name, checkpoint])));
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
