import { describe, expect, it } from 'vitest';
import { bomb } from '../../test/conformance/engine-harness.ts';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import { ask, codeOf, now, useQueryServices } from '../../test/unit/query/open-query-service.ts';
import { RockpoolError } from '../base/error.ts';

const { makeService } = useQueryServices();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
