// Writes demo/buckets/shop: the products of src/demo/shop.ts and invented customers, the same ones each time.
// Run after `npm run build`: node scripts/make-demo-data.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeRandom } from '../dist/demo/random.js';
import { products, userCount } from '../dist/demo/shop.js';

const bucket = fileURLToPath(new URL('../demo/buckets/shop/', import.meta.url));
const random = makeRandom(20260817);

const firstNames =
  `Ava Liam Mia Noah Zoe Ethan Ruby Lucas Nora Mason Ella Owen Hazel Caleb Ivy Leo Clara Isaac Alice Henry Maya Samuel Lucy Daniel Grace Adam Naomi
  Julian Rosa Victor Elena Marco Priya Arjun Mei Kenji Fatima Omar Amara Kofi Sofia Diego Camila Mateo Ingrid Lars Anya Pavel Leila Tariq Hannah Simon Esther Walter`.split(
    /\s+/,
  );
const lastNames =
  `Smith Johnson Brown Garcia Miller Davis Martinez Lopez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez White Harris Clark Lewis Robinson
  Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner
  Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Patel Kim Chen Singh Okafor Haddad Novak Silva Larsen Rossi Schmidt`.split(
    /\s+/,
  );
const cities =
  `Seattle:WA Portland:OR Sacramento:CA Oakland:CA Fresno:CA Boise:ID Denver:CO Boulder:CO Phoenix:AZ Tucson:AZ Albuquerque:NM Austin:TX Dallas:TX Houston:TX
  Omaha:NE Tulsa:OK Wichita:KS Chicago:IL Madison:WI Milwaukee:WI Detroit:MI Columbus:OH Cleveland:OH Nashville:TN Memphis:TN Atlanta:GA Savannah:GA Orlando:FL Tampa:FL
  Miami:FL Charlotte:NC Raleigh:NC Richmond:VA Baltimore:MD Philadelphia:PA Pittsburgh:PA Newark:NJ Buffalo:NY Albany:NY Boston:MA Hartford:CT Providence:RI Burlington:VT`
    .split(/\s+/)
    .map((place) => place.split(':'));

const one = (list) => list[random.below(list.length)];
const lines = (rows) => rows.map((row) => `${row.join(',')}\n`).join('');

function user(number) {
  const [first, last, [city, state]] = [one(firstNames), one(lastNames), one(cities)];
  const created = new Date(Date.UTC(2023, 0, 1) + random.below(1200 * 86_400) * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
  const phone = `(${200 + random.below(700)}) 555-01${String(random.below(100)).padStart(2, '0')}`;
  return [
    `u-${number}`,
    first,
    last,
    `${first}.${last}${number}@example.com`.toLowerCase(),
    phone,
    city,
    state,
    created,
  ];
}

const users = Array.from({ length: userCount }, (_, index) => user(index + 1));
const half = Math.ceil(users.length / 2);
const userHeader = ['user_id', 'first_name', 'last_name', 'email', 'phone', 'city', 'state', 'created_at'];

for (const folder of ['products', 'users']) mkdirSync(`${bucket}${folder}`, { recursive: true });
writeFileSync(
  `${bucket}products/assortment.csv`,
  lines([
    ['product_id', 'name', 'category', 'price'],
    ...products.map((product) => [product.id, product.name, product.category, product.price.toFixed(2)]),
  ]),
);
writeFileSync(`${bucket}users/users-1.csv`, lines([userHeader, ...users.slice(0, half)]));
writeFileSync(`${bucket}users/users-2.csv`, lines([userHeader, ...users.slice(half)]));
