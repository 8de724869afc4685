import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { anyJson, dataOf, named } from './schema-parts.ts';

/** What Kafka and S3 allow in names, together; never a path. */
const outsideNamePattern = '^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}$';

export const preview = named('Preview', {
  collection: Type.String(),
  source: Type.String(),
  fields: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  rows: Type.Array(
    Type.Object({
      record: Type.String({ description: 'As it was read' }),
      documents: Type.Array(anyJson),
      error: Type.Optional(Type.String()),
    }),
  ),
});
export type PreviewBody = Static<typeof preview>;

/** One entry per source. */
export const previewContract = {
  method: 'GET',
  url: `${collectionUrl}/preview`,
  operationId: 'preview_collection',
  summary: 'The first records of each source, beside the documents they become',
  tag: 'Collections',
  params: collectionParams,
  query: Type.Object({ rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })) }),
  reply: dataOf(Type.Array(preview)),
} as const satisfies Contract;

export const proposal = named('Proposal', {
  file: Type.String({ description: 'Where the file belongs, relative to the project folder' }),
  yaml: Type.String({ description: 'The file, ready to be saved' }),
  sampled: Type.Integer({ minimum: 0, description: 'Records that were looked at' }),
  refused: Type.Integer({ minimum: 0, description: 'Those of them that would become dead letters' }),
  preview,
});
export type ProposalBody = Static<typeof proposal>;

const proposalRequest = named('ProposalRequest', {
  integration: Type.Optional(Type.String({ minLength: 1, description: 'Of rockpool.yaml; of a topic or bucket' })),
  index: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4096, description: 'Or the name, alias or pattern of indices that exist' }),
  ),
  topic: Type.Optional(Type.String({ pattern: outsideNamePattern, description: 'Either a topic, or a bucket' })),
  bucket: Type.Optional(Type.String({ pattern: outsideNamePattern })),
  pattern: Type.Optional(Type.String({ maxLength: 1024, description: 'Of the objects; without wildcards a prefix' })),
  format: Type.Optional(Type.Enum(['json', 'avro', 'ndjson', 'csv', 'parquet'])),
  rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
});
export type ProposalRequestBody = Static<typeof proposalRequest>;

/** The collection need not exist, and is not made. */
export const proposeContract = {
  method: 'POST',
  url: `${collectionUrl}/preview`,
  operationId: 'propose_collection',
  summary:
    'A file for a collection that does not exist yet, made of the first records of a topic or of objects, or of indices that exist',
  tag: 'Collections',
  params: collectionParams,
  body: proposalRequest,
  reply: dataOf(proposal),
} as const satisfies Contract;
