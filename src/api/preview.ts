import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { anyJson, dataOf, named } from './schema-parts.ts';

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
