import { Type, type Static } from 'typebox';
import { basePath, type Contract } from './contract.ts';
import { anyJson, dataOf, named, nullable, optionalText, time } from './schema-parts.ts';

const text = nullable(Type.String());

export const scope = named('Scope', {
  actions: Type.Array(Type.Enum(['execute', 'read', 'write', 'deploy', 'admin'])),
  workspaces: Type.Optional(Type.Array(Type.String())),
  lambdas: Type.Optional(Type.Array(Type.String({ description: 'Bare or qualified' }))),
  tags: Type.Optional(Type.Array(Type.String())),
});

export const apiKey = named('ApiKey', {
  name: Type.String(),
  key: Type.String({ description: 'The whole key when it is made, later its first six characters' }),
  role: text,
  state: Type.Enum(['ACTIVE', 'SUSPENDED']),
  created_at: time,
  created_by: Type.String(),
  created_by_apikey_name: text,
  expiry_time: nullable(time),
  last_access_time: nullable(time),
  scope,
  fixed_arguments: Type.Optional(Type.Record(Type.String(), anyJson)),
  rate_per_minute: Type.Optional(Type.Integer()),
});
export type ApiKeyBody = Static<typeof apiKey>;

export const listKeysContract = {
  method: 'GET',
  url: `${basePath}/users/self/apikeys`,
  operationId: 'list_keys',
  summary: 'All keys, without their secrets',
  tag: 'Keys',
  reply: dataOf(Type.Array(apiKey)),
} as const satisfies Contract;

export const createKeyContract = {
  method: 'POST',
  url: `${basePath}/users/self/apikeys`,
  operationId: 'create_key',
  summary: 'Make a key; its text appears only in this reply',
  tag: 'Keys',
  body: named('CreateKeyRequest', {
    name: Type.String(),
    role: Type.Optional(
      nullable(
        Type.String({
          description: 'Of Rockset: `read-only` may execute and read; `member` also write and deploy; else everything',
        }),
      ),
    ),
    expiry_time: optionalText,
    scope: Type.Optional(scope),
    fixed_arguments: Type.Optional(
      Type.Record(Type.String(), anyJson, { description: 'The caller cannot override them' }),
    ),
    rate_per_minute: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  reply: dataOf(apiKey),
} as const satisfies Contract;

export const deleteKeyContract = {
  method: 'DELETE',
  url: `${basePath}/users/self/apikeys/:key`,
  operationId: 'revoke_key',
  summary: 'Revoke a key; it stops working at once',
  tag: 'Keys',
  params: Type.Object({ key: Type.String({ description: 'Name of the key' }) }),
  reply: dataOf(apiKey),
} as const satisfies Contract;

/** The cheapest way to learn whether a key is good. */
export const getSelfContract = {
  method: 'GET',
  url: `${basePath}/users/self`,
  operationId: 'get_self',
  summary: 'Whose key this is',
  tag: 'Keys',
  reply: named('User', {
    email: Type.String(),
    first_name: text,
    last_name: text,
    roles: Type.Array(Type.String()),
    state: Type.Enum(['ACTIVE', 'SUSPENDED']),
    created_at: time,
    scope,
  }),
} as const satisfies Contract;
