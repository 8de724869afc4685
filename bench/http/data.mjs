// The data of all benches, made once for a size: topic files and CSV files as the collections of this project expect them.
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

/** @typedef {{ users: number, products: number, activities: number, purchases: number }} Size */

/** Numbers from 0 to 1, the same for the same seed. */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const historyMs = 30 * 86_400_000;
// The last thirty days: activity older than its retention would be invisible.
const firstMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - historyMs;
const actions = ['view', 'view', 'view', 'add', 'add', 'remove'];

async function writeLines(path, count, line) {
  const stream = createWriteStream(path);
  let text = '';
  for (let number = 1; number <= count; number++) {
    text += `${line(number)}\n`;
    if (text.length > 1 << 20 || number === count) {
      if (!stream.write(text)) await once(stream, 'drain');
      text = '';
    }
  }
  stream.end();
  await once(stream, 'close');
}

/** Lines of `user_activity`, numbered from `first`: the same numbers give the same lines of one call. @param {Size} size */
export async function writeActivities(path, size, count, first = 1) {
  const random = makeRandom(first);
  await writeLines(path, count, (n) => {
    const time = new Date(firstMs + Math.floor(((n + first - 1) * historyMs) / size.activities)).toISOString();
    const user = 1 + Math.floor(random() * size.users);
    const product = 1 + Math.floor(random() * size.products);
    const action = actions[Math.floor(random() * actions.length)];
    return `{"_id":"a-${n + first - 1}","event_time":"${time}","user_id":"u-${user}","product_id":"p-${product}","action":"${action}"}`;
  });
}

async function writePurchases(path, size) {
  const random = makeRandom(1_000_003);
  await writeLines(path, size.purchases, (n) => {
    const time = new Date(firstMs + Math.floor((n * historyMs) / size.purchases)).toISOString();
    const user = 1 + Math.floor(random() * size.users);
    const bought = new Set(
      Array.from({ length: 1 + Math.floor(random() * 6) }, () => `"p-${1 + Math.floor(random() * size.products)}"`),
    );
    const amount = (1 + random() * 99).toFixed(2);
    return `{"_id":"b-${n}","event_time":"${time}","user_id":"u-${user}","amount":"$${amount}","product_ids":[${[...bought].join(',')}],"card_type":"${n % 3 ? 'visa' : 'amex'}"}`;
  });
}

/** Makes the files, unless a folder of that size is there. Returns the folder. @param {Size} size */
export async function makeData(root, size) {
  const folder = join(root, `data-${size.users}-${size.products}-${size.activities}-${size.purchases}`);
  if (existsSync(folder)) return folder;
  const half = `${folder}.half`;
  rmSync(half, { recursive: true, force: true });
  for (const path of ['topics', 'buckets/shop/products', 'buckets/shop/users'])
    mkdirSync(join(half, path), { recursive: true });
  await writeActivities(join(half, 'topics/user_activity.ndjson'), size, size.activities);
  await writePurchases(join(half, 'topics/user_purchases.ndjson'), size);
  const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);
  writeFileSync(
    join(half, 'buckets/shop/products/products.csv'),
    `product_id,name,category,price\n${numbers(size.products)
      .map((n) => `p-${n},Product ${n},Category ${n % 20},${(n % 40) + 0.99}\n`)
      .join('')}`,
  );
  writeFileSync(
    join(half, 'buckets/shop/users/users.csv'),
    `user_id,first_name,last_name,email,phone,city,state,created_at\n${numbers(size.users)
      .map(
        (n) =>
          `u-${n},First${n % 97},Last${n % 89},user${n}@example.com,(206) 555-01${String(n % 100).padStart(2, '0')},Seattle,WA,2025-01-01T00:00:00Z\n`,
      )
      .join('')}`,
  );
  renameSync(half, folder);
  return folder;
}
