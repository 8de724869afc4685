import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@elastic/elasticsearch';
import type { CollectionDeclaration, DocumentStore } from '../../../src/catalog/document-store.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../../src/elasticsearch/documents/document-store.ts';
import { aliasOf } from '../../../src/elasticsearch/documents/index-names.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeReindexer } from '../../../src/elasticsearch/reindex/reindexer.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { eventTimeField, idField, toBatch, type TestOperation } from '../../conformance/document-batch.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';

const prefix = `rdx-${randomBytes(4).toString('hex')}`;
const text: Field = { name: 'text', type: { kind: 'varchar' } };
const n: Field = { name: 'n', type: { kind: 'varchar' } };
const wholeN: Field = { name: 'n', type: { kind: 'bigint' } };

let client: Client;
let store: DocumentStore;

beforeAll(async () => {
  client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
  store = await openDocumentStore({ client, prefix, registry: makeIndexRegistry(), refreshMs: 200 });
});
afterAll(async () => {
  await store.close();
  await deleteIndices(client, prefix);
  await client.close();
});

const declarationOf = (
  name: string,
  fields: readonly Field[],
  more?: Partial<CollectionDeclaration>,
): CollectionDeclaration => ({
  workspace: 'commons',
  name,
  fields: [idField, eventTimeField, ...fields],
  lookupFields: [],
  ...more,
});
const freely = { mayGoOn: () => true, beforeSwap: () => Promise.resolve() };
const indicesOf = async (name: string): Promise<Record<string, readonly string[]>> => {
  const alias = aliasOf(prefix, { workspace: 'commons', name });
  const states = await client.indices.get({ index: `${alias}-*` });
  return Object.fromEntries(
    Object.entries(states).map(([index, state]) => [
      index.slice(alias.length),
      Object.keys(state.aliases ?? {}).map((one) => one.slice(alias.length)),
    ]),
  );
};

describe('a reindex', () => {
  it('loses no document and brings none back while a writer never stops', { timeout: 120_000 }, async () => {
    const before = declarationOf('busy', [n, text]);
    await store.declare(before);
    const wanted = new Map<string, string | undefined>();
    let version = 1n;
    const write = async (operations: readonly TestOperation[]): Promise<void> => {
      for (;;) {
        try {
          await store.write(before, toBatch([n, text], operations));
          break;
        } catch (error) {
          // Held up for the moment of the swap, as a source would be; it writes the same again.
          expect((error as { code: string }).code).toBe('STORE_UNAVAILABLE');
        }
      }
      for (const { id, kind, values } of operations)
        wanted.set(id, kind === 'delete' ? undefined : (values![0] as string));
    };
    const someOperations = (round: number): readonly TestOperation[] =>
      Array.from({ length: 50 }, (_, index): TestOperation => {
        const id = `d${(round * 37 + index * 13) % 3000}`;
        const v = (version += 1n);
        return (round + index) % 5 === 0 ? { id, v, kind: 'delete' } : { id, v, values: [String(v), 'x'] };
      }).filter(({ id }, index, all) => all.findIndex((one) => one.id === id) === index);
    for (let round = 0; round < 100; round += 1) await write(someOperations(round));

    let stopped = false;
    let writtenMeanwhile = 0;
    const writer = (async () => {
      for (let round = 100; !stopped; round += 1) {
        await write(someOperations(round));
        writtenMeanwhile += 1;
      }
    })();
    const after = declarationOf('busy', [wholeN, text], { settings: { shards: 2 } });
    const reindexed = await makeReindexer({ client, prefix }).reindex(after, freely);
    stopped = true;
    await writer;
    await store.declare(after);
    const ids = [...wanted.keys()];
    const stored = new Map<string, bigint>();
    for (let at = 0; at < ids.length; at += 1000) {
      const { columns } = await store.read(after, ids.slice(at, at + 1000));
      columns[0]!.forEach((id, index) => stored.set(id as string, columns[2]![index] as bigint));
    }

    expect(writtenMeanwhile).toBeGreaterThan(0);
    expect(reindexed.rounds).toBeGreaterThanOrEqual(3);
    const alive = [...wanted].filter(([, value]) => value !== undefined);
    expect(new Map([...stored].sort())).toEqual(
      new Map(alive.map(([id, value]) => [id, BigInt(value!)] as const).sort()),
    );
    expect(await indicesOf('busy')).toEqual({ '-000002': [''] });
    // An old write is still old: the deletion markers are there.
    const [gone] = [...wanted].find(([, value]) => value === undefined)!;
    await store.write(after, toBatch([wholeN, text], [{ id: gone, v: 1n, values: [1n, 'x'] }]));
    expect((await store.read(after, [gone])).rowCount).toBe(0);
  });

  it('keeps everything as it was when a value does not fit its new type', async () => {
    const before = declarationOf('odd', [n]);
    await store.declare(before);
    await store.write(
      before,
      toBatch(
        [n],
        [
          { id: 'a', v: 1n, values: ['12'] },
          { id: 'b', v: 1n, values: ['twelve'] },
        ],
      ),
    );
    await expect(
      makeReindexer({ client, prefix }).reindex(declarationOf('odd', [wholeN]), freely),
    ).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: 'The field "n" holds "twelve", which BIGINT cannot hold without loss: document "b".',
    });
    expect(await indicesOf('odd')).toEqual({ '-000001': [''] });
    await store.write(before, toBatch([n], [{ id: 'c', v: 1n, values: ['13'] }]));
    expect((await store.read(before, ['a', 'b', 'c'])).rowCount).toBe(3);
  });

  it('that was killed leaves what is served, and the next one removes what it left', async () => {
    const before = declarationOf('killed', [n]);
    await store.declare(before);
    await store.write(before, toBatch([n], [{ id: 'a', v: 1n, values: ['12'] }]));
    const alias = aliasOf(prefix, before);
    // As a process leaves it that dies just before the swap.
    await client.indices.create({ index: `${alias}-000002`, aliases: { [`${alias}~~next`]: {} } });
    await client.indices.addBlock({ index: `${alias}-000001`, block: 'write' });
    expect((await store.read(before, ['a'])).rowCount).toBe(1);

    const { index } = await makeReindexer({ client, prefix }).reindex(before, freely);

    expect(index).toBe(`${alias}-000003`);
    expect(await indicesOf('killed')).toEqual({ '-000003': [''] });
    await store.write(before, toBatch([n], [{ id: 'b', v: 1n, values: ['13'] }]));
    expect((await store.read(before, ['a', 'b'])).rowCount).toBe(2);
  });

  it('that was killed is cleaned up after without another one', async () => {
    const before = declarationOf('recovered', [n]);
    await store.declare(before);
    const alias = aliasOf(prefix, before);
    await client.indices.create({ index: `${alias}-000002`, aliases: { [`${alias}~~next`]: {} } });
    await client.indices.addBlock({ index: `${alias}-000001`, block: 'write' });
    await makeReindexer({ client, prefix }).recover(before);
    expect(await indicesOf('recovered')).toEqual({ '-000001': [''] });
    await store.write(before, toBatch([n], [{ id: 'b', v: 1n, values: ['13'] }]));
  });

  it('swaps nothing once another server may have begun', async () => {
    const before = declarationOf('overtaken', [n]);
    await store.declare(before);
    let held = true;
    const options = { mayGoOn: () => held, beforeSwap: () => Promise.resolve(void (held = false)) };
    await expect(makeReindexer({ client, prefix }).reindex(before, options)).rejects.toMatchObject({
      code: 'DEPLOY_CONFLICT',
    });
    expect(await indicesOf('overtaken')).toEqual({ '-000001': [''] });
  });

  it('does not bring back what a sweep removed for good after it was copied', async () => {
    const before = declarationOf('swept', [n]);
    await store.declare(before);
    await store.write(
      before,
      toBatch(
        [n],
        [
          { id: 'a', v: 1n, values: ['1'] },
          { id: 'b', v: 1n, values: ['2'] },
        ],
      ),
    );
    const beforeSwap = async (): Promise<void> => {
      // The first round has copied it; the marker of the delete is gone before the next.
      await store.write(before, toBatch([n], [{ id: 'a', v: 2n, kind: 'delete', at: 0n }]));
      await client.indices.refresh({ index: aliasOf(prefix, before) });
      expect(await store.sweep(before, 1_000_000n, 1_000_000n)).toBe(1);
    };
    await makeReindexer({ client, prefix }).reindex(before, { mayGoOn: () => true, beforeSwap });
    await store.declare(before);
    expect((await store.read(before, ['a', 'b'])).columns[0]).toEqual(['b']);
  });

  it('keeps the versions of fields and the checkpoints', async () => {
    const before = declarationOf('merged', [n, text], { write: 'merge' });
    await store.declare(before);
    const partly: TestOperation = { id: 'a', v: 5n, kind: 'upsert', values: ['5', null] };
    await store.write(before, toBatch([n, text], [partly]), { source: 's', value: { offset: 7 } });
    await makeReindexer({ client, prefix }).reindex(before, freely);
    await store.declare(before);
    await store.write(before, toBatch([n, text], [{ id: 'a', v: 3n, kind: 'upsert', values: ['3', 'three'] }]));
    expect((await store.read(before, ['a'])).columns.slice(2)).toEqual([['5'], ['three']]);
    expect(await store.readCheckpoint(before, 's')).toEqual({ offset: 7 });
  });

  it('moves the versions into the documents when operations become conditional', async () => {
    const before = declarationOf('conditional', [n]);
    await store.declare(before);
    await store.write(before, toBatch([n], [{ id: 'a', v: 9n, values: ['9'] }]));
    const after = { ...before, conditional: true };
    await makeReindexer({ client, prefix }).reindex(after, freely);
    await store.declare(after);
    await store.write(after, toBatch([n], [{ id: 'a', v: 8n, kind: 'replace', values: ['8'] }]));
    expect((await store.read(after, ['a'])).columns[2]).toEqual(['9']);
    await store.write(after, toBatch([n], [{ id: 'a', v: 10n, kind: 'replace', values: ['10'] }]));
    expect((await store.read(after, ['a'])).columns[2]).toEqual(['10']);
  });

  it('makes sets of lists that are to be sets from now on, which a declaration alone does not', async () => {
    const tags: Field = { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } };
    const flag: Field = { name: 'flag', type: { kind: 'boolean' } };
    const before = declarationOf('sets', [tags, flag]);
    await store.declare(before);
    const values = [['b', 'a', null, 'b'], true];
    await store.write(
      before,
      toBatch(
        [tags, flag],
        [
          { id: 'a', v: 1n, values },
          { id: 'b', v: 2n, values: [null, null] },
        ],
      ),
    );
    const after = { ...before, uniqueFields: ['tags', 'flag'] };

    await expect(store.declare(after)).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: 'The collection commons.sets cannot be declared: its documents may hold an element of tags twice.',
    });
    await makeReindexer({ client, prefix }).reindex(after, freely);
    await store.declare(after);

    expect((await store.read(after, ['a', 'b'])).columns.slice(2)).toEqual([
      [['b', 'a'], null],
      [true, null],
    ]);
  });

  it('is refused where fields would get versions that nobody knows', async () => {
    const before = declarationOf('whole', [n]);
    await store.declare(before);
    await expect(
      makeReindexer({ client, prefix }).reindex({ ...before, write: 'merge' }, freely),
    ).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
    });
  });

  it('of a collection that is not there says so', async () => {
    await expect(
      makeReindexer({ client, prefix }).reindex(declarationOf('nowhere', [n]), freely),
    ).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
  });
});
