import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedEngine } from '../../test/conformance/open-embedded-engine.ts';
import type { EngineUnderTest } from '../../test/conformance/query-engine.ts';
import { RockpoolError } from '../base/error.ts';
import type { Event } from '../observe/event.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { makeStatement } from '../sql/make-statement.ts';
import { makeQueryService, type QueryServiceOptions } from './make-query-service.ts';
import type { QueryEngine } from './query-engine.ts';
import type { QueryRequest } from './query-service.ts';

const bomb = 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7';
const newest = 1_786_000_000_000_000n;
const now = 1_786_000_005_000;

let tested: EngineUnderTest;
beforeAll(async () => {
  tested = await openEmbeddedEngine();
  await tested.put(
    'numbers',
    [{ name: 'n', type: { kind: 'bigint' } }],
    Array.from({ length: 100 }, (_, n) => [BigInt(n)]),
  );
});
afterAll(() => tested.close());

function makeService(limits: Partial<QueryServiceOptions['limits']> = {}, engine: QueryEngine = tested.engine) {
  const events: Event[] = [];
  const time = { ms: now };
  const service = makeQueryService({
    engine,
    documents: { newestEventTime: async () => newest },
    limits: { maxConcurrent: 4, maxQueued: 4, resultTtlMs: 60_000, resultBytes: 10_000_000, ...limits },
    clock: () => time.ms,
    observer: (event) => events.push(event),
    serverId: 'server1',
  });
  return { service, events, time };
}

function ask(sql: string, extra: Partial<QueryRequest> = {}): QueryRequest {
  return {
    statement: makeStatement(sql, new Map()),
    values: new Map(),
    limits: { timeoutMs: 10_000, rows: 1000 },
    ...extra,
  };
}

async function rowsOf(batches: AsyncIterable<RowBatch> | readonly RowBatch[]): Promise<Value[][]> {
  const rows: Value[][] = [];
  for await (const { rowCount, columns } of batches) {
    for (let row = 0; row < rowCount; row += 1) rows.push(columns.map((column) => column[row]!));
  }
  return rows;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof RockpoolError ? error.code : error),
  );
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** The engine, counting what it runs. */
function counting(): { readonly engine: QueryEngine; readonly ran: () => number } {
  let ran = 0;
  const run: QueryEngine['run'] = (...given) => {
    ran += 1;
    return tested.engine.run(...given);
  };
  return { engine: { ...tested.engine, run }, ran: () => ran };
}

describe('a query', () => {
  it('answers with columns, rows, age of the data and statistics, and is told', async () => {
    const { service, events } = makeService();

    const result = await service.run(
      ask('SELECT n FROM numbers WHERE n < 3 ORDER BY n', { lambdaPath: 'commons.low::1', executedBy: 'me' }),
    );
    const rows = await rowsOf(result.batches);
    const end = result.finish();

    expect(result.columns.map((column) => column.name)).toEqual(['n']);
    expect(result.collections).toEqual([{ workspace: 'commons', name: 'numbers' }]);
    expect(rows).toEqual([[0n], [1n], [2n]]);
    expect({ ...end, stats: Object.keys(end.stats) }).toEqual({
      rowCount: 3,
      dataAgeMs: 5000,
      stats: ['elapsedMs', 'queuedMs', 'compileMs', 'scanMs', 'executeMs'],
    });
    expect(events).toMatchObject([{ kind: 'query', lambda: 'commons.low::1', status: 'completed', rows: 3 }]);
    expect(service.status(result.queryId)).toMatchObject({
      status: 'COMPLETED',
      executedBy: 'me',
      rowCount: 3,
      expiresAtMs: now + 60_000,
    });
  });

  it('fails, naming the limit, rather than leave rows out', async () => {
    const { service } = makeService();

    await expect(service.run(ask('FROM numbers', { limits: { timeoutMs: 1000, rows: 99 } }))).rejects.toMatchObject({
      code: 'LIMIT_ROWS',
      message: 'The result has more rows than limits.rows = 99 allows.',
    });
    expect(
      await rowsOf((await service.run(ask('FROM numbers', { limits: { timeoutMs: 1000, rows: 100 } }))).batches),
    ).toHaveLength(100);
  });

  it('fails behind the first rows too', async () => {
    const { service, events } = makeService();

    const result = await service.run(
      ask('SELECT range AS r FROM range(1000000)', { limits: { timeoutMs: 5000, rows: 500_000 } }),
    );

    expect(await codeOf(rowsOf(result.batches))).toBe('LIMIT_ROWS');
    expect(events).toMatchObject([{ status: 'error' }]);
  });

  it.each([0, 1, 99, 100, 200])('is cut at %i rows when the caller asks', async (defaultRowLimit) => {
    const { service } = makeService();

    const result = await service.run(ask('FROM numbers', { defaultRowLimit }));

    expect(await rowsOf(result.batches)).toHaveLength(Math.min(defaultRowLimit, 100));
  });

  it('is refused when the caller may not read the collection', async () => {
    const { service } = makeService();
    const authorizeRead = (): void => {
      throw new RockpoolError('ACCESS_DENIED', 'no');
    };

    expect(await codeOf(service.run(ask('FROM numbers', { authorizeRead, sharingKey: 'a' })))).toBe('ACCESS_DENIED');
  });

  it('is refused when a column has no wire form', async () => {
    const { service } = makeService();

    expect(await codeOf(service.run(ask('SELECT INTERVAL 1 DAY AS i')))).toBe('SQL_COLUMNS');
  });

  it('ends at its deadline', async () => {
    const { service, events } = makeService();

    expect(await codeOf(service.run(ask(bomb, { limits: { timeoutMs: 50, rows: 1 } })))).toBe('QUERY_TIMEOUT');
    expect(events).toMatchObject([{ status: 'timeout' }]);
    expect(await codeOf(service.run(ask('SELECT 1 AS one')))).toBeUndefined();
  });

  it('ends when its caller goes away, before and while it runs', async () => {
    const { service, events } = makeService();
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 30);

    expect(await codeOf(service.run(ask(bomb, { signal: caller.signal })))).toBe('QUERY_CANCELLED');
    expect(await codeOf(service.run(ask(bomb, { signal: caller.signal })))).toBe('QUERY_CANCELLED');
    expect(events).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
  });

  it('gives its place back when its rows are left unread', async () => {
    const { service } = makeService({ maxConcurrent: 1, maxQueued: 1 });
    const long = ask('SELECT range AS r FROM range(10000000)', { limits: { timeoutMs: 200, rows: 10_000_000 } });

    const left = await service.run(long);
    for await (const batch of left.batches) if (batch.rowCount > 0) break;
    expect(service.status(left.queryId)).toMatchObject({ status: 'CANCELLED' });
    const unread = await service.run(long);

    expect(await codeOf(service.run(ask('SELECT 1 AS one')))).toBeUndefined();
    expect(service.status(unread.queryId)).toMatchObject({ status: 'ERROR', error: { code: 'QUERY_TIMEOUT' } });
  });
});

describe('admission', () => {
  it('lets so many run, so many wait, and sends the others away', async () => {
    const { service } = makeService({ maxConcurrent: 1, maxQueued: 1 });
    const caller = new AbortController();
    const running = codeOf(service.run(ask(bomb, { signal: caller.signal })));
    const waiting = service.run(ask('SELECT 1 AS one'));

    await expect(service.run(ask('SELECT 1 AS one'))).rejects.toMatchObject({
      code: 'BUSY',
      details: { retryAfterSeconds: 1 },
    });
    await pause(30);
    expect(service.list().map((view) => view.status)).toEqual(['ERROR', 'RUNNING', 'QUEUED']);
    caller.abort();

    expect(await running).toBe('QUERY_CANCELLED');
    expect((await waiting).finish().stats.queuedMs).toBeGreaterThan(10);
  });

  it('forgets who stops waiting', async () => {
    const { service } = makeService({ maxConcurrent: 1, maxQueued: 1 });
    const caller = new AbortController();
    const running = codeOf(service.run(ask(bomb, { signal: caller.signal })));

    expect(await codeOf(service.run(ask('SELECT 1 AS one', { limits: { timeoutMs: 10, rows: 1 } })))).toBe(
      'QUERY_TIMEOUT',
    );
    const waiting = service.run(ask('SELECT 1 AS one'));
    caller.abort();

    expect(await running).toBe('QUERY_CANCELLED');
    expect(await codeOf(waiting)).toBeUndefined();
  });
});

describe('sharing', () => {
  const slow = 'SELECT count(*) AS n FROM range(20000) a, range(3000) b WHERE a.range * b.range = 7';

  it('runs identical queries of the same moment once, and again later', async () => {
    const { engine, ran } = counting();
    const { service } = makeService({ maxConcurrent: 2, maxQueued: 0 }, engine);
    const one = async () => rowsOf((await service.run(ask(slow, { sharingKey: 'slow' }))).batches);

    expect(await Promise.all([one(), one(), one(), one(), one()])).toEqual(Array(5).fill([[2n]]));
    expect(ran()).toBe(1);
    await one();
    expect(ran()).toBe(2);
  });

  it('lets a caller leave without the others', async () => {
    const { service } = makeService();
    const leaver = new AbortController();
    const first = codeOf(service.run(ask(slow, { sharingKey: 'slow', signal: leaver.signal })));
    const second = service.run(ask(slow, { sharingKey: 'slow' }));
    setTimeout(() => leaver.abort(), 5);

    expect(await first).toBe('QUERY_CANCELLED');
    expect(await rowsOf((await second).batches)).toEqual([[2n]]);
  });

  it('stops when the last caller has left', async () => {
    const { service } = makeService({ maxConcurrent: 1, maxQueued: 1 });
    const brief = { timeoutMs: 30, rows: 1 };

    const both = await Promise.all(
      [1, 2].map(() => codeOf(service.run(ask(bomb, { sharingKey: 'bomb', limits: brief })))),
    );

    expect(both).toEqual(['QUERY_TIMEOUT', 'QUERY_TIMEOUT']);
    expect(await codeOf(service.run(ask('SELECT 1 AS one')))).toBeUndefined();
  });

  it('gives every caller a result too long to be kept', async () => {
    const { service } = makeService();
    const long = ask('SELECT range AS r FROM range(30000)', {
      sharingKey: 'long',
      limits: { timeoutMs: 5000, rows: 100_000 },
    });

    const results = await Promise.all(
      [1, 2, 3].map(async () => (await rowsOf((await service.run(long)).batches)).length),
    );

    expect(results).toEqual([30_000, 30_000, 30_000]);
  });

  it('tells an error to every caller', async () => {
    const { service } = makeService();
    const wrong = ask("SELECT CAST('a' || n AS INTEGER) AS i FROM numbers", { sharingKey: 'wrong' });

    expect(await Promise.all([1, 2].map(() => codeOf(service.run(wrong))))).toEqual(['SQL_EXECUTION', 'SQL_EXECUTION']);
  });
});

describe('a stored result', () => {
  it('is paged through with cursors, each row once', async () => {
    const { service } = makeService();
    const result = await service.run(ask('SELECT n FROM numbers ORDER BY n', { pageRows: 40 }));
    const seen = await rowsOf(result.batches);
    let { page } = result.finish();
    expect(page).toMatchObject({ rowsInPage: 40, totalRows: 100, nextOffset: 40 });

    while (page?.nextCursor !== undefined) {
      const next = service.page(result.queryId, { cursor: page.nextCursor });
      seen.push(...(await rowsOf(next.batches)));
      ({ page } = next);
    }

    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => [BigInt(n)]));
    expect(await rowsOf(service.page(result.queryId, { offset: 98 }).batches)).toEqual([[98n], [99n]]);
    expect(await rowsOf(service.page(result.queryId, { offset: 1000 }).batches)).toEqual([]);
    expect(() => service.page(result.queryId, { cursor: 'nonsense' })).toThrow(RockpoolError);
  });

  it('comes from a query that was started, and waited for', async () => {
    const { service } = makeService();

    const started = service.start(ask('SELECT n FROM numbers ORDER BY n'));
    const view = await service.wait(started.queryId, 5000);

    expect(started.status).toBe('QUEUED');
    expect(view).toMatchObject({ status: 'COMPLETED', rowCount: 100 });
    expect(
      await rowsOf(
        service.page(view.queryId, { ...(view.startCursor === undefined ? {} : { cursor: view.startCursor }), rows: 1 })
          .batches,
      ),
    ).toEqual([[0n]]);
  });

  it('is gone after its time, and when others need its room', async () => {
    const { service, time } = makeService({ resultBytes: 15_000 });
    const first = (await service.run(ask('FROM numbers', { pageRows: 1 }))).queryId;
    const second = (await service.run(ask('FROM numbers', { pageRows: 1 }))).queryId;

    expect(() => service.page(first, {})).toThrow('does not exist, or its result has expired');
    expect(service.page(second, {}).page.totalRows).toBe(100);
    time.ms += 60_000;
    expect(() => service.page(second, {})).toThrow('does not exist, or its result has expired');
  });

  it('is refused when it alone is too large', async () => {
    const { service } = makeService({ resultBytes: 100 });

    expect(await codeOf(service.run(ask('FROM numbers', { pageRows: 1 })))).toBe('LIMIT_MEMORY');
  });
});

describe('the registry', () => {
  it('cancels a running query', async () => {
    const { service } = makeService();
    const { queryId } = service.start(ask(bomb));
    await pause(20);
    expect(service.status(queryId)).toMatchObject({ status: 'RUNNING', sql: bomb });

    expect(await service.cancel(queryId)).toMatchObject({ status: 'CANCELLED', error: { code: 'QUERY_CANCELLED' } });
    expect(await service.cancel(queryId)).toMatchObject({ status: 'CANCELLED' });
    expect(() => service.page(queryId, {})).toThrow('has no rows to page through: it is CANCELLED');
  });

  it('returns from waiting while the query runs on', async () => {
    const { service } = makeService();
    const { queryId } = service.start(ask(bomb));

    expect(await service.wait(queryId, 20)).toMatchObject({ status: 'RUNNING' });
    await service.cancel(queryId);
  });

  it('gives the error of a query that was started', async () => {
    const { service } = makeService();
    const { queryId } = service.start(ask('SELEC 1'));

    expect(await service.wait(queryId, 5000)).toMatchObject({ status: 'ERROR', error: { code: 'SQL_SYNTAX' } });
  });

  it('knows its own ids from those of other servers and from nonsense', () => {
    const { service } = makeService();
    const uuid = '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd';
    const code = (id: string): unknown => {
      try {
        return service.status(id);
      } catch (error) {
        return (error as RockpoolError).code;
      }
    };

    expect([`${uuid}:server1:0`, `${uuid}:another:0`, 'nonsense', '', `${uuid}:server1`].map(code)).toEqual([
      'QUERY_NOT_FOUND',
      'QUERY_ELSEWHERE',
      'QUERY_NOT_FOUND',
      'QUERY_NOT_FOUND',
      'QUERY_NOT_FOUND',
    ]);
  });

  it('stops after the queries that run, and takes no others', async () => {
    const { service } = makeService();
    const running = service.run(
      ask('SELECT count(*) AS n FROM range(3000) a, range(3000) b WHERE a.range * b.range = 7'),
    );
    const stopped = service.stop();

    expect(await codeOf(service.run(ask('SELECT 1 AS one')))).toBe('SERVER_STOPPING');
    expect(await rowsOf((await running).batches)).toEqual([[2n]]);
    await stopped;
  });
});
