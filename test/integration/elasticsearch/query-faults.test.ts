import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import type { Fault } from './faulty-proxy.ts';
import { openShop, type Reply, type Shop } from './open-shop.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
  await client.close();
});
afterEach(() => {
  shop.proxy.fault = () => 'pass';
});

interface Kind {
  readonly sql: string;
  /** The requests of it that fail. */
  readonly asks: (path: string, body: string) => boolean;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Every way in which rows come: one search, several in one request, pages of a point in time, groups. */
const kinds: Readonly<Record<string, Kind>> = {
  'one search': {
    sql: "SELECT num FROM orders WHERE code = '17'",
    asks: (path) => path.includes('_search'),
    rows: [{ num: 17 }],
  },
  'two searches at once': {
    sql: "SELECT (SELECT max(city) FROM shops) AS city, (SELECT max(num) FROM orders WHERE code IN ('3', '17')) AS num",
    asks: (path) => path.startsWith('/_msearch'),
    rows: [{ city: 'city 2', num: 17 }],
  },
  'later pages': {
    sql: 'SELECT count(*) AS n, sum(num) % 1000 AS s FROM orders WHERE num < 60000 AND length(code) > 0',
    asks: (_, body) => body.includes('"search_after"'),
    rows: [{ n: 60_000, s: 0 }],
  },
  'the keys that another search found': {
    sql: "SELECT max(o.num) AS num FROM orders o JOIN shops s ON o.shop = s._id WHERE s.city = 'city 2'",
    asks: (path, body) => path.includes('search') && body.includes('"shops-2"'),
    rows: [{ num: 65_534 }],
  },
  groups: {
    sql: 'SELECT shop, count(*) AS n FROM orders WHERE num < 6 GROUP BY shop ORDER BY shop',
    asks: (path) => path.includes('search'),
    rows: [0, 1, 2].map((at) => ({ shop: `shops-${at}`, n: 2 })),
  },
};

const edit = (change: (answer: Record<string, unknown>) => void): Fault => ({
  change: (text) => {
    const whole = JSON.parse(text) as { responses?: Record<string, unknown>[] };
    for (const answer of whole.responses ?? [whole]) change(answer);
    return JSON.stringify(whole);
  },
});
const refusal = (status: number, type: string): Fault => ({
  status,
  body: JSON.stringify({ error: { type, reason: 'as the test says', root_cause: [{ type }] }, status }),
});

const faults: readonly (readonly [string, Fault, number, string])[] = [
  ['429', refusal(429, 'es_rejected_execution_exception'), 503, 'STORE_UNAVAILABLE'],
  ['503', refusal(503, 'no_shard_available_action_exception'), 503, 'STORE_UNAVAILABLE'],
  ['500', refusal(500, 'null_pointer_exception'), 503, 'STORE_UNAVAILABLE'],
  ['400', refusal(400, 'illegal_argument_exception'), 502, 'STORE_FAILED'],
  ['HTML with 502', { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' }, 503, 'STORE_UNAVAILABLE'],
  ['HTML with 200', { status: 200, type: 'text/html', body: '<html>Welcome</html>' }, 502, 'STORE_FAILED'],
  ['nothing', { status: 200, body: '' }, 502, 'STORE_FAILED'],
  ['other JSON', { status: 200, body: '{}' }, 502, 'STORE_FAILED'],
  ['half of its JSON', { change: (text) => text.slice(0, text.length / 2) }, 502, 'STORE_FAILED'],
  ['half of its JSON and breaks off', 'halfway', 503, 'STORE_UNAVAILABLE'],
  ['by breaking the connection', 'reset', 503, 'STORE_UNAVAILABLE'],
  ['that time was up', edit((answer) => (answer['timed_out'] = true)), 504, 'STORE_TIMEOUT'],
  [
    'that a shard failed',
    edit((answer) => (answer['_shards'] = { total: 2, successful: 1, skipped: 0, failed: 1, failures: [] })),
    502,
    'STORE_FAILED',
  ],
  ['without a word on shards', edit((answer) => delete answer['_shards']), 502, 'STORE_FAILED'],
  ['that what was read has expired', refusal(404, 'search_context_missing_exception'), 502, 'STORE_FAILED'],
];

/** A call whose failure is plain: one code, one sentence that names cluster and collection, and nothing of the request. */
function expectPlain(reply: Reply, status: number, code: string): void {
  expect(reply).toMatchObject({ status, code });
  expect(reply.message).toMatch(/^The Elasticsearch cluster (at \S+ )?cannot .+\.$/);
  expect(reply.message).not.toMatch(/undefined|\[object|at Object|node_modules/);
}

/** Points in time that were opened and not given back. */
const openMoments = (): number => {
  const count = (method: string): number =>
    shop.proxy.requests.filter((one) => one.method === method && one.path.includes('/_pit')).length;
  return count('POST') - count('DELETE');
};

describe.each(Object.entries(kinds))('a statement that needs %s', (_, { sql, asks, rows }) => {
  it('is answered', async () => {
    shop.proxy.requests.length = 0;
    expect(await shop.query(sql)).toEqual({ status: 200, results: rows });
    expect(shop.proxy.requests.filter(({ path, body }) => asks(path, body))).not.toEqual([]);
  });

  it.each(faults)(
    'is an error when Elasticsearch answers %s, and the next call works',
    async (_name, fault, status, code) => {
      shop.proxy.requests.length = 0;
      shop.proxy.fault = (path, body) => (asks(path, body) ? fault : 'pass');
      // More calls than sessions: one that kept its session would stop the third.
      const replies = await Promise.all([1, 2, 3].map(() => shop.query(sql)));
      shop.proxy.fault = () => 'pass';

      for (const reply of replies) expectPlain(reply, status, code);
      expect(await shop.query(sql)).toEqual({ status: 200, results: rows });
      await expect.poll(openMoments).toBe(0);
    },
  );
});

it('is an error when one answer of several is missing', async () => {
  const { sql } = kinds['two searches at once']!;
  shop.proxy.fault = (path) =>
    path.startsWith('/_msearch')
      ? {
          change: (text) => {
            const whole = JSON.parse(text) as { responses: unknown[] };
            return JSON.stringify({ ...whole, responses: whole.responses.slice(1) });
          },
        }
      : 'pass';

  expectPlain(await shop.query(sql), 502, 'STORE_FAILED');
});

it('is an error when one search of several fails', async () => {
  const { sql } = kinds['two searches at once']!;
  let seen = 0;
  shop.proxy.fault = (path) =>
    path.startsWith('/_msearch')
      ? edit((answer) => (seen++ % 2 === 1 ? (answer['timed_out'] = true) : undefined))
      : 'pass';

  expectPlain(await shop.query(sql), 504, 'STORE_TIMEOUT');
});

/** Calls without a pause by so many callers, until it is ended. */
function load(sql: string, count: number): { readonly replies: readonly Reply[]; end(): Promise<void> } {
  const replies: Reply[] = [];
  const stop = new AbortController();
  const callers = Array.from({ length: count }, async () => {
    while (!stop.signal.aborted) replies.push(await shop.query(sql));
  });
  return {
    replies,
    async end() {
      stop.abort();
      await Promise.all(callers);
    },
  };
}

describe('a cluster that goes away under load', () => {
  it('fails calls plainly, is told by /ready, and is served from again', async () => {
    const { sql, rows } = kinds['one search']!;
    const ready = async (): Promise<number> => (await fetch(`${shop.address}/ready`)).status;
    const { replies, end } = load(sql, 4);
    let back: number;
    try {
      await expect.poll(() => replies.length, { timeout: 10_000 }).toBeGreaterThan(10);
      shop.proxy.fault = () => 'reset';
      await expect.poll(ready, { timeout: 10_000 }).toBe(503);
      expect((await fetch(`${shop.address}/live`)).status).toBe(200);
      const away = replies.length;
      await expect.poll(() => replies.length, { timeout: 10_000 }).toBeGreaterThan(away + 4);

      shop.proxy.fault = () => 'pass';
      await expect.poll(ready, { timeout: 10_000 }).toBe(200);
      back = replies.length + 4;
      await expect.poll(() => replies.length, { timeout: 10_000 }).toBeGreaterThan(back + 10);
    } finally {
      await end();
    }

    expect(new Set(replies.map(({ status, code }) => code ?? status))).toEqual(new Set([200, 'STORE_UNAVAILABLE']));
    for (const { status, results } of replies) if (status === 200) expect(results).toEqual(rows);
    for (const { status, code } of replies.slice(back)) expect(code ?? status).toBe(200);
  });
});

describe('a search that is never answered', () => {
  it.each(Object.entries(kinds))('ends with the deadline: %s', async (_, { sql, asks }) => {
    shop.proxy.fault = (path, body) => (!path.includes('records') && asks(path, body) ? 'silence' : 'pass');

    expect(await shop.query(sql, { timeoutMs: 300 })).toMatchObject({
      status: 408,
      code: 'QUERY_TIMEOUT',
    });
  });
});

describe('an index that changes under load', () => {
  const alias = (): string => `${shop.prefix}-commons.shops`;
  const sql = 'SELECT city FROM shops ORDER BY city';
  const before = [0, 1, 2].map((at) => ({ city: `city ${at}` }));

  it('is swapped at once: every answer is of the one or of the other', async () => {
    const [old] = Object.keys(await client.indices.get({ index: alias() }));
    const state = (await client.indices.get({ index: alias() }))[old!]!;
    const next = `${alias()}-000002`;
    await client.indices.create({ index: next, mappings: state.mappings! });
    await client.index({
      index: next,
      id: 's',
      document: { city: 'new', _event_time: '2026-08-17T00:00:00.000000Z' },
      refresh: true,
    });
    const { replies, end } = load(sql, 2);
    await pause(300);
    await client.indices.updateAliases({
      actions: [{ remove: { index: old!, alias: alias() } }, { add: { index: next, alias: alias() } }],
    });
    await pause(300);
    await end();

    // A busy cluster may fail a call, but plainly.
    for (const reply of replies)
      if (reply.status === 200) expect([before, [{ city: 'new' }]]).toContainEqual(reply.results);
      else expectPlain(reply, 503, 'STORE_UNAVAILABLE');
    expect(await shop.query(sql)).toEqual({ status: 200, results: [{ city: 'new' }] });
  });

  it('is deleted: calls fail with the reason, and never answer that there is nothing', async () => {
    const { replies, end } = load(sql, 2);
    await pause(200);
    await client.indices.delete({ index: `${alias()}-000002` });
    await pause(300);
    await end();

    for (const reply of replies)
      if (reply.status === 200) expect(reply.results).toEqual([{ city: 'new' }]);
      else expectPlain(reply, 502, 'STORE_FAILED');
    expect(replies.at(-1)).toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('no such index') });
  });
});
