import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl, sourceParams } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { anyJson, count, dataOf, named, nullable, time } from './schema-parts.ts';

const text = nullable(Type.String());

/** What Rockset told of a topic of a cluster. */
const kafka = named('KafkaSource', {
  kafka_topic_name: Type.String(),
  use_v3: Type.Boolean(),
  offset_reset_policy: nullable(Type.Enum(['EARLIEST', 'LATEST'])),
  consumer_group_id: nullable(Type.String()),
  status: Type.Object({
    state: Type.Enum(['NO_DOCS_YET', 'ACTIVE', 'DORMANT'], {
      description: 'DORMANT: no record came for ten minutes',
    }),
    last_consumed_time: nullable(Type.Integer({ description: 'Milliseconds since 1970' })),
    num_documents_processed: count,
    kafka_partitions: Type.Array(Type.Object({ partition_number: count, partition_offset: count, offset_lag: count })),
  }),
});

/** What Rockset told of a bucket. */
const s3 = named('S3Source', {
  bucket: Type.String(),
  prefix: text,
  pattern: text,
  region: text,
  settings: Type.Object({ s3_scan_frequency: Type.String({ examples: ['30s'] }) }),
  object_count_total: Type.Null(),
  object_count_downloaded: Type.Null(),
  object_bytes_total: Type.Null(),
  object_bytes_downloaded: Type.Null(),
});

const stream = Type.Object({
  stream: Type.String({ description: 'Number of a partition' }),
  offset: nullable(count),
  end: count,
  lag: Type.Integer({ minimum: 0, description: 'Offsets, not records: transactions and compaction leave gaps' }),
  assigned: Type.Boolean({ description: 'False when another member of the group reads it' }),
});

/** How a source stands. The two equations of conservation hold over `counters`. */
export const source = named('Source', {
  id: Type.String(),
  integration_name: Type.String(),
  kind: Type.Enum(['topic', 'bucket']),
  of: Type.String({ description: 'Topic, or bucket and pattern' }),
  ingest_transformation: Type.Null(),
  suspended_at: nullable(time),
  resume_at: nullable(time),
  status: Type.Object({
    state: Type.Enum(['INITIALIZING', 'WATCHING', 'PROCESSING', 'COMPLETED', 'ERROR', 'SUSPENDED']),
    message: text,
    last_processed_at: nullable(time),
    last_processed_item: Type.Null(),
    total_processed_items: count,
    detected_size_bytes: Type.Null(),
  }),
  counters: Type.Object({
    read: count,
    filtered: count,
    dead: count,
    made: count,
    documents: count,
    applied: count,
    superseded: count,
    refused: count,
  }),
  dead_letters: nullable(Type.Integer({ minimum: 0, description: 'Null while the store is away' })),
  kafka: Type.Optional(kafka),
  s3: Type.Optional(s3),
  consumer_group: Type.Optional(Type.String()),
  streams: Type.Optional(Type.Array(stream)),
  behind: Type.Optional(Type.Integer({ minimum: 0, description: 'Records or objects not read yet' })),
  data_age_ms: Type.Optional(Type.Number()),
  positions: Type.Record(Type.String(), anyJson),
});
export type SourceBody = Static<typeof source>;

export const listSourcesContract = {
  method: 'GET',
  url: `${collectionUrl}/sources`,
  operationId: 'list_sources',
  summary: 'Sources of a collection and how they stand',
  tag: 'Collections',
  params: collectionParams,
  reply: dataOf(Type.Array(source)),
} as const satisfies Contract;

export const getSourceContract = {
  method: 'GET',
  url: `${collectionUrl}/sources/:source`,
  operationId: 'get_source',
  summary: 'How a source stands',
  tag: 'Collections',
  params: sourceParams,
  reply: dataOf(source),
} as const satisfies Contract;

const pausing = { method: 'POST', tag: 'Collections', params: sourceParams, reply: dataOf(source) } as const;

export const suspendSourceContract = {
  ...pausing,
  url: `${collectionUrl}/sources/:source/suspend`,
  operationId: 'suspend_source',
  summary: 'Stop reading a source for a while; it goes on where it stopped',
  body: named('SuspendRequest', {
    resume_after_duration: Type.Optional(
      nullable(Type.String({ description: 'One hour when absent', examples: ['PT1H', '2h'] })),
    ),
  }),
  bodyOptional: true,
} as const satisfies Contract;

export const resumeSourceContract = {
  ...pausing,
  url: `${collectionUrl}/sources/:source/resume`,
  operationId: 'resume_source',
  summary: 'Read a suspended source again',
} as const satisfies Contract;
