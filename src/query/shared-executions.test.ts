import { describe, expect, it } from 'vitest';
import { bomb } from '../../test/conformance/engine-harness.ts';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import { ask, codeOf, useQueryServices } from '../../test/unit/query/open-query-service.ts';

const { makeService, counting } = useQueryServices();

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
