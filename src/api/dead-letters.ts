import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl, deadLetterParams } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { count, dataOf, named, time } from './schema-parts.ts';

const stage = Type.Enum(['decode', 'transform', 'store'], {
  description: 'Where it failed: as JSON of the declared input, in the SQL, in the store',
});

export const deadLetter = named('DeadLetter', {
  id: Type.String({ description: 'Collection, source and position; percent-encoded in a path' }),
  workspace: Type.String(),
  collection: Type.String(),
  source: Type.String(),
  position: Type.String(),
  stage,
  code: Type.String(),
  message: Type.String(),
  record: Type.String({ description: 'As it was read' }),
  truncated: Type.Boolean({ description: 'Only its beginning was kept, so it cannot be tried again' }),
  at: time,
  failed_at: Type.String({ format: 'date-time', description: 'When it was tried last' }),
  attempts: Type.Integer({ minimum: 1, description: 'Replays included' }),
});
export type DeadLetterBody = Static<typeof deadLetter>;

/** What the letters have in common that are meant. */
const cause = {
  source: Type.Optional(Type.String({ minLength: 1, description: 'Source id' })),
  stage: Type.Optional(stage),
  code: Type.Optional(Type.String({ minLength: 1, examples: ['RECORD_FIELD_TYPE'] })),
};
const after = Type.Optional(Type.String({ description: 'Ids after this one' }));

export const listDeadLettersContract = {
  method: 'GET',
  url: `${collectionUrl}/dead-letters`,
  operationId: 'list_dead_letters',
  summary: 'Records that could not become documents, with the reason',
  tag: 'Collections',
  params: collectionParams,
  query: Type.Object({
    ...cause,
    after,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  }),
  reply: dataOf(Type.Array(deadLetter)),
} as const satisfies Contract;

export const deadLetterCause = named('DeadLetterCause', {
  source: Type.String(),
  stage,
  code: Type.String(),
  count,
});
export type DeadLetterCauseBody = Static<typeof deadLetterCause>;

export const countDeadLettersContract = {
  method: 'GET',
  url: `${collectionUrl}/dead-letters/causes`,
  operationId: 'count_dead_letters',
  summary: 'How many there are of each source, stage and code, the most frequent first',
  tag: 'Collections',
  params: collectionParams,
  reply: dataOf(Type.Array(deadLetterCause)),
} as const satisfies Contract;

export const getDeadLetterContract = {
  method: 'GET',
  url: `${collectionUrl}/dead-letters/:letter`,
  operationId: 'get_dead_letter',
  summary: 'One record that could not become a document',
  tag: 'Collections',
  params: deadLetterParams,
  reply: dataOf(deadLetter),
} as const satisfies Contract;

export const replayDeadLettersContract = {
  method: 'POST',
  url: `${collectionUrl}/dead-letters/replay`,
  operationId: 'replay_dead_letters',
  summary: 'Try them again, after a fix: these ids, those of a cause, or all of the collection',
  tag: 'Collections',
  params: collectionParams,
  body: named('ReplayRequest', {
    ids: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
    ...cause,
    after,
    limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Letters of this call; all when absent' })),
  }),
  bodyOptional: true,
  reply: dataOf(
    Type.Object({
      replayed: count,
      failed: count,
      last: Type.Optional(Type.String({ description: 'Where the limit ended the call: go on after this id' })),
    }),
  ),
} as const satisfies Contract;

const deletedReply = dataOf(Type.Object({ deleted: count }));

export const deleteDeadLetterContract = {
  method: 'DELETE',
  url: `${collectionUrl}/dead-letters/:letter`,
  operationId: 'delete_dead_letter',
  summary: 'Forget one record that could not become a document',
  tag: 'Collections',
  params: deadLetterParams,
  reply: dataOf(deadLetter),
} as const satisfies Contract;

export const deleteDeadLettersContract = {
  method: 'DELETE',
  url: `${collectionUrl}/dead-letters`,
  operationId: 'delete_dead_letters',
  summary: 'Forget the records of a cause: a source, a stage, a code, or several of these',
  tag: 'Collections',
  params: collectionParams,
  query: Type.Object(cause),
  reply: deletedReply,
} as const satisfies Contract;
