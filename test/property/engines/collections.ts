import { makeRandom, type Random } from '../../../src/demo/random.ts';
import { parseType } from '../../../src/schema/parse-type.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import type { Value } from '../../../src/schema/value.ts';
import { listFields, scalarFields, type WideField } from '../../integration/elasticsearch/wide-documents.ts';
import { shop } from '../group-shop.ts';

/** Documents of a collection; `values` in the order of its fields. */
export interface TestDocument {
  readonly eventTime: bigint;
  readonly values: readonly Value[];
}

export interface TestCollection {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly uniqueFields?: readonly string[];
  /** The same seed gives the same documents. */
  documents(seed: number): readonly TestDocument[];
}

/** Whether the documents of the seed have values that no index holds. */
export const isOdd = (seed: number): boolean => seed % 3 === 0;

const fields = (texts: Readonly<Record<string, string>>): readonly Field[] =>
  Object.entries(texts).map(([name, text]) => ({ name, type: parseType(text)! }));

/** Chance for the documents of a seed. */
interface Chance extends Random {
  /** Values that no index holds are among them: with these, much cannot be counted and sorted inside. */
  readonly odd: boolean;
}

const day = 86_400_000_000n;
const january = 1_767_225_600_000_000n;
const within = (random: Random, least: number, most: number): number => least + random.below(most - least + 1);
const orNull = (random: Random, chance: number, value: () => Value): Value => (random.chance(chance) ? null : value());

/** Few values, so that they meet; now and then one that is not indexed, or sorts otherwise in UTF-16. */
const key = (random: Chance, letter: string, most: number): string =>
  random.chance(0.06)
    ? random.pick(['', '😀', '\uffff', 'K1', random.odd ? 'z'.repeat(9_000) : 'z'])
    : `${letter}${random.below(most)}`;
const keys = (random: Chance, letter: string): Value =>
  random.chance(0.2)
    ? null
    : random.chance(0.1)
      ? []
      : random.chance(0.1)
        ? [null, `${letter}1`]
        : [key(random, letter, 5), key(random, letter, 5)];

/** Unique within a collection; some lie where no index holds them. */
function instant(random: Chance, place: number, unindexed: number): bigint {
  const hours = january + BigInt(((place * 7) % 61) * 8) * 3_600_000_000n + BigInt(place);
  return random.odd && random.chance(unindexed)
    ? random.chance(0.5)
      ? hours - 30_000n * day
      : hours + 110_000n * day
    : hours;
}

type Row = Readonly<Record<string, Value>>;

const sharedRow = (random: Chance, place: number, letter: string): Row => ({
  id: place,
  k: orNull(random, 0.15, () => key(random, 'k', 7)),
  ts: instant(random, place, 0.04),
  tags: keys(random, letter),
  d: random.next() * 10,
  s: orNull(random, 0.1, () => [
    orNull(random, 0.2, () => random.below(5)),
    orNull(random, 0.5, () => 'q'),
    orNull(random, 0.2, () => [orNull(random, 0.2, () => random.below(10) / 2)]),
  ]),
  name: `name${place}`,
});

const rowOfA = (random: Chance, place: number): Row => ({
  ...sharedRow(random, place, random.chance(0.5) ? 'x' : 'k'),
  n: orNull(random, 0.15, () => random.below(10)),
  big: orNull(random, 0.15, () =>
    random.chance(0.2) ? random.pick([2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n]) : BigInt(random.below(7)),
  ),
  dbl: orNull(random, 0.15, () =>
    random.chance(0.15) ? (random.odd ? random.pick([NaN, -0, Infinity, -Infinity]) : -0) : random.below(12) / 2,
  ),
  dec: orNull(random, 0.15, () => BigInt(random.below(300))),
  flag: orNull(random, 0.2, () => random.chance(0.5)),
  dt: orNull(random, 0.15, () => (random.odd && random.chance(0.05) ? -10 : 20_458 + random.below(8))),
  t: orNull(random, 0.15, () => instant(random, random.below(60), 0.05)),
  nums: orNull(random, 0.2, () => [random.below(5), null, 3]),
  u: orNull(random, 0.1, () => `00000000-0000-0000-0000-00000000000${random.below(5)}`),
});

const shopTimes = [
  '2026-08-17T21:19:57.558577Z',
  '2026-08-17T23:59:59.999999Z',
  '2026-08-18T00:00:00Z',
  '2026-09-01T10:00:00Z',
  '2025-12-31T23:30:00Z',
  '2026-01-01T00:00:00Z',
  '2024-02-29T12:00:00Z',
].map((text) => BigInt(Date.parse(text)) * 1000n + (text.includes('.558') ? 577n : text.includes('.999') ? 999n : 0n));

const rowOfShop = (random: Chance): Row => ({
  user_id: orNull(random, 0.2, () => `u-${within(random, 1, 3)}`),
  amount: orNull(random, 0.2, () => random.pick(random.odd ? [0.1, NaN, Infinity, -0] : [0.1, 0.2, -3.5, -0])),
  quantity: orNull(random, 0.2, () => within(random, -3, 3)),
  points: orNull(random, 0.2, () => BigInt(random.chance(0.3) ? within(random, 0, 2 ** 40) : within(random, -5, 5))),
  price: orNull(random, 0.2, () => random.pick([1250n, 1n, -9999n])),
  gift: orNull(random, 0.2, () => random.chance(0.5)),
  card_type: orNull(random, 0.2, () => random.pick(['visa', 'visa', 'VISA', 'amex', '', 'é'])),
  day: orNull(random, 0.2, () => random.pick([20_682, 20_683, 20_454])),
  product_ids: orNull(random, 0.2, () =>
    ['p-1', 'p-2', 'p-3', 'p-4'].filter(() => random.chance(0.4)).sort(() => (random.chance(0.5) ? 1 : -1)),
  ),
  address: orNull(random, 0.2, () => random.pick([['Boise', 1] as const, [null, 2] as const])),
  product_id: orNull(random, 0.2, () => `p-${within(random, 1, 4)}`),
  action: orNull(random, 0.2, () => random.pick(['view', 'add', 'remove'])),
  product_name: orNull(random, 0.2, () => random.pick(['Milk', 'Salsa'])),
});

/** As the mapping of the store has it. */
function isIndexed(kind: WideField['indexed']['kind'], value: Value): boolean {
  if (typeof value === 'string') return value.length <= 8_191;
  if (kind === 'whole') return BigInt.asIntN(64, BigInt(value as number | bigint)) === BigInt(value as number | bigint);
  if (kind === 'floating') return typeof value === 'bigint' || Number.isFinite(value);
  if (kind !== 'date') return true;
  const days = typeof value === 'bigint' ? Number(value) / Number(day) : (value as number);
  return days >= 0 && days < 106_751;
}

const wideValue = (random: Chance, field: WideField): Value => {
  const samples = random.odd
    ? field.samples
    : field.samples.filter(({ value }) => isIndexed(field.indexed.kind, value));
  const sample = (): Value => random.pick(samples).value;
  if (random.chance(0.15)) return null;
  if (field.type.kind !== 'list') return sample();
  return random.chance(0.15) ? [] : Array.from({ length: within(random, 1, 3) }, () => orNull(random, 0.1, sample));
};

/** Fields of every type with values that are likely to be treated wrongly, and a STRUCT of some of them. */
export const wideFields: readonly WideField[] = [...scalarFields, ...listFields];
const members = scalarFields.filter(({ name }) => ['txt', 'int', 'at', 'dbl'].includes(name));

const wideRow = (random: Chance, place: number): Row => ({
  id: place,
  ...Object.fromEntries(wideFields.map((field) => [field.name, wideValue(random, field)])),
  o: orNull(random, 0.15, () => members.map((member) => wideValue(random, member))),
});

function collection(
  name: string,
  own: readonly Field[],
  most: number,
  row: (random: Chance, place: number) => Row,
  times: (random: Chance, place: number) => bigint = (_, place) => january + BigInt(place),
): TestCollection {
  return {
    name,
    fields: own,
    documents(seed) {
      const random = { odd: isOdd(seed), ...makeRandom(seed * 31 + name.length * 7 + name.charCodeAt(0)) };
      return Array.from({ length: most - random.below(Math.ceil(most / 3)) }, (_, place) => {
        const values = row(random, place);
        return { eventTime: times(random, place), values: own.map((field) => values[field.name] ?? null) };
      });
    },
  };
}

const shared = {
  id: 'INTEGER',
  k: 'VARCHAR',
  n: 'INTEGER',
  ts: 'TIMESTAMPTZ',
  tags: 'VARCHAR[]',
  d: 'DOUBLE',
  s: 'STRUCT(x INTEGER, y VARCHAR, z STRUCT(w DOUBLE))',
  name: 'VARCHAR',
};

const smallRow = (random: Chance, place: number): Row => ({
  ...sharedRow(random, place, 'k'),
  n: orNull(random, 0.15, () => random.below(10)),
});
const bigRow = (random: Chance, place: number): Row => ({
  ...sharedRow(random, place, 'k'),
  n: orNull(random, 0.15, () => BigInt(random.below(10))),
});

const shopCollection = (name: string, most: number): TestCollection => ({
  ...collection(
    name,
    shop[name]!.filter((field) => !field.name.startsWith('_')),
    most,
    rowOfShop,
    (random) => random.pick(shopTimes),
  ),
  ...(name === 'purchases' ? { uniqueFields: ['product_ids'] } : {}),
});

export const collections: readonly TestCollection[] = [
  collection(
    'a',
    fields({
      ...shared,
      big: 'BIGINT',
      dbl: 'DOUBLE',
      dec: 'DECIMAL(10,2)',
      flag: 'BOOLEAN',
      dt: 'DATE',
      t: 'TIMESTAMP',
      nums: 'INTEGER[]',
      u: 'UUID',
    }),
    45,
    rowOfA,
  ),
  collection('b', fields({ ...shared, n: 'BIGINT' }), 45, bigRow),
  collection('c', fields(shared), 8, smallRow),
  shopCollection('purchases', 24),
  shopCollection('activity', 10),
  shopCollection('products', 4),
  collection(
    'w',
    [
      { name: 'id', type: { kind: 'integer' } },
      ...wideFields.map(({ name, type }) => ({ name, type })),
      { name: 'o', type: { kind: 'struct', fields: members.map(({ name, type }) => ({ name, type })) } },
    ],
    70,
    wideRow,
  ),
];
