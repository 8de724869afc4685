import type { CollectionIndex } from '../../../src/elasticsearch/collection-index.ts';
import type { IndexedField } from '../../../src/elasticsearch/indexed-field.ts';
import { field, own, whole } from './scanned-fields.ts';

/** What an index holds, a line per document d0, d1, …, and what differs from collections of ours. */
export interface ScannedIndex {
  readonly lines: readonly string[];
  readonly more?: Partial<CollectionIndex>;
  readonly mapped?: object;
}

/** Documents in `large`. */
export const many = 25_000;
const orders = [
  { city: 'Bern', amount: 1, weight: 0.5, price: 1.1, day: '2026-08-01', paid: true, tags: ['a', 'b'], _event_time: '2026-08-01T10:00:00.000001Z' },
  { city: 'Bern', amount: 2, weight: 1.5, price: 2.2, day: '2026-08-01', paid: false, tags: ['a'], _event_time: '2026-08-02T10:00:00.000001Z' },
  { city: 'Rome', amount: 40, weight: -0.25, day: '2026-07-31', paid: true, tags: [], _event_time: '2026-07-31T23:59:59.999999Z' },
  { amount: 5, price: 0.07, tags: ['c', 'b'], _event_time: '2026-08-03T00:00:00.000000Z' },
  { city: 'Ulm', _event_time: '2026-08-03T00:00:00.000000Z' },
].map((order) => JSON.stringify(order)); // prettier-ignore

const foreign: readonly IndexedField[] = [
  own[0]!,
  field('n', { kind: 'bigint' }, whole),
  field('name', { kind: 'varchar' }, { kind: 'text', keyword: { path: 'name.keyword', ignoreAbove: 256 } }),
  field('at', { kind: 'timestamptz' }, { kind: 'date', nanos: false }),
  field('odd', { kind: 'timestamptz' }, { kind: 'date', nanos: false, format: 'dd/MM/yyyy HH:mm' }),
  field('labels', { kind: 'list', element: { kind: 'varchar' } }, { kind: 'keyword', ignoreAbove: undefined }),
  field('raw', { kind: 'json' }, { kind: 'unindexed', why: 'raw is an object without a mapping' }),
  { ...field('geo', { kind: 'struct', fields: [{ name: 'lat', type: { kind: 'double' } }] }, { kind: 'object' }), members: [{ ...field('lat', { kind: 'double' }, { kind: 'floating', bits: 32 }), path: 'geo.lat' }] },
]; // prettier-ignore

const somebodyElses = { origin: 'existing', fields: own } as const;

/** The indices that tests scan, by the names of their collections. */
export const scannedIndices = {
  orders: {
    lines: [...orders, '{"_tomb":true,"city":"Bern","amount":99,"_event_time":"2026-08-01T10:00:00.000000Z"}'],
  },
  odd: {
    lines: [
      ...orders,
      `{"city":"${'x'.repeat(9000)}","amount":7,"weight":"NaN","_event_time":"2026-08-03T00:00:00.000000Z"}`,
    ],
  },
  large: { lines: Array.from({ length: many }, (_, at) => `{"city":"c${at % 12_000}","amount":${at}}`) },
  wealth: { lines: ['{"city":"a","amount":9007199254740993}', '{"city":"a","amount":9007199254740993}'] },
  zeros: { lines: ['{"weight":-0.0,"amount":2}', '{"weight":0.0,"amount":1}', '{"weight":1.0,"amount":3}'] },
  kept: {
    lines: [
      '2026-08-19T00:00:00.000000Z',
      '2026-08-10T00:00:00.000000Z',
      '1960-01-01T00:00:00.000000Z',
      'infinity',
    ].map((at) => `{"_event_time":"${at}","city":"x"}`),
    more: { retentionMs: 5 * 86_400_000 },
  },
  foreign: {
    lines: [
      '{"n":"12","name":["Anna"],"at":"2026-08-17T10:00:00.123456Z","odd":"17/08/2026 10:30","labels":"one","raw":{"x":1.50},"geo":{"lat":1.25}}',
      '{"n":9007199254740993,"name":"Berta","at":1787001597558,"odd":"18/08/2026 00:00","labels":["a","b","a"],"geo.lat":2.5}',
    ],
    more: { origin: 'existing', fields: foreign },
    mapped: {
      n: { type: 'long' },
      name: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      at: { type: 'date' },
      odd: { type: 'date', format: 'dd/MM/yyyy HH:mm' },
      labels: { type: 'keyword' },
      raw: { type: 'object', enabled: false },
      geo: { properties: { lat: { type: 'float' } } },
    },
  },
  summed: { lines: ['{"_doc_count":3,"city":"a"}', '{"city":"b"}'], more: somebodyElses },
  mixed: { lines: ['{"amount":[1,5],"city":"a"}', '{"amount":2,"city":"b"}'], more: somebodyElses },
} satisfies Record<string, ScannedIndex>;
