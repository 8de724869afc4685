import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import { basePath, type Contract } from './contract.ts';
import { count, dataOf, named, nullable, time, workspaceParams } from './schema-parts.ts';
import { source } from './sources.ts';

const text = nullable(Type.String());
const nothing = Type.Null();

export const collection = named('Collection', {
  name: Type.String(),
  workspace: Type.String(),
  description: text,
  status: Type.Enum(['CREATED', 'READY']),
  message: Type.Optional(Type.String({ description: 'Why there are no statistics: the store is away' })),
  fields: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), description: text })),
  sources: Type.Array(source),
  stats: Type.Object({
    doc_count: nullable(count),
    total_size: nullable(count),
    last_updated_ms: nullable(count),
    fill_progress: nullable(Type.Number()),
    data_age_ms: nullable(Type.Number()),
  }),
  retention_secs: nullable(count),
  field_mappings: Type.Array(Type.Unknown()),
  field_mapping_query: nullable(Type.Object({ sql: Type.String() })),
  clustering_key: Type.Array(Type.Unknown()),
  aliases: Type.Array(Type.Unknown()),
  read_only: Type.Boolean(),
  insert_only: Type.Boolean(),
  storage_compression_type: nothing,
  rrn: nothing,
  bulk_stats: nothing,
  created_at: nullable(time),
  created_by: text,
  created_by_apikey_name: text,
});
export type CollectionBody = Static<typeof collection>;

export const listCollectionsContract = {
  method: 'GET',
  url: `${basePath}/collections`,
  operationId: 'list_collections',
  summary: 'All collections',
  tag: 'Collections',
  reply: dataOf(Type.Array(collection)),
} as const satisfies Contract;

export const listWorkspaceCollectionsContract = {
  method: 'GET',
  url: `${basePath}/ws/:workspace/collections`,
  operationId: 'list_workspace_collections',
  summary: 'Collections of a workspace',
  tag: 'Collections',
  params: workspaceParams,
  reply: dataOf(Type.Array(collection)),
} as const satisfies Contract;

export const getCollectionContract = {
  method: 'GET',
  url: collectionUrl,
  operationId: 'get_collection',
  summary: 'Describe a collection: fields, sources, statistics',
  tag: 'Collections',
  params: collectionParams,
  reply: dataOf(collection),
} as const satisfies Contract;
