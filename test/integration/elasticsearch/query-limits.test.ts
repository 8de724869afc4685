import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { openShop, orderCount, type Shop } from './open-shop.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
  await client.close();
});

const searches = async (): Promise<number> => {
  const { nodes = {} } = await client.tasks.list({ actions: 'indices:data/read/*', detailed: true });
  const tasks = Object.values(nodes).flatMap(({ tasks: own }) => Object.values(own));
  return tasks.filter(({ description }) => description?.includes(shop.prefix) === true).length;
};
const running = async (): Promise<number> => {
  const reply = await fetch(`${shop.address}/v1/orgs/self/queries`, {
    headers: { authorization: `ApiKey ${shop.app.key}` },
  });
  return ((await reply.json()) as { data: { status: string }[] }).data.filter(({ status }) => status === 'RUNNING')
    .length;
};

/** Calls and goes as soon as `begun`; resolves when neither Elasticsearch nor the server works on it any more. */
async function goAway(sql: string, begun: () => Promise<boolean>): Promise<void> {
  const caller = new AbortController();
  const call = shop.query(sql, { signal: caller.signal }).catch((error: unknown) => (error as Error).name);
  try {
    await expect.poll(begun, { timeout: 40_000, interval: 20 }).toBe(true);
  } finally {
    caller.abort();
  }
  expect(await call).toBe('AbortError');
  await expect.poll(async () => [await searches(), await running()], { timeout: 1_000, interval: 20 }).toEqual([0, 0]);
}

/** So many searches, each of which compares all texts with a pattern: seconds of work for Elasticsearch. */
const searchCount = 300;
const slow = Array.from(
  { length: searchCount },
  (_, at) => `SELECT count(*) AS n FROM orders WHERE code LIKE '%${at % 10}%${at}%3%x%${at}%'`,
).join(' UNION ALL ');

/** Searches that Elasticsearch has finished since the shop was opened. */
const finished = async (): Promise<number> => {
  const { _all: all } = await client.indices.stats({ index: `${shop.prefix}-commons.orders`, metric: 'search' });
  return all.primaries!.search!.query_total;
};
const atWork = async (): Promise<boolean> => (await searches()) > 0;
/** However long a busy machine needs. */
const untilIdle = (): Promise<void> =>
  expect.poll(async () => [await searches(), await running()], { timeout: 20_000, interval: 20 }).toEqual([0, 0]);

describe('a call that is over while Elasticsearch searches', () => {
  it('because its caller goes is searched for no longer', async () => {
    const before = await finished();
    const caller = new AbortController();
    const call = shop.query(slow, { signal: caller.signal }).catch((error: unknown) => (error as Error).name);
    await expect.poll(atWork, { timeout: 20_000, interval: 5 }).toBe(true);
    caller.abort();

    expect(await call).toBe('AbortError');
    await untilIdle();
    expect((await finished()) - before).toBeLessThan(searchCount);
    expect(await shop.query('SELECT count(*) AS n FROM orders')).toEqual({ status: 200, results: [{ n: orderCount }] });
  });

  it('because its time is over is searched for no longer', { timeout: 90_000 }, async () => {
    let before = 0;
    // A busy machine compiles for longer than a short deadline: it is given more, until it is searching when its time is over.
    for (let timeoutMs = 500, seen = false; !seen; timeoutMs *= 2) {
      before = await finished();
      const call = shop.query(slow, { timeoutMs });
      let isOver = false;
      const watching = (async () => {
        while (!isOver && !seen) seen = await atWork();
      })();

      expect(await call.finally(() => (isOver = true))).toMatchObject({ status: 408, code: 'QUERY_TIMEOUT' });
      await watching;
    }
    await untilIdle();
    expect((await finished()) - before).toBeLessThan(searchCount);
  });
});

describe('a call whose caller goes', () => {
  it('ends within a second while its statement runs here', async () => {
    const sql = 'SELECT sum(a.num * b.num % 7) AS n FROM orders a, orders b WHERE length(a.code) > 0';
    let quiet = 0;
    const begun = async (): Promise<boolean> => {
      // All is read when nothing was asked for a while; the product of the rows takes minutes.
      quiet = (await running()) === 1 && (await searches()) === 0 ? quiet + 1 : 0;
      return quiet > 10;
    };
    await goAway(sql, begun);
    expect(await shop.query('SELECT count(*) AS n FROM orders')).toEqual({ status: 200, results: [{ n: orderCount }] });
  });
});

describe('boundaries of Elasticsearch', () => {
  const total = `SELECT count(*) AS n, min(num) AS least, max(num) AS most FROM orders`;

  it.each([10_000, 10_001])('are no boundaries: the first %d rows', async (rows) => {
    const sql = `SELECT count(*) AS n, max(num) AS most FROM (SELECT num FROM orders ORDER BY num LIMIT ${rows})`;

    expect((await shop.query(sql)).results).toEqual([{ n: rows, most: rows - 1 }]);
  });

  it.each([65_536, 65_537])('are no boundaries: a list of %d values', async (values) => {
    const list = Array.from({ length: values }, (_, at) => String(at));

    expect((await shop.query(`${total} WHERE code IN (:list)`, { list })).results).toEqual([
      { n: values, least: 0, most: values - 1 },
    ]);
  });

  it.each([10_000, 10_001, 65_536, 65_537])('are no boundaries: %d keys of a join', async (keys) => {
    const sql = `${total} WHERE _id IN (SELECT _id FROM orders WHERE num < ${keys})`;

    expect(await shop.query(sql)).toEqual({ status: 200, results: [{ n: keys, least: 0, most: keys - 1 }] });
  });

  // `max_clause_count` is 1,024 at least; a question with more than 900 parts is not asked.
  it.each([899, 900, 901, 1_024, 1_025])('are no boundaries: a condition of %d parts', async (parts) => {
    const ranges = Array.from({ length: parts }, (_, at) => `num BETWEEN ${at * 3} AND ${at * 3 + 1}`).join(' OR ');

    expect((await shop.query(`${total} WHERE ${ranges}`)).results).toEqual([
      { n: parts * 2, least: 0, most: parts * 3 - 2 },
    ]);
  });

  it.each([65_535, 65_536, 65_537])('are no boundaries: %d groups', async (groups) => {
    const sql = `SELECT count(*) AS n, sum(times) AS times FROM (SELECT code, count(*) AS times FROM orders WHERE num < ${groups} GROUP BY code)`;

    expect((await shop.query(sql)).results).toEqual([{ n: groups, times: groups }]);
    expect(groups).toBeLessThanOrEqual(orderCount);
  });
});
