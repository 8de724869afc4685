import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import type { CollectionIndex } from '../../../src/elasticsearch/collection-index.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import type { IndexedField } from '../../../src/elasticsearch/indexed-field.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import type { DateUnit, GroupKey, Measure } from '../../../src/plan/query-plan.ts';
import type { BoundGroupScan, BoundRowScan, BoundScan, ScanReply } from '../../../src/query/scan-engine.ts';
import type { SqlType } from '../../../src/schema/sql-type.ts';
import type { Value } from '../../../src/schema/value.ts';
import { serverAddresses } from '../../servers/addresses.ts';

const prefix = `scan-reading-${randomBytes(5).toString('hex')}`;
const url = serverAddresses().elasticsearch;
const client = makeClient({ nodes: [url], requestTimeoutMs: 20_000 });
const registry = makeIndexRegistry();
const now = Date.parse('2026-08-20T00:00:00Z');
const engine = makeScanEngine({ client, registry, clock: () => now });

const collection = (name: string) => ({ workspace: 'commons', name });
const field = (name: string, type: SqlType, indexed: IndexedField['indexed'], unique = false): IndexedField => ({
  name,
  type,
  path: name,
  indexed,
  unique,
});
const keyword = { kind: 'keyword', ignoreAbove: 8191 } as const;
const whole = { kind: 'whole', bits: 64, unsigned: false } as const;
const nanos = { kind: 'date', nanos: true } as const;
const own: readonly IndexedField[] = [
  field('_id', { kind: 'varchar' }, { kind: 'keyword', ignoreAbove: undefined }),
  field('_event_time', { kind: 'timestamptz' }, nanos),
  field('city', { kind: 'varchar' }, keyword),
  field('amount', { kind: 'bigint' }, whole),
  field('weight', { kind: 'double' }, { kind: 'floating', bits: 64 }),
  field('price', { kind: 'decimal', width: 12, scale: 2 }, { kind: 'floating', bits: 64 }),
  field('day', { kind: 'date' }, { kind: 'date', nanos: false }),
  field('paid', { kind: 'boolean' }, { kind: 'boolean' }),
  field('tags', { kind: 'list', element: { kind: 'varchar' } }, keyword, true),
];
const properties = {
  _event_time: { type: 'date_nanos' },
  _tomb: { type: 'boolean' },
  city: { type: 'keyword', ignore_above: 8191 },
  amount: { type: 'long', coerce: false },
  weight: { type: 'double' },
  price: { type: 'double' },
  day: { type: 'date', format: 'strict_date' },
  paid: { type: 'boolean' },
  tags: { type: 'keyword', ignore_above: 8191 },
};

async function createIndex(
  name: string,
  lines: readonly string[],
  more: Partial<CollectionIndex> = {},
  mapped: object = properties,
): Promise<void> {
  const index = `${prefix}-${name}`;
  await client.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0, 'index.mapping.ignore_malformed': true },
    mappings: { dynamic: false, properties: mapped } as never,
  });
  const operations = lines.flatMap((line, at) => [JSON.stringify({ index: { _id: `d${at}` } }), line]);
  const { errors } = await client.bulk({ index, refresh: true, operations: operations });
  expect(errors).toBe(false);
  registry.set({ ...collection(name), index, origin: 'ours', shards: 1, versions: 'external', fields: own, ...more });
}

const many = 25_000;
const orders = [
  { city: 'Bern', amount: 1, weight: 0.5, price: 1.1, day: '2026-08-01', paid: true, tags: ['a', 'b'], _event_time: '2026-08-01T10:00:00.000001Z' },
  { city: 'Bern', amount: 2, weight: 1.5, price: 2.2, day: '2026-08-01', paid: false, tags: ['a'], _event_time: '2026-08-02T10:00:00.000001Z' },
  { city: 'Rome', amount: 40, weight: -0.25, day: '2026-07-31', paid: true, tags: [], _event_time: '2026-07-31T23:59:59.999999Z' },
  { amount: 5, price: 0.07, tags: ['c', 'b'], _event_time: '2026-08-03T00:00:00.000000Z' },
  { city: 'Ulm', _event_time: '2026-08-03T00:00:00.000000Z' },
].map((order) => JSON.stringify(order)); // prettier-ignore

beforeAll(async () => {
  await createIndex('orders', [
    ...orders,
    '{"_tomb":true,"city":"Bern","amount":99,"_event_time":"2026-08-01T10:00:00.000000Z"}',
  ]);
  await createIndex('odd', [
    ...orders,
    `{"city":"${'x'.repeat(9000)}","amount":7,"weight":"NaN","_event_time":"2026-08-03T00:00:00.000000Z"}`,
  ]);
  await createIndex(
    'large',
    Array.from({ length: many }, (_, at) => `{"city":"c${at % 12_000}","amount":${at}}`),
  );
  await createIndex('wealth', ['{"city":"a","amount":9007199254740993}', '{"city":"a","amount":9007199254740993}']);
  await createIndex('zeros', ['{"weight":-0.0,"amount":2}', '{"weight":0.0,"amount":1}', '{"weight":1.0,"amount":3}']);
  await createIndex(
    'kept',
    ['2026-08-19T00:00:00.000000Z', '2026-08-10T00:00:00.000000Z', '1960-01-01T00:00:00.000000Z', 'infinity'].map(
      (at) => `{"_event_time":"${at}","city":"x"}`,
    ),
    { retentionMs: 5 * 86_400_000 },
  );
  const foreign: readonly IndexedField[] = [
    own[0]!,
    field('n', { kind: 'bigint' }, whole),
    field('name', { kind: 'varchar' }, { kind: 'text', keyword: { path: 'name.keyword', ignoreAbove: 256 } }),
    field('at', { kind: 'timestamptz' }, { kind: 'date', nanos: false }),
    field('odd', { kind: 'timestamptz' }, { kind: 'date', nanos: false, format: 'dd/MM/yyyy HH:mm' }),
    field('labels', { kind: 'list', element: { kind: 'varchar' } }, { kind: 'keyword', ignoreAbove: undefined }),
    field('raw', { kind: 'json' }, { kind: 'unindexed', why: 'raw is an object without a mapping' }),
    { ...field('geo', { kind: 'struct', fields: [{ name: 'lat', type: { kind: 'double' } }] }, { kind: 'object' }), members: [{ ...field('lat', { kind: 'double' }, { kind: 'floating', bits: 32 }), path: 'geo.lat' }] },
  ]; // prettier-ignore
  await createIndex(
    'foreign',
    [
      '{"n":"12","name":["Anna"],"at":"2026-08-17T10:00:00.123456Z","odd":"17/08/2026 10:30","labels":"one","raw":{"x":1.50},"geo":{"lat":1.25}}',
      '{"n":9007199254740993,"name":"Berta","at":1787001597558,"odd":"18/08/2026 00:00","labels":["a","b","a"],"geo.lat":2.5}',
    ],
    { origin: 'existing', fields: foreign },
    {
      n: { type: 'long' },
      name: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      at: { type: 'date' },
      odd: { type: 'date', format: 'dd/MM/yyyy HH:mm' },
      labels: { type: 'keyword' },
      raw: { type: 'object', enabled: false },
      geo: { properties: { lat: { type: 'float' } } },
    },
  );
  await createIndex('summed', ['{"_doc_count":3,"city":"a"}', '{"city":"b"}'], { origin: 'existing', fields: own });
  await createIndex('mixed', ['{"amount":[1,5],"city":"a"}', '{"amount":2,"city":"b"}'], {
    origin: 'existing',
    fields: own,
  });
});

afterAll(async () => {
  for (const { index } of registry.list()) await client.indices.delete({ index }, { ignore: [404] });
  await client.close();
});

const generous = { rows: 1_000_000, bytes: 1_000_000_000 };
const rows = (name: string, fields: readonly string[], more: Partial<BoundRowScan> = {}): BoundRowScan => ({
  kind: 'rows',
  collection: collection(name),
  fields,
  filter: { kind: 'everything' },
  ...more,
});

async function fetch(
  scans: readonly BoundScan[],
  budget = generous,
  pinned: readonly string[] = [],
): Promise<readonly (ScanReply | undefined)[]> {
  const session = engine.open({ signal: new AbortController().signal, budget, pinned: pinned.map(collection) });
  try {
    return await session.fetch(scans);
  } finally {
    await session.close();
  }
}

/** Rows as lists, sorted, for comparison. */
function tableOf(reply: ScanReply | undefined): readonly (readonly Value[])[] | undefined {
  if (reply === undefined) return undefined;
  const { columns, rowCount } = reply.batch;
  const table = Array.from({ length: rowCount }, (_, at) => columns.map((column) => column[at]!));
  const text = (row: readonly Value[]): string => row.map(String).join('\u0000');
  return table.sort((one, other) => (text(one) < text(other) ? -1 : 1));
}

async function problemOf(call: Promise<unknown>): Promise<RockpoolError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RockpoolError)) throw new Error(`expected a RockpoolError, got ${String(error)}`);
  return error;
}

const key = (name: string, type: SqlType, more: Partial<GroupKey> = {}): GroupKey => ({
  field: [name],
  name,
  type,
  unnested: false,
  ...more,
});
const count: Measure = { measure: 'count', name: 'n', type: { kind: 'bigint' } };
const groups = (name: string, keys: readonly GroupKey[], measures: readonly Measure[] = [count], more: Partial<BoundGroupScan> = {}): BoundGroupScan => ({
  kind: 'groups', collection: collection(name), groups: keys, measures, filter: { kind: 'everything' }, ...more,
}); // prettier-ignore
const text: SqlType = { kind: 'varchar' };

describe('rows of a scan', () => {
  it('are those of several collections in one round trip, without tombstones', async () => {
    const replies = await fetch([rows('orders', ['city', 'amount']), rows('zeros', [])]);

    expect(replies.map(tableOf)).toEqual([
      [['Bern', 1n, 'd0'], ['Bern', 2n, 'd1'], ['Rome', 40n, 'd2'], ['Ulm', null, 'd4'], [null, 5n, 'd3']],
      [['d0'], ['d1'], ['d2']],
    ]); // prettier-ignore
    expect(replies.map((reply) => reply!.requests)).toEqual([1, 1]);
  });

  it('are all there when they need many pages', async () => {
    const [reply] = await fetch([rows('large', ['amount'])]);

    const amounts = reply!.batch.columns[0]!.map(Number).sort((one, other) => one - other);
    expect(amounts).toEqual(Array.from({ length: many }, (_, at) => at));
    expect(reply!.batch.columns[1]!.length).toBe(many);
  });

  it('of a pinned collection are of one moment', async () => {
    const session = engine.open({
      signal: new AbortController().signal,
      budget: generous,
      pinned: [collection('zeros')],
    });
    const before = await session.fetch([rows('zeros', [])]);
    const { index } = registry.require(collection('zeros'));
    await client.index({ index, id: 'late', document: {}, refresh: true });
    const after = await session.fetch([rows('zeros', [])]);
    await session.close();
    await client.delete({ index, id: 'late', refresh: true });

    expect([before, after].map(([reply]) => reply!.batch.rowCount)).toEqual([3, 3]);
  });

  it('do not hold what has expired, whether its time is indexed or not', async () => {
    const [reply] = await fetch([rows('kept', ['_event_time'])]);

    expect(tableOf(reply)).toEqual([[1_787_097_600_000_000n, 'd0'], [9_223_372_036_854_775_807n, 'd3']]); // prettier-ignore
  });

  it('of an index that somebody else writes are read as Elasticsearch reads them', async () => {
    const [reply] = await fetch([rows('foreign', ['n', 'name', 'at', 'odd', 'labels', 'raw', 'geo'])]);

    expect(tableOf(reply)).toEqual([
      [12n, 'Anna', 1_786_960_800_123_456n, 1_786_962_600_000_000n, ['one'], '{"x":1.50}', [1.25], 'd0'],
      [
        9_007_199_254_740_993n,
        'Berta',
        1_787_001_597_558_000n,
        1_787_011_200_000_000n,
        ['a', 'b', 'a'],
        null,
        [2.5],
        'd1',
      ],
    ]);
  });

  it('name field, document and value where a value is not of the declared type', async () => {
    const error = await problemOf(fetch([rows('mixed', ['amount'])]));

    expect([error.code, error.message, error.hint]).toEqual([
      'STORE_FAILED',
      'In the document "d0" of commons.mixed the field "amount" is [1,5], which is not BIGINT.',
      'Declare the field as BIGINT[] under `fields:` of the collection.',
    ]);
  });
});

describe('the first rows of an order', () => {
  const order = (name: string, descending: boolean, nullsFirst = false) => ({
    field: [name] as const,
    descending,
    nullsFirst,
  });

  it.each([
    ['ascending, nulls last', order('amount', false), ['d0', 'd1']],
    ['descending, nulls last', order('amount', true), ['d2', 'd3']],
    ['ascending, nulls first', order('amount', false, true), ['d4', 'd0']],
    ['texts', order('city', true), ['d4', 'd2']],
    ['times', order('_event_time', false), ['d2', 'd0']],
  ])('are enough: %s', async (_, by, expected) => {
    const [reply] = await fetch([rows('orders', [], { window: { order: [by], rows: [2] } })]);

    expect(reply!.batch.columns[0]).toEqual(expected);
  });

  it('are not trusted where a value was not indexed, or the filter may bring more', async () => {
    const limit = { order: [order('city', true)], rows: [1] };
    const [odd, inexact] = await fetch([
      rows('odd', [], { window: limit }),
      rows('orders', [], { window: limit, filter: { kind: 'text', field: ['city'], match: 'ilike', operand: { type: text, value: 'b%' }, negated: false } }),
    ]); // prettier-ignore

    expect(odd!.batch.rowCount).toBe(6);
    expect(inexact!.batch.rowCount).toBe(2);
  });

  it('see both zeros as one number', async () => {
    const [reply] = await fetch([
      rows('zeros', [], { window: { order: [order('weight', false), order('amount', false)], rows: [1] } }),
    ]);

    expect(reply!.batch.rowCount).toBe(3);
  });

  it('need no request when there are none', async () => {
    expect(await fetch([rows('orders', ['city'], { window: { order: [], rows: [0] } })])).toEqual([
      { batch: { rowCount: 0, columns: [[], []] }, bytes: 0, requests: 0 },
    ]);
  });
});

describe('groups', () => {
  const measures: readonly Measure[] = [
    count,
    { measure: 'count', field: ['amount'], name: 'c', type: { kind: 'bigint' } },
    { measure: 'sum', field: ['amount'], name: 's', type: { kind: 'hugeint' } },
    { measure: 'sum', field: ['price'], name: 'p', type: { kind: 'decimal', width: 38, scale: 2 } },
    { measure: 'min', field: ['weight'], name: 'w', type: { kind: 'double' } },
    { measure: 'max', field: ['day'], name: 'd', type: { kind: 'date' } },
  ];

  it('are counted, summed and compared; documents without the field are one of them', async () => {
    const [reply] = await fetch([groups('orders', [key('city', text)], measures)]);

    expect(tableOf(reply)).toEqual([
      ['Bern', 2n, 2n, 3n, 330n, 0.5, 20_666],
      ['Rome', 1n, 1n, 40n, null, -0.25, 20_665],
      ['Ulm', 1n, 0n, null, null, null, null],
      [null, 1n, 1n, 5n, 7n, null, null],
    ]);
  });

  it('of documents without a value are asked for only where counting the others does not tell', async () => {
    const asked = [
      groups('orders', [key('amount', { kind: 'bigint' })]),
      groups('orders', [key('_event_time', { kind: 'timestamptz' }, { cut: 'year' })], measures),
      groups('orders', [key('paid', { kind: 'boolean' })], [measures[2]!]),
      groups('orders', [key('paid', { kind: 'boolean' }), key('city', text)]),
    ];
    const replies = [];
    for (const scan of asked) replies.push(...(await fetch([scan])));

    expect(replies.map((reply) => reply!.requests)).toEqual([1, 1, 2, 2]);
    expect([tableOf(replies[0]), tableOf(replies[2]), tableOf(replies[3])]).toEqual([
      [[1n, 1n], [2n, 1n], [40n, 1n], [5n, 1n], [null, 1n]],
      [[false, 2n], [null, 5n], [true, 41n]],
      [[false, 'Bern', 1n], [null, 'Ulm', 1n], [null, null, 1n], [true, 'Bern', 1n], [true, 'Rome', 1n]],
    ]); // prettier-ignore
  });

  it('without a key are one row, over no documents too', async () => {
    const [all, none] = await fetch([
      groups('orders', [], measures),
      groups('orders', [], measures, { filter: { kind: 'nothing' } }),
    ]);

    expect(tableOf(all)).toEqual([[5n, 4n, 48n, 337n, -0.25, 20_666]]);
    expect(tableOf(none)).toEqual([[0n, 0n, null, null, null, null]]);
  });

  it.each<[DateUnit, readonly bigint[]]>([
    ['year', [1_767_225_600n]],
    ['quarter', [1_782_864_000n]],
    ['month', [1_782_864_000n, 1_785_542_400n]],
    ['week', [1_785_110_400n, 1_785_715_200n]],
    ['day', [1_785_456_000n, 1_785_542_400n, 1_785_628_800n, 1_785_715_200n]],
    ['hour', [1_785_538_800n, 1_785_578_400n, 1_785_664_800n, 1_785_715_200n]],
    ['minute', [1_785_542_340n, 1_785_578_400n, 1_785_664_800n, 1_785_715_200n]],
    ['second', [1_785_542_399n, 1_785_578_400n, 1_785_664_800n, 1_785_715_200n]],
  ])('are times cut to the %s', async (cut, seconds) => {
    const [reply] = await fetch([groups('orders', [key('_event_time', { kind: 'timestamptz' }, { cut })], [])]);

    expect(tableOf(reply)).toEqual(seconds.map((second) => [second * 1_000_000n]));
  });

  it('may be of several fields, and of the elements of a set', async () => {
    const [both, tags] = await fetch([
      groups('orders', [key('paid', { kind: 'boolean' }), key('day', { kind: 'date' })]),
      groups('orders', [key('tags', text, { unnested: true })]),
    ]);

    expect(tableOf(both)).toEqual([
      [false, 20_666, 1n],
      [null, null, 2n],
      [true, 20_665, 1n],
      [true, 20_666, 1n],
    ]);
    expect(tableOf(tags)).toEqual([['a', 2n], ['b', 2n], ['c', 1n]]); // prettier-ignore
  });

  it.each([
    ['a value was not indexed', groups('odd', [key('city', text)])],
    ['a sum is beyond 2^53', groups('wealth', [], [{ measure: 'sum', field: ['amount'], name: 's', type: { kind: 'hugeint' } }])],
    ['zeros have two forms', groups('zeros', [key('weight', { kind: 'double' })])],
    ['there are nearly as many as rows', groups('large', [key('amount', { kind: 'bigint' })])],
    ['a document of somebody else holds two values', groups('mixed', [], [{ measure: 'sum', field: ['amount'], name: 's', type: { kind: 'hugeint' } }])],
    ['a document of somebody else stands for several', groups('summed', [key('city', text)])],
    ['the filter may bring more', groups('orders', [], [count], { filter: { kind: 'text', field: ['city'], match: 'ilike', operand: { type: text, value: 'b%' }, negated: false } })],
  ])('are left to the rows when %s', async (_, scan) => {
    expect(await fetch([scan])).toEqual([undefined]);
  }); // prettier-ignore

  it('beyond what the cluster counts in one answer come in pages', async () => {
    const lines = Array.from({ length: 90_000 }, (_, at) => `{"city":"c${at % 300}","amount":${Math.floor(at / 300)}}`);
    await createIndex('square', lines);

    const [reply] = await fetch([groups('square', [key('city', text), key('amount', { kind: 'bigint' })])]);

    // One document in each: reading them is cheaper.
    expect(reply).toBe(undefined);
  });

  it('beyond what one answer holds come in pages', async () => {
    await createIndex(
      'paged',
      Array.from({ length: 60_000 }, (_, at) => `{"city":"c${at % 12_000}","amount":${at % 7}}`),
    );

    const [reply] = await fetch([groups('paged', [key('city', text)])]);

    expect(tableOf(reply)).toEqual(Array.from({ length: 12_000 }, (_, at) => [`c${at}`, 5n]).sort());
    expect(reply!.requests).toBe(3);
  });
});

describe('a scan for people', () => {
  it('is a line and the JSON of its search', () => {
    const filter = {
      kind: 'compare',
      field: ['city'],
      comparison: '=',
      operand: { type: text, value: 'Bern' },
    } as const;
    const printed = engine.print(rows('orders', ['amount'], { filter, window: { order: [], rows: [3] } }));

    const [line, ...json] = printed.split('\n');
    expect(line).toBe(`POST /${prefix}-orders/_search`);
    expect(JSON.parse(json.join('\n'))).toEqual({
      query: { bool: { filter: [{ term: { city: 'Bern' } }], must_not: [{ term: { _tomb: true } }] } },
      _source: ['amount'],
      track_total_hits: false,
      size: 3,
    });
  });
});

describe('what is not whole is an error', () => {
  it('when more rows would be read than the call may', async () => {
    const error = await problemOf(fetch([rows('large', ['amount'])], { rows: 1_500, bytes: 1_000_000_000 }));

    expect([error.code, /^Too much of commons\.large would be read: more than 1,500 rows may not be, and [\d,]+ rows were; it was asked for all of them\.$/.test(error.message)]).toEqual(['LIMIT_SCAN', true]); // prettier-ignore
  });

  it('when more bytes would be read than the call may', async () => {
    const error = await problemOf(
      fetch([rows('large', ['amount']), rows('orders', [])], { rows: 1_000_000, bytes: 2_000 }),
    );

    expect(error.code).toBe('LIMIT_SCAN');
  });

  it('when the index is gone, alone or among others', async () => {
    registry.set({ ...registry.require(collection('orders')), name: 'gone', index: `${prefix}-gone` });
    registry.set({ ...registry.require(collection('orders')), name: 'nowhere', index: `${prefix}-nowhere-*` });
    const codes = await Promise.all(
      [[rows('gone', [])], [rows('orders', []), rows('gone', [])], [rows('nowhere', [])]].map(
        async (scans) => (await problemOf(fetch(scans))).code,
      ),
    );
    registry.remove(collection('gone'));
    registry.remove(collection('nowhere'));

    expect(codes).toEqual(['STORE_FAILED', 'STORE_FAILED', 'STORE_FAILED']);
  });

  it('when the index is closed while a call reads a moment of it', async () => {
    const again = engine.open({
      signal: new AbortController().signal,
      budget: generous,
      pinned: [collection('orders')],
    });
    await again.fetch([rows('orders', [])]);
    const index = registry.require(collection('orders'));
    await client.indices.close({ index: index.index });
    const error = await problemOf(again.fetch([rows('orders', [])]));
    await client.indices.open({ index: index.index, wait_for_active_shards: 1 });
    await again.close();

    expect(error.code).toMatch(/^STORE_/);
  });

  it('when the call is over: its searches stop in Elasticsearch too', async () => {
    const controller = new AbortController();
    const session = engine.open({ signal: controller.signal, budget: generous, pinned: [] });
    const reason = new RockpoolError('QUERY_CANCELLED', 'The caller went away.');
    const wild = (at: number): BoundRowScan =>
      rows('large', [], {
        filter: {
          kind: 'text',
          field: ['city'],
          match: 'like',
          operand: { type: text, value: `%c%${at}%1%2%3%4%5%6%` },
          negated: false,
        },
      });
    const running = session.fetch(Array.from({ length: 2_000 }, (_, at) => wild(at)));
    const settled = running.then(
      () => 'answered',
      (error: unknown) => error,
    );
    await until(async () => (await searchesOn(`${prefix}-large`)) > 0);

    controller.abort(reason);

    expect(await settled).toBe(reason);
    await until(async () => (await searchesOn(`${prefix}-large`)) === 0);
    await session.close();
  });
});

async function searchesOn(index: string): Promise<number> {
  const { nodes = {} } = await client.tasks.list({ actions: 'indices:data/read/*', detailed: true });
  const tasks = Object.values(nodes).flatMap(({ tasks: own }) => Object.values(own));
  return tasks.filter(({ description }) => description?.includes(index) === true).length;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it never became true');
}
