import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { BoundRowScan } from '../../../src/query/scan-engine.ts';
import { collection, generous, problemOf, rows, useScans } from './open-scans.ts';

const { engine, client, registry, prefix, fetch } = useScans('orders', 'large');

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
          operand: { type: { kind: 'varchar' }, value: `%c%${at}%1%2%3%4%5%6%` },
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
