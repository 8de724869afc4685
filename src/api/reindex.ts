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
});
export type ReindexedBody = Static<typeof reindexed>;

/** Answers when it is done. */
export const reindexContract = {
  method: 'POST',
  url: `${collectionUrl}/reindex`,
  operationId: 'reindex_collection',
  summary: 'Rebuild the index of a collection by its file, while it is read and written',
  tag: 'Collections',
  params: collectionParams,
  reply: dataOf(reindexed),
  otherReplies: { '501': { description: 'The store has no indices', reply: errorBody } },
} as const satisfies Contract;
