import { Type } from 'typebox';
import { basePath, type Contract } from './contract.ts';
import { dataOf, named } from './schema-parts.ts';

export const liveContract = {
  method: 'GET',
  url: '/live',
  operationId: 'live',
  summary: 'The process answers',
  tag: 'Service',
  reply: Type.Object({ live: Type.Boolean() }),
  key: false,
} as const satisfies Contract;

const readiness = named('Readiness', { ready: Type.Boolean(), reasons: Type.Array(Type.String()) });

export const readyContract = {
  method: 'GET',
  url: '/ready',
  operationId: 'ready',
  summary: 'The stores answer and no source is in error',
  tag: 'Service',
  reply: readiness,
  otherReplies: { '503': { description: 'Not ready, and why', reply: readiness } },
  key: false,
} as const satisfies Contract;

export const organizationContract = {
  method: 'GET',
  url: basePath,
  operationId: 'get_organization',
  summary: 'The one organization',
  tag: 'Service',
  reply: dataOf(
    named('Organization', {
      id: Type.String(),
      display_name: Type.String(),
      external_id: Type.String(),
      created_at: Type.Null(),
      rockset_user: Type.Null(),
      clusters: Type.Array(Type.Unknown()),
    }),
  ),
} as const satisfies Contract;
