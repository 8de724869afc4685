import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@elastic/elasticsearch';
import { parseCollection } from '../../../src/catalog/collection-file.ts';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import { parseYaml } from '../../../src/config/yaml-document.ts';
import { describeExisting } from '../../../src/app/describe-existing.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../../src/elasticsearch/documents/document-store.ts';
import { makeIndexReader } from '../../../src/elasticsearch/existing/index-reader.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import type { Predicate, TypedValue } from '../../../src/plan/query-plan.ts';
import { proposeExisting } from '../../../src/ingest/propose/propose-existing.ts';
import { printType } from '../../../src/schema/print-type.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { toBatch } from '../../conformance/document-batch.ts';

const prefix = `exi-${randomBytes(4).toString('hex')}`;
const orders = `${prefix}-orders`;
let client: Client;
let store: DocumentStore;
const registry = makeIndexRegistry();

beforeAll(async () => {
  client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
  store = await openDocumentStore({ client, prefix: `${prefix}-own`, registry });
  const properties = {
    '@timestamp': { type: 'date' },
    day: { type: 'date', format: 'yyyy-MM-dd' },
    tags: { type: 'keyword' },
    title: { type: 'text', fields: { raw: { type: 'keyword', ignore_above: 20 } } },
    total: { type: 'double' },
    customer: { properties: { city: { type: 'keyword' }, phones: { type: 'keyword' } } },
    items: {
      type: 'nested',
      properties: { sku: { type: 'keyword' }, paid: { type: 'date', format: 'dd/MM/yyyy HH:mm' } },
    },
    place: { type: 'geo_point' },
    other: { type: 'alias', path: 'total' },
  } as const;
  await client.indices.create({ index: `${orders}-1`, settings: { number_of_shards: 2 }, mappings: { properties } });
  await client.indices.create({ index: `${orders}-2`, mappings: { properties } });
  await client.indices.create({ index: `${prefix}-odd`, mappings: { properties: { total: { type: 'keyword' } } } });
  await client.indices.create({ index: `${prefix}-blind`, mappings: { _source: { enabled: false } } });
  await client.index({
    index: `${orders}-1`,
    id: 'a',
    refresh: true,
    document: {
      '@timestamp': 1767225600000,
      day: '2026-01-01',
      tags: ['x', 'y'],
      title: 'A title that is longer than twenty characters',
      total: 12.5,
      'customer.city': 'Ulm',
      customer: { phones: ['1', '2'] },
      items: [{ sku: 's', paid: '01/01/2026 00:00' }],
      place: { lat: 1.5, lon: 2 },
    },
  });
});
afterAll(async () => {
  await store.close();
  const states = await client.indices.get({ index: `${prefix}-*` });
  await client.indices.delete({ index: Object.keys(states) });
  await client.close();
});

const definitionOf = (yaml: string) => {
  const read = parseYaml('collections/o.yaml', yaml);
  if (read.kind === 'problems') throw new Error(read.problems[0]!.message);
  const parsed = parseCollection(read.document, { workspace: 'commons', name: 'o', integrations: [] });
  if (parsed.kind === 'problems') throw new Error(parsed.problems[0]!.message);
  return parsed.definition;
};
/** All documents, as rows of these fields and `_id`. */
const scan = async (filter: Predicate<TypedValue> = { kind: 'everything' }) => {
  const collection = { workspace: 'commons', name: 'o' };
  const fields = registry.require(collection).fields.map(({ name }) => name);
  const session = makeScanEngine({ client, registry }).open({
    signal: AbortSignal.timeout(20_000),
    budget: { rows: 1000, bytes: 1e6 },
    pinned: [],
  });
  try {
    const [reply] = await session.fetch([{ kind: 'rows', collection, fields, filter }]);
    const { rowCount, columns } = reply!.batch;
    return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]!));
  } finally {
    await session.close();
  }
};
const describeYaml = async (yaml: string) => describeExisting(definitionOf(yaml), makeIndexReader(client));
const declareYaml = async (yaml: string) => {
  const { definition } = await describeYaml(yaml);
  const declaration = {
    workspace: 'commons',
    name: 'o',
    fields: [
      { name: '_id', type: { kind: 'varchar' } as const },
      { name: '_event_time', type: { kind: 'timestamptz' } as const },
      ...definition.input,
    ],
    index: definition.existing!.index,
    ...(definition.existing!.eventTime === undefined ? {} : { eventTime: definition.existing!.eventTime }),
    ...(definition.retentionMs === undefined ? {} : { retentionMs: definition.retentionMs }),
    lookupFields: [],
  };
  await store.declare(declaration);
  return declaration;
};

describe('a collection over indices that exist', () => {
  it('has the fields of their mapping', async () => {
    const { definition } = await describeYaml(`index: ${orders}-*\n`);
    expect(definition.existing).toEqual({ index: `${orders}-*`, eventTime: '@timestamp' });
    expect(definition.input.map(({ name, type }) => `${name} ${printType(type)}`)).toEqual([
      '@timestamp TIMESTAMPTZ',
      'customer STRUCT(city VARCHAR, phones VARCHAR)',
      'day DATE',
      'items STRUCT(paid TIMESTAMPTZ, sku VARCHAR)[]',
      'other DOUBLE',
      'place JSON',
      'tags VARCHAR',
      'title VARCHAR',
      'total DOUBLE',
    ]);
  });

  it('is read with what its file says of its fields', async () => {
    const declaration = await declareYaml(
      `index: ${orders}-*\nfields:\n  tags: { list: true }\n  day: {}\n  total: { type: "DECIMAL(12,2)" }\n  customer: { type: "STRUCT(phones VARCHAR[], city VARCHAR)" }\n  items: {}\n  place: {}\n  other: {}\n  title: {}\n`,
    );
    const [row] = await scan();
    expect(row).toEqual([
      'a',
      1767225600000000n,
      ['x', 'y'],
      20454,
      1250n,
      [['1', '2'], 'Ulm'],
      [[1767225600000000n, 's']],
      '{"lat":1.5,"lon":2}',
      12.5,
      'A title that is longer than twenty characters',
      'a',
    ]);
    expect((await store.statistics(declaration)).documents).toBe(1);
  });

  it('has the age of its event time, whatever it is called, and leaves out what its retention does', async () => {
    const index = `${prefix}-visits`;
    const properties = {
      seen: { type: 'date', format: 'dd/MM/yyyy HH:mm' },
      exact: { type: 'date_nanos' },
      hidden: { type: 'date', index: false, doc_values: false },
      _tomb: { type: 'boolean' },
      n: { type: 'long' },
    } as const;
    await client.indices.create({ index: `${index}-1`, mappings: { properties } });
    await client.indices.create({ index: `${index}-2`, mappings: { properties: { n: { type: 'long' } } } });
    const [old, now] = [Date.now() - 10 * 86_400_000, Date.now()];
    const printed = (ms: number): string => {
      const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)/.exec(new Date(ms).toISOString())!;
      return `${day}/${month}/${year} ${time}`;
    };
    const documents = [
      { seen: printed(old), exact: new Date(now).toISOString(), n: 1 },
      { seen: printed(now), exact: new Date(old).toISOString(), n: 2, _tomb: true },
      { n: 3 },
    ];
    for (const [at, document] of documents.entries())
      await client.index({ index: `${index}-${at === 2 ? 2 : 1}`, id: `${at}`, refresh: true, document });
    const of = async (more: string) => {
      const declaration = await declareYaml(`index: ${index}-*\nfields: { n: {} }\n${more}\n`);
      const newest = await store.newestEventTime(declaration);
      const { documents: count } = await store.statistics(declaration);
      return [newest, count, (await scan()).map((row) => row[2]).sort()];
    };
    const minute = BigInt(Math.floor(now / 60_000)) * 60_000_000n;

    expect(await of('')).toEqual([undefined, 3, [1n, 2n, 3n]]);
    expect(await of('event_time: seen')).toEqual([minute, 3, [1n, 2n, 3n]]);
    expect(await of('event_time: exact')).toEqual([BigInt(now) * 1000n, 3, [1n, 2n, 3n]]);
    expect(await of('event_time: seen\nretention: 7d')).toEqual([minute, 2, [2n, 3n]]);
    expect(await of('event_time: exact\nretention: 7d')).toEqual([BigInt(now) * 1000n, 2, [1n, 3n]]);
    await expect(of('event_time: hidden\nretention: 7d')).rejects.toMatchObject({ code: 'COLLECTION_INCOMPATIBLE' });
  });

  it('is not written', async () => {
    const declaration = await declareYaml(`index: ${orders}-1\nfields: { total: {} }\n`);
    const batch = toBatch([{ name: 'total', type: { kind: 'double' } }], [{ id: 'b', v: 1n, values: [1] }]);
    await expect(store.write(declaration, batch)).rejects.toMatchObject({ code: 'COLLECTION_READ_ONLY' });
    expect((await client.count({ index: `${orders}-1` })).count).toBe(1);
  });

  it('names both indices that disagree, until the file settles it', async () => {
    const pattern = `${orders}-1,${prefix}-odd`;
    await expect(describeYaml(`index: ${pattern}\n`)).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: expect.stringContaining(`total is VARCHAR in ${prefix}-odd and DOUBLE in ${orders}-1.`) as string,
    });
    const { definition } = await describeYaml(`index: ${pattern}\nfields: { total: { type: VARCHAR } }\n`);
    expect(definition.input).toEqual([{ name: 'total', type: { kind: 'varchar' } }]);
  });

  it('is empty as long as no index matches, says so, and is there after a reload', async () => {
    const yaml = `index: ${prefix}-later-*\nfields: { n: {}, tags: { type: "VARCHAR[]" } }\n`;
    expect(await describeYaml(yaml)).toMatchObject({
      definition: { input: [{ name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } }] },
      note: {
        message: `No open index matches ${prefix}-later-*, so the collection is empty; reload when there is one.`,
      },
    });
    const declaration = await declareYaml(yaml);
    expect(await scan()).toEqual([]);
    expect(await store.statistics(declaration)).toEqual({ documents: 0, bytes: 0 });
    const properties = { n: { type: 'long' }, tags: { type: 'keyword' } } as const;
    await client.indices.create({ index: `${prefix}-later-1`, mappings: { properties } });
    expect((await describeYaml(yaml)).definition.input.map(({ name }) => name)).toEqual(['n', 'tags']);
  });

  it.each([
    [`${prefix}-blind`, '', 'keeps no _source'],
    [`${orders}-*`, 'event_time: total', 'event_time:'],
    [`${orders}-*`, 'event_time: nothing', 'event_time:'],
    [`${orders}-*`, 'fields: { totl: {} }', 'Did you mean "total"?'],
    [`${orders}-*`, 'fields: { place: { type: BIGINT } }', 'cannot be read'],
    [`${prefix}-odd`, 'retention: 1d', 'retention goes by the event time'],
  ])('over %s with %j is refused', async (index, more, why) => {
    await expect(describeYaml(`index: ${index}\n${more}\n`)).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: expect.stringContaining(why) as string,
    });
  });

  it('needs a store that is a cluster', async () => {
    await expect(describeExisting(definitionOf('index: a\n'), undefined)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('is proposed as a file that loads, with the lists that its documents hold', async () => {
    const { yaml, file } = await proposeExisting(makeIndexReader(client), {
      workspace: 'commons',
      name: 'o',
      index: `${orders}-*`,
    });
    expect(file).toBe('collections/o.yaml');
    expect(yaml.replaceAll(orders, 'orders'))
      .toBe(`# Proposed by \`rockpool preview\` from the mapping of 2 indices and 1 documents. Change what does not fit.
index: "orders-*" # read only: somebody else writes there
event_time: "@timestamp"
fields: # these are read; add "*": {} for all that the mapping gets later
  "@timestamp": {} # TIMESTAMPTZ
  customer: { type: "STRUCT(city VARCHAR, phones VARCHAR[])" }
  day: {} # DATE
  items: {} # STRUCT(paid TIMESTAMPTZ, sku VARCHAR)[]; conditions stay here: the objects of a nested field are documents of their own inside the index.
  other: {} # DOUBLE
  place: { type: "JSON" } # conditions stay here: places are compared by distance, which SQL does not ask.
  tags: { list: true } # VARCHAR[]
  title: {} # VARCHAR
  total: {} # DOUBLE
`);
    expect((await describeYaml(yaml)).definition.input).toHaveLength(9);
    await expect(
      proposeExisting(makeIndexReader(client), { workspace: 'commons', name: 'o', index: `${prefix}-none-*` }),
    ).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });
});
