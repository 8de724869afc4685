import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import { ask, codeOf, useQueryServices } from '../../test/unit/query/open-query-service.ts';
import { RockpoolError } from '../base/error.ts';

const { makeService } = useQueryServices();

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
