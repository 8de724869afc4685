import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectionDeclaration, DocumentStore } from '../../../src/catalog/document-store.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import type { IndexRegistry } from '../../../src/elasticsearch/collection-index.ts';
import { openDocumentStore } from '../../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { eventTimeField, idField, someTime, toBatch, type TestOperation } from '../../conformance/document-batch.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';

const prefix = `t-store-${randomBytes(4).toString('hex')}`;
const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const fields: readonly Field[] = [
  { name: 'name', type: { kind: 'varchar' } },
  { name: 'n', type: { kind: 'bigint' } },
  { name: 'x', type: { kind: 'double' } },
  { name: 'at', type: { kind: 'timestamptz' } },
  { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
];
const all = [idField, eventTimeField, ...fields];
const named = (name: string, more: Partial<CollectionDeclaration> = {}): CollectionDeclaration => ({
  workspace: 'commons',
  name,
  fields: all,
  lookupFields: [],
  ...more,
});
const shared = named('shared');
const alias = `${prefix}-commons.shared`;

let registry: IndexRegistry;
let store: DocumentStore;
const open = (own = makeIndexRegistry()): Promise<DocumentStore> =>
  openDocumentStore({ client, prefix, registry: own });
const write = (operations: readonly TestOperation[], where = shared) => store.write(where, toBatch(fields, operations));

beforeAll(async () => {
  registry = makeIndexRegistry();
  store = await open(registry);
  await store.declare(shared);
});
afterAll(async () => {
  await store.close();
  await deleteIndices(client, prefix);
  await client.close();
});

describe('a document', () => {
  it('lies in the index without its nulls, a tombstone with nothing but its mark', async () => {
    await write([
      { id: 'a', v: 2n ** 63n - 2n, values: ['x', 2n ** 63n - 1n, NaN, null, ['t', null]] },
      { id: 'b', v: 5n, kind: 'delete', values: ['secret'] },
    ]);

    const a = await client.get({ index: alias, id: 'a' }, { asStream: true });
    let text = '';
    for await (const chunk of a as unknown as AsyncIterable<Buffer>) text += chunk.toString();
    expect(text).toContain('"_version":9223372036854775806,');
    expect(text).toContain(
      '"_source":{"_event_time":"2026-08-17T21:19:57.558577Z","name":"x","n":9223372036854775807,"x":"NaN","tags":["t",null]}',
    );
    expect((await client.get({ index: alias, id: 'b' }))._source).toEqual({
      _event_time: '2026-08-17T21:19:57.558577Z',
      _tomb: true,
    });
  });

  it('keeps what the index cannot hold, and says so in _ignored', async () => {
    const values = ['y'.repeat(40_000), null, Infinity, -62_135_596_800_000_000n, null];
    await write([{ id: 'odd', v: 1n, values }]);
    await client.indices.refresh({ index: alias });

    const { hits } = await client.search({ index: alias, query: { terms: { _ignored: ['name'] } } });
    expect(hits.hits.map(({ _id, _ignored }) => [_id, [..._ignored!].sort()])).toEqual([['odd', ['at', 'name', 'x']]]);
    expect((await store.read(shared, ['odd'])).columns).toEqual([['odd'], [someTime], ...values.map((one) => [one])]);
  });

  it('of the two highest order versions does not come back', async () => {
    await write([{ id: 'high', v: 2n ** 63n - 1n, values: ['top'] }]);

    expect((await write([{ id: 'high', v: 2n ** 63n - 3n, values: ['stale'] }])).outcomes).toEqual(['superseded']);
    expect((await write([{ id: 'high', v: 2n ** 63n - 1n, kind: 'delete' }])).outcomes).toEqual(['deleted']);
    expect((await write([{ id: 'high', v: 2n ** 63n - 3n, values: ['stale'] }])).outcomes).toEqual(['superseded']);
    expect((await store.read(shared, ['high'])).rowCount).toBe(0);
  });

  it('is written with ids of 512 bytes, 5,000 at once', async () => {
    const operations = Array.from({ length: 5_000 }, (_, n) => ({
      id: String(n).padStart(512, 'x'),
      v: 1n,
      values: [`v${n}`],
    }));

    expect((await write(operations)).outcomes).toEqual(operations.map(() => 'added'));
    const ids = operations.map(({ id }) => id);
    expect((await store.read(shared, ids)).columns[2]).toEqual(operations.map(({ values }) => values[0]));
  });

  it('is seen by searches when a visible write returns', async () => {
    const batch = toBatch(fields, [{ id: 'seen', v: 1n, values: ['seen at once'] }]);

    await store.write(shared, batch, undefined, undefined, { visible: true });

    const { hits } = await client.search({ index: alias, query: { term: { name: 'seen at once' } } });
    expect(hits.hits.map(({ _id }) => _id)).toEqual(['seen']);
  });

  it('that is large goes alone in its request', async () => {
    const operations = [1, 2, 3].map((n) => ({ id: `large${n}`, v: 1n, values: [`${n}`.repeat(4_000_000)] }));

    await write(operations);

    const { columns } = await store.read(shared, ['large1', 'large2', 'large3']);
    expect(columns[2]!.map((value) => String(value).length)).toEqual([4_000_000, 4_000_000, 4_000_000]);
  });
});

describe('a collection', () => {
  it('is known to a store that is opened later', async () => {
    const later = makeIndexRegistry();
    await open(later);

    expect(later.get(shared)).toEqual(registry.get(shared));
    expect(later.get(shared)).toMatchObject({ index: alias, origin: 'ours', shards: 1, versions: 'external' });
  });

  it('is declared by two servers at once, with different new fields, and none is forgotten', async () => {
    const one = await open();
    const other = await open();
    const extra = (name: string): Field => ({ name, type: { kind: 'varchar' } });
    await Promise.all([one.declare(named('two')), other.declare(named('two'))]);

    await Promise.all([
      one.declare(named('two', { fields: [...all, extra('p')] })),
      other.declare(named('two', { fields: [...all, extra('q')] })),
    ]);

    const later = await open();
    await later.declare(named('two', { fields: [...all, extra('p'), extra('q')] }));
    await later.write(named('two'), toBatch([extra('p'), extra('q')], [{ id: 'a', v: 1n, values: ['P', 'Q'] }]));
    expect((await later.read(named('two'), ['a'])).columns.slice(-2)).toEqual([['P'], ['Q']]);
    expect(Object.keys(await client.indices.get({ index: `${prefix}-commons.two` }))).toHaveLength(1);
  });

  it('has the settings that were declared, and takes those that can change', async () => {
    const declared = named('settings', { settings: { shards: 2, refreshMs: 200 } });
    await store.declare(declared);
    await store.declare(named('settings', { settings: { shards: 2, refreshMs: 300, replicas: 0 } }));

    const [index] = Object.values(
      await client.indices.getSettings({ index: `${prefix}-commons.settings`, flat_settings: true }),
    );
    expect(index!.settings).toMatchObject({
      'index.number_of_shards': '2',
      'index.refresh_interval': '300ms',
      'index.number_of_replicas': '0',
      'index.auto_expand_replicas': 'false',
    });
    expect(registry.get(declared)!.shards).toBe(2);
    await expect(store.declare(named('settings', { settings: { shards: 3 } }))).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      hint: expect.stringContaining('`rockpool reindex commons.settings`') as string,
    });
  });

  it('whose way of versioning or whose types change is refused, naming what rebuilds it', async () => {
    await expect(store.declare(named('shared', { conditional: true }))).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      hint: expect.stringContaining('`rockpool reindex commons.shared`') as string,
    });
    const retyped = [idField, eventTimeField, { name: 'n', type: { kind: 'varchar' } } as const];
    await expect(store.declare(named('shared', { fields: retyped }))).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      hint: expect.stringContaining('`rockpool reindex commons.shared`') as string,
    });
  });

  it('that was deleted in Elasticsearch is not made by a write, and begins without its old checkpoints', async () => {
    const gone = named('gone');
    await store.declare(gone);
    const batch = toBatch(fields, [{ id: 'a', v: 1n }]);
    await store.write(gone, batch, { source: 's', value: { offset: 1 }, marks: [{ key: 'k', etag: 'e' }] });
    await client.indices.delete({ index: `${prefix}-commons.gone-000001` });

    await expect(store.write(gone, batch, { source: 's', value: { offset: 2 } })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    expect(await client.indices.exists({ index: `${prefix}-commons.gone` })).toBe(false);

    const other = await open();
    await other.declare(gone);
    expect(await other.readCheckpoint(gone, 's')).toBeUndefined();
    expect(await other.readMarks(gone, 's', ['k'])).toEqual(new Map());
    // The first store still believes in the index that is gone.
    await expect(store.write(gone, batch, { source: 's', value: { offset: 2 } })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    expect(await other.readCheckpoint(gone, 's')).toBeUndefined();
  });

  it('is never confused with what somebody else called so', async () => {
    await client.indices.create({ index: `${prefix}-commons.foreign` });

    await expect(store.declare(named('foreign'))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('is not an index of Rockpool') as string,
    });
  });
});

describe('marks of objects', () => {
  it('are kept by the ten thousand, with keys of any length', async () => {
    const key = (n: number): string => `${'k'.repeat(1_000)}/${n}`;
    const marks = Array.from({ length: 10_000 }, (_, n) => ({ key: key(n), etag: `e${n}` }));

    await store.write(shared, toBatch(fields, []), { source: 'bucket', value: {}, marks });
    await store.write(shared, toBatch(fields, []), {
      source: 'bucket',
      value: {},
      marks: [{ key: key(3), etag: 'new' }],
    });

    const wanted = [key(0), key(3), key(9_999), 'nobody'];
    expect(await store.readMarks(shared, 'bucket', wanted)).toEqual(
      new Map([
        [key(0), 'e0'],
        [key(3), 'new'],
        [key(9_999), 'e9999'],
      ]),
    );
    expect(await store.readMarks(shared, 'other', wanted)).toEqual(new Map());
  });
});

describe('parts of documents', () => {
  it('written by many at once are all there', async () => {
    const parts = named('parts', { write: 'merge' });
    await store.declare(parts);
    const servers = await Promise.all([open(), open(), open()]);
    const values = [
      ['x', null],
      [null, 7n],
      [null, null, 1.5],
    ];

    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        servers[n % 3]!.write(
          parts,
          toBatch(
            fields,
            ['a', 'b', 'c'].map((id) => ({ id, v: BigInt(n + 1), kind: 'upsert', values: values[n % 3]! })),
          ),
        ),
      ),
    );

    const { columns } = await store.read(parts, ['a', 'b', 'c']);
    expect(columns.slice(2, 5)).toEqual([
      ['x', 'x', 'x'],
      [7n, 7n, 7n],
      [1.5, 1.5, 1.5],
    ]);
  });
});
