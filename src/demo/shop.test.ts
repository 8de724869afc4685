import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRandom } from './random.ts';
import { pickProducts, pickUser } from './shopping.ts';
import { baskets, products, userCount } from './shop.ts';

const bucket = new URL('../../demo/buckets/shop/', import.meta.url);
const csv = (key: string): readonly string[] => readFileSync(new URL(key, bucket), 'utf8').trimEnd().split('\n');

describe('the shop', () => {
  it('sells what its CSV file lists', () => {
    expect(csv('products/assortment.csv').slice(1)).toEqual(
      products.map((product) => `${product.id},${product.name},${product.category},${product.price.toFixed(2)}`),
    );
  });

  it('has the customers whom its CSV files list', () => {
    const rows = [...csv('users/users-1.csv').slice(1), ...csv('users/users-2.csv').slice(1)];

    expect(rows.map((row) => row.split(',')[0])).toEqual(
      Array.from({ length: userCount }, (_, index) => `u-${index + 1}`),
    );
    expect(rows.filter((row) => !/,[a-z]+\.[a-z]+\d+@example\.com,\(\d{3}\) 555-01\d\d,/.test(row))).toEqual([]);
  });

  it('has each product once, with a price, and in at least one basket', () => {
    const sold = new Set(baskets.flat());

    expect(new Set(products.map((product) => product.name)).size).toBe(products.length);
    expect(products.filter((product) => !(product.price > 0))).toEqual([]);
    expect(products.filter((product) => !sold.has(product))).toEqual([]);
  });

  it('puts a product into one basket once, and mostly what belongs together', () => {
    const random = makeRandom(1);
    const basket = baskets[0]!;
    const filled = Array.from({ length: 1000 }, () => pickProducts(basket, random));

    expect(filled.filter((bought) => bought.length === 0 || new Set(bought).size < bought.length)).toEqual([]);
    expect(filled.flat().filter((product) => !basket.includes(product)).length).toBeLessThan(200);
  });

  it('has only customers who exist', () => {
    const random = makeRandom(1);
    const numbers = Array.from({ length: 20_000 }, () => Number(pickUser(random).slice(2)));

    expect([Math.min(...numbers) >= 1, Math.max(...numbers) <= userCount]).toEqual([true, true]);
  });
});
