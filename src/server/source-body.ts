import type { SourceBody } from '../api/sources.ts';
import type { App } from '../app/app.ts';
import type { BucketSource, Collection, SourceDefinition, TopicSource } from '../catalog/collection.ts';
import type { S3Integration } from '../config/config.ts';
import type { SourceStatus } from '../ingest/ingest-service.ts';
import { isoTimeOrNull } from './print-time.ts';

/** Without a record for so long a topic is called dormant. */
const dormantAfterMs = 10 * 60_000;

/** How a source stands, in Rockset's form and with what only Rockpool knows. */
export function sourceBody(app: App, { definition }: Collection, status: SourceStatus): SourceBody {
  const { read, filtered, dead, made, documents, applied, superseded, refused } = status.counters;
  const source = definition.sources.find((one) => one.id === status.id);
  return {
    id: status.id,
    integration_name: status.integration,
    kind: status.kind,
    of: status.of,
    ingest_transformation: null,
    suspended_at: isoTimeOrNull(status.suspendedAtMs),
    resume_at: isoTimeOrNull(status.resumeAtMs),
    status: {
      state: status.state,
      message: status.message ?? null,
      last_processed_at: isoTimeOrNull(status.lastProcessedMs),
      last_processed_item: null,
      total_processed_items: read,
      detected_size_bytes: null,
    },
    ...(source === undefined ? {} : outside(app, source, status)),
    ...(status.group === undefined ? {} : { consumer_group: status.group }),
    ...(status.streams === undefined
      ? {}
      : { streams: status.streams.map((stream) => ({ ...stream, offset: stream.offset ?? null })) }),
    counters: { read, filtered, dead, made, documents, applied, superseded, refused },
    dead_letters: status.deadLetters ?? null,
    ...(status.behind === undefined ? {} : { behind: status.behind }),
    ...(status.dataAgeMs === undefined ? {} : { data_age_ms: status.dataAgeMs }),
    positions: { ...status.positions },
  };
}

/** The member that Rockset named after the system a source comes from. Folders have none. */
function outside(app: App, source: SourceDefinition, status: SourceStatus): Pick<SourceBody, 'kafka' | 's3'> {
  const integration = app.config.integrations[source.integration];
  if (source.kind === 'topic') return integration?.kind === 'kafka' ? { kafka: kafkaBody(source, status) } : {};
  return integration?.kind === 's3' ? { s3: s3Body(source, integration) } : {};
}

function kafkaBody({ topic, start }: TopicSource, status: SourceStatus): NonNullable<SourceBody['kafka']> {
  const { counters, lastProcessedMs, streams = [] } = status;
  const isActive = lastProcessedMs !== undefined && Date.now() - lastProcessedMs < dormantAfterMs;
  return {
    kafka_topic_name: topic,
    use_v3: true,
    offset_reset_policy: typeof start === 'number' ? null : start === 'latest' ? 'LATEST' : 'EARLIEST',
    consumer_group_id: status.group ?? null,
    status: {
      state: counters.read === 0 ? 'NO_DOCS_YET' : isActive ? 'ACTIVE' : 'DORMANT',
      last_consumed_time: lastProcessedMs === undefined ? null : Math.round(lastProcessedMs),
      num_documents_processed: counters.read,
      kafka_partitions: streams.map(({ stream, offset, lag }) => ({
        partition_number: Number(stream),
        partition_offset: offset ?? 0,
        offset_lag: lag,
      })),
    },
  };
}

function s3Body({ bucket, pattern, everyMs }: BucketSource, { region }: S3Integration): NonNullable<SourceBody['s3']> {
  const isPattern = /[*?{]/.test(pattern);
  return {
    bucket,
    prefix: isPattern || pattern === '' ? null : pattern,
    pattern: isPattern ? pattern : null,
    region,
    settings: { s3_scan_frequency: `${everyMs / 1000}s` },
    object_count_total: null,
    object_count_downloaded: null,
    object_bytes_total: null,
    object_bytes_downloaded: null,
  };
}
