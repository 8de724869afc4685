import type { SourceDefinition } from '../catalog/collection.ts';
import { deadLetterPrefix } from './dead-letter.ts';
import type { SourceState, SourceStatus } from './ingest-service.ts';
import type { SourcePipeline } from './source-pipeline.ts';

/** How a source stands: from its checkpoint, its connector and what it does in this process. */
export async function sourceStatus(pipeline: SourcePipeline, reading: boolean): Promise<SourceStatus> {
  const { source, connector, progress, records, collection, clock } = pipeline;
  const { positions, counters, lastProcessedMs, newestEventTime } = progress.checkpoint;
  const health = await connector.health(source, { positions });
  const deadLetters = await records.count('dead-letter', `${deadLetterPrefix(collection)}${source.id}/`);
  const message = progress.error ?? health.message;
  return {
    id: source.id,
    integration: source.integration,
    kind: source.kind,
    of: placeOf(source),
    state: stateOf(pipeline, reading, health.behind),
    ...(message === undefined ? {} : { message }),
    positions,
    ...(health.behind === undefined ? {} : { behind: health.behind }),
    counters,
    deadLetters,
    ...(lastProcessedMs === undefined ? {} : { lastProcessedMs }),
    ...(newestEventTime === undefined ? {} : { dataAgeMs: Math.max(0, clock() - Number(newestEventTime / 1000n)) }),
  };
}

function stateOf({ progress }: SourcePipeline, reading: boolean, behind: number | undefined): SourceState {
  if (progress.error !== undefined) return 'ERROR';
  if (!reading) return 'SUSPENDED';
  if (!progress.started) return 'INITIALIZING';
  return behind === 0 ? 'WATCHING' : 'PROCESSING';
}

/** `user_activity`, or `shop/products/*.csv`. */
function placeOf(source: SourceDefinition): string {
  return source.kind === 'topic' ? source.topic : `${source.bucket}/${source.pattern}`;
}
