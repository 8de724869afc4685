import type { estypes } from '@elastic/elasticsearch';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeClient } from '../../src/elasticsearch/client.ts';
import type { SqlType } from '../../src/schema/sql-type.ts';
import { openShop, type Shop } from '../integration/elasticsearch/open-shop.ts';
import { serverAddresses } from '../servers/addresses.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
const shops = { workspace: 'commons', name: 'shops' };
const varchar: SqlType = { kind: 'varchar' };

let shop: Shop;
let alias: string;
let index: string;
/** The mapping as the server made it. */
let mappings: estypes.MappingTypeMapping;

beforeAll(async () => {
  shop = await openShop();
  alias = `${shop.prefix}-commons.shops`;
  const [found] = Object.entries(await client.indices.get({ index: alias }));
  index = found![0];
  mappings = found![1].mappings!;
});
afterAll(async () => {
  await shop.close();
  await client.close();
});

const documents = [0, 1, 2].map((at) => ({ city: `city ${at}`, _event_time: '2026-08-17T00:00:00.000000Z' }));

/** Deletes what bears the name and puts an index with three documents in its place, as somebody would by hand. */
async function putIndex(mapping: estypes.MappingTypeMapping): Promise<void> {
  await client.indices.delete({ index: [index, `${index}-other`], ignore_unavailable: true });
  await client.indices.create({ index, mappings: mapping, aliases: { [alias]: {} }, wait_for_active_shards: 1 });
  for (const [at, document] of documents.entries())
    await client.index({ index, id: `shops-${at}`, version: at + 1, version_type: 'external', document });
  await client.indices.refresh({ index });
  // A server looks ten times a second at most.
  await pause(100);
}

const write = (id: string, city: string): Promise<unknown> =>
  shop.app.documents.write(
    shops,
    {
      ids: [id],
      kinds: ['repsert'],
      versions: [BigInt(Date.now())],
      eventTimes: [1_786_000_000_000_000n],
      fields: [{ name: 'city', type: varchar }],
      columns: [[city]],
    },
    undefined,
    undefined,
    { visible: true },
  );

const idsInIndex = async (): Promise<readonly string[]> => {
  await client.indices.refresh({ index });
  return (await client.search({ index: alias, size: 100 })).hits.hits.map(({ _id }) => _id!).sort();
};

const ids = ['shops-0', 'shops-1', 'shops-2'];
const cities = documents.map(({ city }) => ({ city }));
/** Each way in which rows come: picked fields, a search with a condition, counted groups, several searches at once. */
const statements: readonly (readonly [string, readonly Readonly<Record<string, unknown>>[]])[] = [
  ["SELECT city FROM shops WHERE city = 'city 1'", [{ city: 'city 1' }]],
  ['SELECT city FROM shops ORDER BY city', cities],
  ["SELECT count(*) AS n FROM shops WHERE city >= 'city 1'", [{ n: 2 }]],
  [
    "SELECT (SELECT max(num) FROM orders WHERE code = '17') AS num, (SELECT max(city) FROM shops) AS city",
    [{ num: 17, city: 'city 2' }],
  ],
];

async function expectServed(): Promise<void> {
  for (const [sql, results] of statements) expect(await shop.query(sql), sql).toEqual({ status: 200, results });
}

async function expectRefused(why: string): Promise<void> {
  const said = expect.stringMatching(
    new RegExp(
      `^The Elasticsearch cluster cannot read commons\\.shops: the index .* is not as it was declared, ${why}`,
    ),
  ) as string;
  for (const [sql] of statements)
    expect(await shop.query(sql), sql).toEqual({ status: 502, code: 'STORE_FAILED', message: said });
  await expect(shop.app.documents.read(shops, ['shops-1'])).rejects.toMatchObject({
    code: 'STORE_FAILED',
    message: said,
  });
  await expect(write('shops-9', 'city 9')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(`is not as it was declared, ${why}`) as string,
  });
  expect(await idsInIndex()).toEqual(ids);
}

const changed = (properties: Record<string, estypes.MappingProperty>): estypes.MappingTypeMapping => ({
  ...mappings,
  properties: { ...mappings.properties, ...properties },
});

describe('an index that somebody deletes and makes anew', () => {
  beforeEach(async () => {
    await putIndex(mappings);
    await expectServed();
  });

  it.each<[string, () => estypes.MappingTypeMapping, string]>([
    ['without a mapping', () => ({}), 'it was made by somebody else'],
    [
      'with a field of another type',
      () => changed({ city: { type: 'text' } }),
      'the field city is "text" there, not "keyword"',
    ],
    [
      'with a field that is not indexed',
      () => changed({ city: { type: 'keyword', index: false } }),
      'the field city is indexed otherwise there',
    ],
    [
      'without a field',
      () => ({ ...mappings, properties: { _tomb: { type: 'boolean' } } }),
      'the field .* is not in its mapping',
    ],
  ])('%s is neither read nor written, and says why, until it is put back', async (_, mapping, why) => {
    await putIndex(mapping());
    await expectRefused(why);

    await putIndex(mappings);
    await expectServed();
    await write('shops-3', 'city 3');
    expect(await idsInIndex()).toEqual([...ids, 'shops-3']);
  });

  it('beside another of its name is not read until that is gone', async () => {
    const other = `${index}-other`;
    await client.indices.create({ index: other, aliases: { [alias]: {} }, wait_for_active_shards: 1 });
    await expect.poll(async () => (await shop.query(statements[0]![0])).code).toBe('STORE_FAILED');
    await expectRefused('there are 2 indices of its name');

    await client.indices.delete({ index: other });
    await expectServed();
  });
});

describe('a field that somebody adds', () => {
  it('of its own is no matter; one that a declaration adds with another type is refused, and all goes on', async () => {
    await putIndex(mappings);
    await client.indices.putMapping({ index, properties: { owner: { type: 'text' }, rank: { type: 'keyword' } } });
    await expectServed();
    await write('shops-3', 'city 3');
    expect(await shop.query("SELECT city FROM shops WHERE _id = 'shops-3'")).toMatchObject({
      results: [{ city: 'city 3' }],
    });

    const fields = [
      { name: '_id', type: varchar },
      { name: '_event_time', type: { kind: 'timestamptz' } as const },
      { name: 'city', type: varchar },
      { name: 'rank', type: { kind: 'bigint' } as const },
    ];
    await expect(shop.app.documents.declare({ ...shops, fields, lookupFields: [] })).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: expect.stringMatching(
        /^The collection commons\.shops cannot be declared: .*\[rank\].*keyword.*long/,
      ) as string,
      details: { hint: expect.stringContaining('rockpool reindex commons.shops') as string },
    });
    expect((await shop.query('SELECT count(*) AS n FROM shops')).results).toEqual([{ n: 4 }]);
  });
});
