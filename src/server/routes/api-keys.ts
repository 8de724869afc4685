import type { ApiKey, Scope } from '../../access/api-key.ts';
import {
  createKeyContract,
  deleteKeyContract,
  getSelfContract,
  listKeysContract,
  type ApiKeyBody,
} from '../../api/api-keys.ts';
import { RockpoolError } from '../../base/error.ts';
import type { Json } from '../../base/json.ts';
import { addRoute, type House } from '../add-route.ts';
import { isoTime, isoTimeOrNull } from '../print-time.ts';

export function apiKeyRoutes(house: House): void {
  const { keys } = house.app;

  addRoute(house, listKeysContract, async ({ key }) => {
    keys.authorize(key, { action: 'admin' });
    return { data: (await keys.list()).map((one) => keyBody(one, one.prefix)) };
  });
  addRoute(house, createKeyContract, async ({ body, key }) => {
    keys.authorize(key, { action: 'admin' });
    const created = await keys.create({
      name: body.name,
      // As at Rockset, a key without a role may do what its maker may.
      scope: body.scope ?? scopeOfRole(body.role) ?? key.scope,
      ...(body.fixed_arguments === undefined
        ? {}
        : { fixedArguments: body.fixed_arguments as Readonly<Record<string, Json>> }),
      ...(body.rate_per_minute === undefined ? {} : { ratePerMinute: body.rate_per_minute }),
      ...expiryOf(body.expiry_time),
      createdBy: key.name,
    });
    return { data: keyBody(created.key, created.secret) };
  });
  addRoute(house, deleteKeyContract, async ({ params, key }) => {
    keys.authorize(key, { action: 'admin' });
    const revoked = await keys.revoke(params.key);
    return { data: keyBody(revoked, revoked.prefix) };
  });
  addRoute(house, getSelfContract, async ({ key }) => ({
    email: key.name,
    first_name: null,
    last_name: null,
    roles: [...key.scope.actions],
    state: key.state,
    created_at: isoTime(key.createdAtMs),
    scope: scopeBody(key.scope),
  }));
}

function scopeOfRole(role: string | null | undefined): Scope | undefined {
  if (role === 'read-only') return { actions: ['execute', 'read'] };
  if (role === 'member') return { actions: ['execute', 'read', 'write', 'deploy'] };
  if (role === 'admin' || role === null || role === undefined || role === '') return undefined;
  throw new RockpoolError(
    'REQUEST_INVALID',
    `There is no role ${JSON.stringify(role)}; the roles are admin, member and read-only. "scope" says it more finely.`,
  );
}

function expiryOf(text: string | null | undefined): { readonly expiresAtMs?: number } {
  if (text === null || text === undefined || text === '') return {};
  const expiresAtMs = Date.parse(text);
  if (Number.isNaN(expiresAtMs))
    throw new RockpoolError('REQUEST_INVALID', `"expiry_time" is no ISO time: ${JSON.stringify(text)}.`);
  return { expiresAtMs };
}

const scopeBody = (scope: Scope): ApiKeyBody['scope'] => ({
  actions: [...scope.actions],
  ...(scope.workspaces === undefined ? {} : { workspaces: [...scope.workspaces] }),
  ...(scope.lambdas === undefined ? {} : { lambdas: [...scope.lambdas] }),
  ...(scope.tags === undefined ? {} : { tags: [...scope.tags] }),
});

const keyBody = (key: ApiKey, shown: string): ApiKeyBody => ({
  name: key.name,
  key: shown,
  role: null,
  state: key.state,
  created_at: isoTime(key.createdAtMs),
  created_by: key.createdBy,
  created_by_apikey_name: key.createdBy,
  expiry_time: isoTimeOrNull(key.expiresAtMs),
  last_access_time: isoTimeOrNull(key.lastUsedMs),
  scope: scopeBody(key.scope),
  ...(key.fixedArguments === undefined ? {} : { fixed_arguments: { ...key.fixedArguments } }),
  ...(key.ratePerMinute === undefined ? {} : { rate_per_minute: key.ratePerMinute }),
});
