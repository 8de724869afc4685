import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openRecordStore } from '../../../src/elasticsearch/records/record-store.ts';
import { serverAddresses } from '../../servers/addresses.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const key = { kind: 'tag', id: 'commons/a/latest' } as const;

let prefix: string;
let stores: readonly RecordStore[];
beforeEach(async () => {
  prefix = `records-${randomBytes(4).toString('hex')}`;
  // Two servers that start at the same moment over an empty cluster.
  stores = await Promise.all([1, 2].map(() => openRecordStore({ client, prefix })));
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await client.indices.delete({ index: `${prefix}-records-1`, ignore_unavailable: true });
});
afterAll(() => client.close());

it('shows what one server wrote to the other at once, in gets, lists and counts', async () => {
  const [one, other] = stores;

  const revision = await one!.put(key, { version: 'v1' }, undefined);

  const stored = { id: key.id, value: { version: 'v1' }, revision };
  expect(await other!.get(key)).toEqual(stored);
  expect(await other!.list('tag')).toEqual([stored]);
  expect(await other!.count('tag')).toBe(1);
  expect(await other!.put(key, { version: 'v2' }, undefined)).toBe('conflict');
});

it('opens what is there and keeps it', async () => {
  await stores[0]!.put(key, { version: 'v1' }, undefined);

  const third = await openRecordStore({ client, prefix });

  expect((await third.get(key))?.value).toEqual({ version: 'v1' });
});

it('finds nothing in the mapping of its index that a value put there', async () => {
  await stores[0]!.put(key, { a: 'x', b: 1, deep: { c: [1, 'x'] }, 'd.e': 'y' }, undefined);

  const mapping = await client.indices.getMapping({ index: `${prefix}-records` });

  expect(mapping[`${prefix}-records-1`]?.mappings.properties).toEqual({
    kind: { type: 'keyword' },
    id: { type: 'keyword' },
    texts: { type: 'flattened' },
    numbers: { type: 'flattened' },
    value: { type: 'object', enabled: false },
  });
});

it('fails when its index was deleted, and makes no other one in its place', async () => {
  const store = stores[0]!;
  const revision = await store.put(key, { version: 'v1' }, undefined);
  await client.indices.delete({ index: `${prefix}-records-1` });

  const calls = {
    get: () => store.get(key),
    getAll: () => store.getAll('tag', [key.id]),
    create: () => store.put(key, {}, undefined),
    put: () => store.put(key, {}, revision),
    putAll: () => store.putAll('tag', [{ id: 'a', value: {} }]),
    delete: () => store.delete(key, revision),
    list: () => store.list('tag'),
    count: () => store.count('tag'),
    countBy: () => store.countBy('tag', ['version']),
    deleteBelow: () => store.deleteBelow('tag', 'at', 1),
  };
  for (const [name, call] of Object.entries(calls))
    await expect(call(), name).rejects.toMatchObject({ code: expect.stringMatching(/^STORE_/) as string });

  expect(await client.indices.exists({ index: `${prefix}-records` })).toBe(false);
});

it('refuses to begin where somebody else has an index of that name', async () => {
  const taken = `records-${randomBytes(4).toString('hex')}`;
  await client.indices.create({ index: `${taken}-records` });

  await expect(openRecordStore({ client, prefix: taken })).rejects.toMatchObject({
    code: expect.stringMatching(/^STORE_/) as string,
  });

  await client.indices.delete({ index: `${taken}-records` });
  expect(await client.indices.exists({ index: `${taken}-records-1` })).toBe(false);
});
