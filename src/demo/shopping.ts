import type { Random } from './random.ts';
import type { Happening } from './record.ts';
import { baskets, products, userCount, type Product } from './shop.ts';

/** The customer who is never idle: there is always something to see. */
export const busyUser = 'u-17';

/** Some are regulars: low numbers come more often. */
export function pickUser(random: Random): string {
  return `u-${1 + Math.floor(random.next() ** 1.6 * userCount)}`;
}

/** What this customer has come for. Everybody has three kinds of basket, one of them most often. */
export function pickBasket(user: string, random: Random): readonly Product[] {
  const number = Number(user.slice(2));
  const taste = [number * 7, number * 11 + 3, number * 13 + 5];
  return baskets[random.pick(taste, 1.5) % baskets.length]!;
}

/** One to six different products of the basket, the popular ones more often, and now and then something else. */
export function pickProducts(basket: readonly Product[], random: Random): readonly Product[] {
  const wanted = new Set<Product>();
  for (let tries = 1 + random.below(6); tries > 0; tries--) wanted.add(random.pick(basket, 1.6));
  if (random.chance(0.15)) wanted.add(random.pick(products));
  return [...wanted];
}

/** How one customer's payment is usually made. */
export function cardOf(user: string): string {
  return ['visa', 'visa', 'mastercard', 'amex', 'discover'][Number(user.slice(2)) % 5]!;
}

/**
 * A visit that ends at `endMs`: what was bought with the cart of last time, if anything, then what was looked at, put into the cart, and sometimes
 * taken out again. The purchase comes first, so that a visit leaves interest behind. In the order of time.
 */
export function visit(user: string, endMs: number, random: Random, buys: boolean): readonly Happening[] {
  const basket = pickBasket(user, random);
  const happenings: Happening[] = [];
  let atMs = endMs - 120_000 - random.below(480_000);
  const later = (): number => (atMs = Math.min(endMs, atMs + 1_000 + random.below(40_000)));
  if (buys) {
    happenings.push({ kind: 'purchase', atMs, user, products: pickProducts(basket, random), card: cardOf(user) });
  }
  for (let seen = random.below(4); seen >= 0; seen--) {
    const product = random.pick(basket, 1.3);
    happenings.push({ kind: 'activity', atMs: later(), user, product, action: 'view' });
    if (random.chance(0.5)) {
      happenings.push({ kind: 'activity', atMs: later(), user, product, action: 'add' });
      if (random.chance(0.15)) happenings.push({ kind: 'activity', atMs: later(), user, product, action: 'remove' });
    }
  }
  return happenings;
}
