import { makeRandom, type Random } from './random.ts';
import { activityRecord, lineOf, purchaseRecord, type Happening, type PurchaseRecord } from './record.ts';
import { breakLine } from './broken-line.ts';
import { busyUser, cardOf, pickBasket, pickProducts, pickUser } from './shopping.ts';
import { products, type Product } from './shop.ts';
import type { Slice } from './backlog.ts';
import type { TopicLine } from './demo-topic.ts';

/** The shop while it is open. `tick` tells what happened since the last one, in the order in which it arrives, which is not always the order of time. */
export interface LiveShop {
  tick(nowMs: number): Slice;
}

interface Cart {
  readonly user: string;
  readonly products: readonly Product[];
  readonly dueMs: number;
}

/** Carts that wait for their customer, and purchases that may still be corrected: bounded, since the demo may run for weeks. */
const maxCarts = 500;
const maxRecentPurchases = 200;
const busyPauseMs = 2_000;
const busyVisitMs = 45_000;

/**
 * Makes the live shop. Numbers go on after `lastActivity` and `lastPurchase`. About twenty activities a second, in a burst of a few hundred
 * every half minute; one cart in six is emptied again, about one purchase in twenty-five is corrected and one in fifty refunded, and one line in
 * four hundred is followed by a broken one.
 */
export function makeLiveShop(options: {
  readonly seed: number;
  readonly lastActivity: number;
  readonly lastPurchase: number;
}): LiveShop {
  const random = makeRandom(options.seed);
  let { lastActivity, lastPurchase } = options;
  let carts: Cart[] = [];
  const recent: PurchaseRecord[] = [];
  const busy = makeBusyCustomer(random);
  let lines = { activities: [] as TopicLine[], purchases: [] as TopicLine[] };

  const write = (happening: Happening): void => {
    if (happening.kind === 'activity') {
      lines.activities.push(lineOf(activityRecord(++lastActivity, happening)));
    } else {
      const record = purchaseRecord(++lastPurchase, happening);
      lines.purchases.push(lineOf(record));
      if (happening.user !== busyUser) recent.push(record);
      if (recent.length > maxRecentPurchases) recent.shift();
    }
    if (random.chance(1 / 400))
      lines[happening.kind === 'activity' ? 'activities' : 'purchases'].push({ user: null, text: breakLine(random) });
  };

  const arrive = (nowMs: number): void => {
    const user = pickUser(random);
    if (user === busyUser) return;
    const wanted = pickProducts(pickBasket(user, random), random);
    // One customer in ten has a telephone with a bad connection, or a wrong clock.
    const atMs = nowMs - random.below(random.chance(0.1) ? 120_000 : 800);
    for (const product of wanted) {
      write({ kind: 'activity', atMs, user, product, action: 'view' });
      if (random.chance(0.6)) write({ kind: 'activity', atMs: atMs + 200, user, product, action: 'add' });
    }
    if (carts.length < maxCarts) carts.push({ user, products: wanted, dueMs: nowMs + 2_000 + random.below(20_000) });
  };

  const leave = ({ user, products: inCart }: Cart, nowMs: number): void => {
    if (random.chance(1 / 6)) {
      for (const product of inCart) write({ kind: 'activity', atMs: nowMs, user, product, action: 'remove' });
    } else if (random.chance(0.7)) {
      write({ kind: 'purchase', atMs: nowMs, user, products: inCart, card: cardOf(user) });
    }
  };

  const mend = (): void => {
    const [purchase] = recent.splice(random.below(recent.length), 1);
    if (purchase === undefined) return;
    const mended: PurchaseRecord = random.chance(1 / 3)
      ? { ...purchase, deleted: true }
      : { ...purchase, amount: `$${(Number(purchase.amount.slice(1)) * 0.9).toFixed(2)}` };
    lines.purchases.push(lineOf(mended));
  };

  return {
    tick: (nowMs) => {
      lines = { activities: [], purchases: [] };
      busy(nowMs).forEach(write);
      for (let visitors = random.chance(1 / 60) ? 60 : random.below(4); visitors > 0; visitors--) arrive(nowMs);
      const due = carts.filter((cart) => cart.dueMs <= nowMs);
      carts = carts.filter((cart) => cart.dueMs > nowMs);
      due.forEach((cart) => leave(cart, nowMs));
      if (random.chance(Math.min(1, due.length / 30))) mend();
      return lines;
    },
  };
}

/**
 * The customer whom the documentation calls: does something every two to four seconds, and buys about every 45 seconds,
 * looking at something else the same moment, so that there is always something to recommend.
 */
function makeBusyCustomer(random: Random): (nowMs: number) => readonly Happening[] {
  let nextMs = 0;
  let buyMs: number | undefined;
  let cart: Product[] = [];
  let basket = pickBasket(busyUser, random);

  return (nowMs) => {
    if (nowMs < nextMs) return [];
    nextMs = nowMs + busyPauseMs + random.below(2_000);
    buyMs ??= nowMs + busyVisitMs;
    if (nowMs >= buyMs && cart.length > 0) {
      const bought: Happening = {
        kind: 'purchase',
        atMs: nowMs - 1,
        user: busyUser,
        products: cart,
        card: cardOf(busyUser),
      };
      [cart, buyMs, basket] = [[], nowMs + busyVisitMs, pickBasket(busyUser, random)];
      return [bought, { kind: 'activity', atMs: nowMs, user: busyUser, product: random.pick(basket), action: 'view' }];
    }
    const takenOut = cart.length > 3 && random.chance(0.3) ? cart.shift() : undefined;
    if (takenOut !== undefined)
      return [{ kind: 'activity', atMs: nowMs, user: busyUser, product: takenOut, action: 'remove' }];
    const product = random.chance(0.9) ? random.pick(basket, 1.3) : random.pick(products);
    const adds = !cart.includes(product) && random.chance(0.5);
    if (adds) cart.push(product);
    return [{ kind: 'activity', atMs: nowMs, user: busyUser, product, action: adds ? 'add' : 'view' }];
  };
}
