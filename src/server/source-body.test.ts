import { expect, it } from 'vitest';
import type { App } from '../app/app.ts';
import type { Collection, SourceDefinition } from '../catalog/collection.ts';
import { nothingRead } from '../ingest/conservation.ts';
import type { SourceStatus } from '../ingest/ingest-service.ts';
import { sourceBody } from './source-body.ts';

// Of an app only the integrations are looked at.
const app = {
  config: {
    integrations: {
      events: { kind: 'kafka', brokers: ['b:9092'], groupPrefix: 'rockpool', sessionTimeoutMs: 30_000 },
      lake: { kind: 's3', region: 'eu-central-1', pathStyle: false },
      local: { kind: 'files', path: '/data' },
    },
  },
} as unknown as App;

const topic = { kind: 'topic', id: 's', topic: 'clicks', start: 'latest', format: { kind: 'json' } } as const;
const bucket = { kind: 'bucket', id: 's', bucket: 'shop', everyMs: 1500, format: { kind: 'ndjson' } } as const;

const bodyOf = (source: SourceDefinition, status: Partial<SourceStatus> = {}) => {
  const definition = { workspace: 'commons', name: 'c', sources: [source], input: [], fieldOptions: {}, file: '' };
  const whole: SourceStatus = {
    id: source.id,
    integration: source.integration,
    kind: source.kind,
    of: 'clicks',
    state: 'WATCHING',
    positions: {},
    counters: nothingRead,
    deadLetters: 0,
    ...status,
  };
  const collection: Collection = { definition, fields: [] };
  return sourceBody(app, collection, whole);
};

it('tells of a topic of a cluster as Rockset did, and of its partitions', () => {
  const streams = [
    { stream: '0', offset: 40, end: 42, lag: 2, assigned: true },
    { stream: '1', end: 7, lag: 7, assigned: false },
  ];
  const lastProcessedMs = Date.now() - 1000;

  const body = bodyOf(
    { ...topic, integration: 'events' },
    { streams, group: 'rockpool-commons-c', lastProcessedMs, counters: { ...nothingRead, read: 40 } },
  );

  expect(body.kafka).toEqual({
    kafka_topic_name: 'clicks',
    use_v3: true,
    offset_reset_policy: 'LATEST',
    consumer_group_id: 'rockpool-commons-c',
    status: {
      state: 'ACTIVE',
      last_consumed_time: lastProcessedMs,
      num_documents_processed: 40,
      kafka_partitions: [
        { partition_number: 0, partition_offset: 40, offset_lag: 2 },
        { partition_number: 1, partition_offset: 0, offset_lag: 7 },
      ],
    },
  });
  expect([body.consumer_group, body.streams?.[1]]).toEqual([
    'rockpool-commons-c',
    { stream: '1', offset: null, end: 7, lag: 7, assigned: false },
  ]);
});

it.each([
  ['NO_DOCS_YET', 0, undefined],
  ['ACTIVE', 1, 9 * 60_000],
  ['DORMANT', 1, 11 * 60_000],
])('calls a topic %s', (state, read, agoMs) => {
  const lastProcessed = agoMs === undefined ? {} : { lastProcessedMs: Date.now() - agoMs };
  const status = { ...lastProcessed, counters: { ...nothingRead, read } };

  expect(bodyOf({ ...topic, integration: 'events' }, status).kafka?.status.state).toBe(state);
});

it('tells of a bucket as Rockset did', () => {
  const told = (pattern: string) => bodyOf({ ...bucket, integration: 'lake', pattern }).s3;

  expect(told('in/*.csv')).toEqual({
    bucket: 'shop',
    prefix: null,
    pattern: 'in/*.csv',
    region: 'eu-central-1',
    settings: { s3_scan_frequency: '1.5s' },
    object_count_total: null,
    object_count_downloaded: null,
    object_bytes_total: null,
    object_bytes_downloaded: null,
  });
  expect([told('in/')?.prefix, told('in/')?.pattern, told('')?.prefix]).toEqual(['in/', null, null]);
});

it('says nothing of clusters and accounts when the source is a folder', () => {
  expect(Object.keys(bodyOf({ ...topic, integration: 'local' }))).not.toContain('kafka');
  expect(Object.keys(bodyOf({ ...bucket, integration: 'local', pattern: '' }))).not.toContain('s3');
});
