import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl, sourceParams } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { anyJson, count, dataOf, named, nullable, time } from './schema-parts.ts';

const text = nullable(Type.String());

/** How a source stands. The two equations of conservation hold over `counters`. */
export const source = named('Source', {
  id: Type.String(),
  integration_name: Type.String(),
  kind: Type.Enum(['topic', 'bucket']),
  of: Type.String({ description: 'Topic, or bucket and pattern' }),
  ingest_transformation: Type.Null(),
  suspended_at: Type.Null(),
  resume_at: Type.Null(),
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
  dead_letters: count,
  behind: Type.Optional(count),
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
