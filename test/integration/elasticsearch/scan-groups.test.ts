import { describe, expect, it } from 'vitest';
import type { DateUnit, GroupKey, Measure } from '../../../src/plan/query-plan.ts';
import type { BoundGroupScan } from '../../../src/query/scan-engine.ts';
import type { SqlType } from '../../../src/schema/sql-type.ts';
import { collection, generous, rows, tableOf, useScans } from './open-scans.ts';

const { engine, prefix, createIndex, fetch } = useScans('orders', 'odd', 'large', 'wealth', 'zeros', 'summed', 'mixed');

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
    await createIndex('square', { lines });

    const [reply] = await fetch([groups('square', [key('city', text), key('amount', { kind: 'bigint' })])]);

    // One document in each: reading them is cheaper.
    expect(reply).toBe(undefined);
  });

  it('beyond what one answer holds come in pages', async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `{"city":"c${at % 12_000}","amount":${at % 7}}`);
    await createIndex('paged', { lines });

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
    const printed = engine.print(rows('orders', ['amount'], { filter, window: { order: [], rows: [3] } }), generous);

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
