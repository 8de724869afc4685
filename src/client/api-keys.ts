import type { createKeyContract, ApiKeyBody } from '../api/api-keys.ts';
import type { BodyOf } from '../api/contract.ts';
import { apiPath, readData, type HttpClient } from './http-client.ts';

export type NewKeyBody = BodyOf<typeof createKeyContract>;

/** The new key; its `key` is whole here, and nowhere else. */
export async function createKey(client: HttpClient, wanted: NewKeyBody): Promise<ApiKeyBody> {
  const call = { method: 'POST', body: wanted } as const;
  return readData<ApiKeyBody>(client, apiPath('users', 'self', 'apikeys'), call);
}

export async function listKeys(client: HttpClient): Promise<readonly ApiKeyBody[]> {
  return readData<readonly ApiKeyBody[]>(client, apiPath('users', 'self', 'apikeys'));
}

export async function revokeKey(client: HttpClient, name: string): Promise<void> {
  await client.json(apiPath('users', 'self', 'apikeys', name), { method: 'DELETE' });
}
