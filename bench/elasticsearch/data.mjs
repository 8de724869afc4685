// The shop's documents as its collections hold them, out of a seed: the same size gives the same documents on one day.
import { makeRandom } from '../http/data.mjs';

const historyMs = 30 * 86_400_000;
// The last thirty days: activity older than its retention would be invisible.
const firstMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - historyMs;
const actions = ['view', 'view', 'view', 'add', 'add', 'remove'];
const cards = ['visa', 'mastercard', 'amex', 'discover'];
const pick = (random, values) => values[Math.floor(random() * values.length)];
const from = (random, letter, count) => `${letter}-${1 + Math.floor(random() * count)}`;

/** One of a hundred: the customers of the selective join. */
export const oneCity = 'City 7';

/** Per collection: how many documents a size has, and the n-th of them, from 1: `_id`, milliseconds of its event time, and its other fields. */
export const collections = {
  users: {
    count: ({ users }) => users,
    make(n) {
      const [first, last, email] = [`First${n % 97}`, `Last${n % 89}`, `user${n}@example.com`];
      return {
        id: `u-${n}`,
        timeMs: firstMs - n,
        user_id: `u-${n}`,
        first_name: first,
        last_name: last,
        email,
        phone: `(206) 555-01${String(n % 100).padStart(2, '0')}`,
        city: `City ${n % 100}`,
        state: 'WA',
        created_at: BigInt(firstMs - n) * 1000n,
        name: `${first} ${last}`,
        name_key: `${first} ${last}`.toLowerCase(),
        last_name_key: last.toLowerCase(),
        email_key: email,
      };
    },
  },
  products: {
    count: ({ products }) => products,
    make: (n) => ({
      id: `p-${n}`,
      timeMs: firstMs,
      product_id: `p-${n}`,
      product_name: `Product ${n}`,
      category: `Category ${n % 20}`,
      price: (n % 40) + 0.99,
    }),
  },
  user_activity: {
    count: ({ activities }) => activities,
    make: (n, size, random) => ({
      id: `a-${n}`,
      timeMs: firstMs + Math.floor((n * historyMs) / size.activities),
      user_id: from(random, 'u', size.users),
      product_id: from(random, 'p', size.products),
      action: pick(random, actions),
    }),
  },
  user_purchases: {
    count: ({ purchases }) => purchases,
    make(n, size, random) {
      const bought = Array.from({ length: 1 + Math.floor(random() * 6) }, () => from(random, 'p', size.products));
      return {
        id: `b-${n}`,
        timeMs: firstMs + Math.floor((n * historyMs) / size.purchases),
        user_id: from(random, 'u', size.users),
        amount: Math.round(100 + random() * 9_900) / 100,
        product_ids: [...new Set(bought)],
        card_type: pick(random, cards),
      };
    },
  },
};

/** The documents of a collection, so many at a time. */
export function* chunksOf(name, size) {
  const { count, make } = collections[name];
  const random = makeRandom(name.length);
  const total = count(size);
  for (let first = 1; first <= total; first += size.chunk) {
    const length = Math.min(size.chunk, total - first + 1);
    yield Array.from({ length }, (_, index) => make(first + index, size, random));
  }
}
