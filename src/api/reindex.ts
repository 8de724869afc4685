import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { errorBody } from './error-body.ts';
import { count, dataOf, named } from './schema-parts.ts';

const reindexed = named('Reindexed', {
  collection: Type.String(),
  index: Type.String({ description: 'What holds the collection now' }),
  copied: { ...count, description: 'Documents and deletion markers; what changed meanwhile counts each time' },
  rounds: count,
  read: Type.Optional({ ...count, description: 'Records of the sources that were read' }),
  documents: Type.Optional({ ...count, description: 'Documents that were made of them' }),
  dropped: Type.Optional({ ...count, description: 'Documents of before that the sources do not give, or not so' }),
});
export type ReindexedBody = Static<typeof reindexed>;

const reindexRequest = named('ReindexRequest', {
  from: Type.Optional(
    Type.Enum(['old', 'sources'], {
      description:
        'What the new index is made of: the documents of the old one, which is the default, or the records of the sources, from their start',
    }),
  ),
  drop_missing: Type.Optional(
    Type.Boolean({
      description:
        'Of the sources: go on without the documents that they do not give. Otherwise nothing is changed then',
    }),
  ),
});
export type ReindexRequestBody = Static<typeof reindexRequest>;

/** Answers when it is done. */
export const reindexContract = {
  method: 'POST',
  url: `${collectionUrl}/reindex`,
  operationId: 'reindex_collection',
  summary: 'Rebuild the index of a collection by its file, while it is read and written',
  tag: 'Collections',
  params: collectionParams,
  body: reindexRequest,
  bodyOptional: true,
  reply: dataOf(reindexed),
  otherReplies: { '501': { description: 'The store has no indices', reply: errorBody } },
} as const satisfies Contract;
