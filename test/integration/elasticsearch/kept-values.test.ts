import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import type { IndexedField } from '../../../src/elasticsearch/indexed-field.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import type { BoundRowScan, BoundScan, ScanReply } from '../../../src/query/scan-engine.ts';
import type { Value } from '../../../src/schema/value.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { openFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';
import { scalarFields } from './wide-documents.ts';

const prefix = `kept-values-${randomBytes(5).toString('hex')}`;
const direct = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
const registry = makeIndexRegistry();
const collection = (name: string) => ({ workspace: 'commons', name });
let proxy: FaultyProxy;
let client: typeof direct;
let fetch: (scan: BoundScan, rows?: number) => Promise<ScanReply>;

const id: IndexedField = {
  name: '_id',
  type: { kind: 'varchar' },
  path: '_id',
  indexed: { kind: 'keyword', ignoreAbove: undefined },
  unique: false,
};
const fields: readonly IndexedField[] = [
  id,
  ...scalarFields.map(({ name, type, indexed }) => ({ name, type, indexed, path: name, unique: false })),
];

async function createIndex(name: string, lines: readonly string[]): Promise<void> {
  const index = `${prefix}-${name}`;
  const properties = Object.fromEntries(scalarFields.map(({ name: field, mapping }) => [field, mapping]));
  await direct.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0, 'index.mapping.ignore_malformed': true },
    mappings: { dynamic: false, properties: { ...properties, _tomb: { type: 'boolean' } } } as never,
  });
  const operations = lines.flatMap((line, at) => [JSON.stringify({ index: { _id: `d${at}` } }), line]);
  expect((await direct.bulk({ index, refresh: true, operations })).errors).toBe(false);
  registry.set({ ...collection(name), index, origin: 'ours', shards: 1, versions: 'external', fields, columnar: true });
}

beforeAll(async () => {
  proxy = await openFaultyProxy(serverAddresses().elasticsearch);
  client = makeClient({ nodes: [proxy.url], requestTimeoutMs: 20_000 });
  const engine = makeScanEngine({ client, registry });
  fetch = async (scan, rows = 1_000_000) => {
    const signal = new AbortController().signal;
    const session = engine.open({ signal, budget: { rows, bytes: 1_000_000_000 }, pinned: [] });
    try {
      return (await session.fetch([scan]))[0]!;
    } finally {
      await session.close();
    }
  };
  const documents = scalarFields.flatMap(({ name, samples }) =>
    samples.map(({ json }) => JSON.stringify({ [name]: json }).replaceAll(/"#(.*?)#"/g, '$1')),
  );
  await createIndex('all', [...documents, '{}']);
  await createIndex('plain', ['{"txt":"a","big":1,"day":"2026-08-17"}', '{"txt":"b"}', '{"_tomb":true,"txt":"c"}']);
  const long = JSON.stringify({ txt: 'x'.repeat(9_000) });
  await createIndex('many', [...Array.from({ length: 12_000 }, (_, at) => `{"big":${at},"txt":"a"}`), long]);
});

afterAll(async () => {
  for (const { index } of registry.list()) await direct.indices.delete({ index }, { ignore: [404] });
  await client.close();
  await direct.close();
  await proxy.close();
});

const rows = (name: string, wanted: readonly string[], more: Partial<BoundRowScan> = {}): BoundRowScan => ({
  kind: 'rows',
  collection: collection(name),
  fields: wanted,
  filter: { kind: 'everything' },
  withoutIds: true,
  ...more,
});

const sorted = (values: readonly Value[]): readonly Value[] =>
  [...values].sort((one, other) => (String(one) < String(other) ? -1 : 1));
/** What searches asked for, as far as it says where values were read. */
const asked = (): readonly unknown[] =>
  proxy.requests
    .filter(({ path }) => path.includes('_search'))
    .map(({ body }) => {
      const { _source, docvalue_fields } = JSON.parse(body) as Record<string, unknown>;
      return docvalue_fields ?? _source;
    });

describe('values that an index keeps apart from documents', () => {
  it.each(scalarFields)('are those of the documents: $name', async ({ name, samples }) => {
    const reply = await fetch(rows('all', [name]));

    const others = reply.batch.rowCount - samples.length;
    const values = [...samples.map(({ value }) => value), ...new Array<null>(others).fill(null)];
    expect(sorted(reply.batch.columns[0]!)).toEqual(sorted(values));
    expect(others).toBe(scalarFields.flatMap((field) => field.samples).length - samples.length + 1);
  });

  it('are read there, and documents are not opened', async () => {
    proxy.requests.length = 0;
    const reply = await fetch(rows('plain', ['txt', 'big', 'day']));

    const apart = [{ field: 'txt' }, { field: 'big' }, { field: 'day', format: 'epoch_millis' }, '_ignored'];
    expect(asked()).toEqual([apart]);
    expect(reply.batch).toEqual({ rowCount: 2, columns: [['a', 'b'], [1n, null], [20_682, null], []] });
  });

  it('are no rows less where a document holds none of them', async () => {
    expect((await fetch(rows('plain', ['dbl']))).batch).toEqual({ rowCount: 2, columns: [[null, null], []] });
    expect((await fetch(rows('plain', []))).batch).toEqual({ rowCount: 2, columns: [[]] });
  });

  it.each([
    ['_id is wanted', rows('plain', ['_id', 'txt']), ['txt']],
    ['somebody compares rows by _id', rows('plain', ['txt'], { withoutIds: false }), ['txt']],
    ['a double would round one of them', rows('plain', ['txt', 'fine']), true],
  ])('are read in documents when %s', async (_, scan, source) => {
    proxy.requests.length = 0;
    const reply = await fetch(scan);

    expect(asked()).toEqual([source]);
    expect(reply.batch.columns[scan.fields.indexOf('txt')]).toEqual(['a', 'b']);
    expect(reply.batch.columns.at(-1)).toEqual(scan.withoutIds === false ? ['d0', 'd1'] : []);
  });

  it('come with the _id of their documents where it is wanted, however many there are', async () => {
    const reply = await fetch(rows('many', ['_id', 'big']), 12_001);

    expect(new Set(reply.batch.columns[0])).toEqual(new Set(Array.from({ length: 12_001 }, (_, at) => `d${at}`)));
  });

  it('are read in documents once one of them is too long for the index, and no row counts twice', async () => {
    const long = { field: ['big'], kind: 'presence', present: false } as const;
    const [one, page, all] = [
      await fetch(rows('many', ['txt'], { filter: long }), 1),
      await fetch(rows('many', ['txt'], { window: { order: [{ field: ['big'], descending: true, nullsFirst: true }], rows: [2] } }), 2),
      await fetch(rows('many', ['txt', 'big']), 12_001),
    ]; // prettier-ignore

    expect(one.batch).toEqual({ rowCount: 1, columns: [['x'.repeat(9_000)], []] });
    expect(page.batch).toEqual({
      rowCount: 2,
      columns: [['x'.repeat(9_000), 'a'], []],
    });
    expect(all.batch.rowCount).toBe(12_001);
    expect(new Set(all.batch.columns[0])).toEqual(new Set(['a', 'x'.repeat(9_000)]));
    expect(new Set(all.batch.columns[1]).size).toBe(12_001);
  });
});
