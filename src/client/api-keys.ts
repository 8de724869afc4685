import type { createKeyContract, ApiKeyBody } from '../api/api-keys.ts';
import type { BodyOf } from '../api/contract.ts';
import { apiPath, type HttpClient } from './http-client.ts';

interface Data<T> {
  readonly data: T;
}

export type NewKeyBody = BodyOf<typeof createKeyContract>;

/** The new key; its `key` is whole here, and nowhere else. */
export async function createKey(client: HttpClient, wanted: NewKeyBody): Promise<ApiKeyBody> {
  const call = { method: 'POST', body: wanted } as const;
  return (await client.json<Data<ApiKeyBody>>(apiPath('users', 'self', 'apikeys'), call)).data;
}

export async function listKeys(client: HttpClient): Promise<readonly ApiKeyBody[]> {
  return (await client.json<Data<readonly ApiKeyBody[]>>(apiPath('users', 'self', 'apikeys'))).data;
}

export async function revokeKey(client: HttpClient, name: string): Promise<void> {
  await client.json(apiPath('users', 'self', 'apikeys', name), { method: 'DELETE' });
}
