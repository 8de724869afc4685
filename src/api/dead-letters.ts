import { Type, type Static } from 'typebox';
import { collectionParams, collectionUrl } from './collection-path.ts';
import type { Contract } from './contract.ts';
import { count, dataOf, named, time } from './schema-parts.ts';

export const deadLetter = named('DeadLetter', {
  id: Type.String(),
  workspace: Type.String(),
  collection: Type.String(),
  source: Type.String(),
  position: Type.String(),
  stage: Type.Enum(['decode', 'transform', 'store']),
  code: Type.String(),
  message: Type.String(),
  record: Type.String({ description: 'As it was read' }),
  truncated: Type.Boolean(),
  at: time,
  attempts: count,
});
export type DeadLetterBody = Static<typeof deadLetter>;

export const listDeadLettersContract = {
  method: 'GET',
  url: `${collectionUrl}/dead-letters`,
  operationId: 'list_dead_letters',
  summary: 'Records that could not become documents, with the reason',
  tag: 'Collections',
  params: collectionParams,
  query: Type.Object({
    after: Type.Optional(Type.String({ description: 'Ids after this one' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  }),
  reply: dataOf(Type.Array(deadLetter)),
} as const satisfies Contract;

export const replayDeadLettersContract = {
  method: 'POST',
  url: `${collectionUrl}/dead-letters/replay`,
  operationId: 'replay_dead_letters',
  summary: 'Try them again, after a fix; without ids all of the collection',
  tag: 'Collections',
  params: collectionParams,
  body: named('ReplayRequest', { ids: Type.Optional(Type.Array(Type.String())) }),
  bodyOptional: true,
  reply: dataOf(Type.Object({ replayed: count, failed: count })),
} as const satisfies Contract;
