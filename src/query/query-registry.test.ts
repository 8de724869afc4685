import { describe, expect, it } from 'vitest';
import { bomb } from '../../test/conformance/engine-harness.ts';
import { rowsOf } from '../../test/conformance/rows-of.ts';
import { ask, codeOf, useQueryServices } from '../../test/unit/query/open-query-service.ts';
import type { RockpoolError } from '../base/error.ts';

const { makeService } = useQueryServices();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
