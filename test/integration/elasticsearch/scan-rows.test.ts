import { describe, expect, it } from 'vitest';
import { collection, generous, problemOf, rows, tableOf, useScans } from './open-scans.ts';
import { many } from './scanned-indices.ts';

const { engine, client, registry, fetch } = useScans('orders', 'odd', 'large', 'zeros', 'kept', 'foreign', 'mixed');

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
      rows('orders', [], { window: limit, filter: { kind: 'text', field: ['city'], match: 'ilike', operand: { type: { kind: 'varchar' }, value: 'b%' }, negated: false } }),
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
