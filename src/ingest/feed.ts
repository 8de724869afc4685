import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { CollectionDefinition, SourceDefinition } from '../catalog/collection.ts';
import type { SourceFeed } from '../catalog/reindexer.ts';
import { Bell } from './bell.ts';
import type { FeedTarget, SourceStatus } from './ingest-service.ts';
import { prepareCollection, type PreparedCollection } from './prepared-collection.ts';
import { connectorOf, type IngestParts, type SourcePipeline } from './source-pipeline.ts';
import { SourceProgress } from './source-progress.ts';
import { sourceStatus } from './source-status.ts';
import { superviseSource } from './supervise-source.ts';

/** What a connector says of the outside may be as old as this. */
const healthIsFreshMs = 1_100;
const pollMs = 200;
/** A source that fails for so long is not waited for any more. */
const patienceMs = 20_000;
/** So often a bucket is looked through, however rarely its source asks for it. */
const scanEveryMs = 1_000;

/** See IngestService.feed. */
export async function startFeed(
  parts: IngestParts,
  definition: CollectionDefinition,
  target: FeedTarget,
): Promise<SourceFeed> {
  for (const source of definition.sources) assertFromStart(definition, source);
  const prepared = await prepareCollection(parts.transformer, definition);
  const pipelines = definition.sources.map((source) => pipelineOf(parts, prepared, source, target));
  const stopping = new AbortController();
  const running = pipelines.map((pipeline) => superviseSource(pipeline, new Bell(), stopping.signal));
  let stopped: Promise<void> | undefined;
  return {
    repeatsVersions: pipelines.every(
      ({ source, connector }) => source.kind !== 'topic' || connector.readsAlone !== true,
    ),
    async catchUp(mayGoOn) {
      await wait(healthIsFreshMs);
      const check = (): void => {
        if (stopping.signal.aborted) throw new RockpoolError('SERVER_STOPPING', 'The server is shutting down.');
        mayGoOn();
      };
      await Promise.all(pipelines.map((pipeline) => untilRead(pipeline, check)));
    },
    read: () =>
      pipelines.reduce(
        (sum, { progress }) =>
          [...progress.streams.values()].reduce((all, { checkpoint }) => all + checkpoint.counters.read, sum),
        0,
      ),
    stop() {
      stopping.abort();
      return (stopped ??= Promise.all(running).then(() => prepared.transformation.close()));
    },
  };
}

function assertFromStart({ name, workspace }: CollectionDefinition, source: SourceDefinition): void {
  if (source.kind !== 'topic' || source.start !== 'latest') return;
  throw new RockpoolError(
    'REQUEST_INVALID',
    `The source ${source.id} of ${printQualified({ workspace, name })} starts at \`latest\`: nothing that is there would be read.`,
    { hint: 'Write `start: earliest` or a time in its file, or rebuild the index with `--from old`.' },
  );
}

function pipelineOf(
  { connectors, records, transformer, settings, clock, observer, holder, leaseMs }: IngestParts,
  { collection: { definition }, transformation }: PreparedCollection,
  source: SourceDefinition,
  target: FeedTarget,
): SourcePipeline {
  return {
    connectors,
    records,
    transformer,
    settings,
    clock,
    observer,
    holder,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    documents: target.documents,
    collection: { ...definition, name: target.name },
    source: source.kind === 'bucket' ? { ...source, everyMs: Math.min(source.everyMs, scanEveryMs) } : source,
    transformation,
    connector: connectorOf({ connectors }, source.integration),
    progress: new SourceProgress(),
    // The same each time, so that a cluster does not collect consumer groups.
    reader: `${printQualified(definition)}~next`,
  };
}

/** Returns when all that the source has now is written. */
async function untilRead(pipeline: SourcePipeline, mayGoOn: () => void): Promise<void> {
  const scans = pipeline.progress.scans;
  let goal: SourceStatus | undefined;
  let failingSince: number | undefined;
  for (;;) {
    mayGoOn();
    const status = await sourceStatus(pipeline, true);
    const isKnown = status.state !== 'ERROR' && (pipeline.source.kind === 'bucket' || status.behind !== undefined);
    if (isKnown && pipeline.progress.started) {
      goal ??= status;
      if (hasReached(pipeline, status, goal, scans)) return;
      failingSince = undefined;
    } else {
      failingSince ??= performance.now();
      if (performance.now() - failingSince > patienceMs) throw unreadable(pipeline, status);
    }
    await wait(pollMs);
  }
}

/** A busy source is never read to its end: what counts is the end that it had. */
function hasReached(
  { source, progress }: SourcePipeline,
  status: SourceStatus,
  goal: SourceStatus,
  scans: number,
): boolean {
  if (source.kind === 'bucket') return progress.emptyScan > scans;
  if (status.behind === 0) return true;
  if (goal.streams === undefined) return status.counters.read >= goal.counters.read + goal.behind!;
  const offsets = new Map(status.streams?.map((one) => [one.stream, one]));
  return goal.streams.every(({ stream, end, lag }) => lag === 0 || (offsets.get(stream)?.offset ?? 0) >= end);
}

const unreadable = ({ source, collection }: SourcePipeline, { message }: SourceStatus): RockpoolError =>
  new RockpoolError(
    'SOURCE_UNREADABLE',
    `The source ${source.id} of ${collection.workspace}.${collection.name.replace(/~.*$/, '')} is not read: ${message ?? 'it does not begin'}.`,
    { hint: 'Nothing was changed. Mend the source, or rebuild the index with `--from old`.' },
  );
