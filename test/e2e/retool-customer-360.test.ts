import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenAppOptions } from '../../src/interpreter/open-app.ts';
import type { Fetch } from '../../src/interpreter/queries/answers.ts';
import type { RunningApp } from '../../src/interpreter/running-app.ts';
import { copyCustomer360, type Customer360 } from './customer-360-project.ts';
import { choose, seen, writeKit, type RetoolKit } from './retool-kit.ts';
import { eventually } from './server-process.ts';

let shop: Customer360;
let kit: RetoolKit;

beforeAll(async () => {
  shop = await copyCustomer360({ store: '.rockpool' });
  await shop.start(['--demo']);
  await eventually(
    () => shop.execute('purchase_history', { userid: shop.busyUser() }),
    ({ results }) => results.length > 3,
  );
  // What lives on would change between a look at the screen and a call of the lambda: the generator ends here.
  await shop.stop();
  await shop.start();
  await shop.untilRead();
  kit = await writeKit(shop.server(), join(shop.project, 'kit'));
}, 180_000);

afterAll(() => shop.remove());

const open: RunningApp[] = [];
afterEach(() => open.splice(0).forEach((app) => app.close()));

async function start(path: string, options: Partial<OpenAppOptions> = {}): Promise<RunningApp> {
  const app = await kit.open(path, options);
  open.push(app);
  if (path === 'customer-360.no-resource.json') await choose(app, 'apiKey', shop.server().key);
  return app;
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of a lambda as a table shows them: by the labels of its columns. */
async function labelled(lambda: string, args: Row, labels: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  const { results } = await shop.execute(lambda, args);
  return results.map((row) => Object.fromEntries(Object.entries(labels).map(([label, name]) => [label, row[name]])));
}

/** Somebody else who has bought something. */
async function anotherUser(): Promise<string> {
  const { results } = await shop.execute('search_customers', { limit: 200 });
  for (const { user_id: id } of results) {
    if (id === shop.busyUser()) continue;
    const bought = await shop.execute('purchase_history', { userid: id });
    if (bought.results.length > 0) return String(id);
  }
  throw new Error('nobody else has bought anything');
}

/** Every widget about the customer against direct calls of the lambdas. */
async function expectCustomer(app: RunningApp, userid: string): Promise<void> {
  const profile = {
    'First name': 'first_name',
    'Last name': 'last_name',
    'E-mail': 'email',
    Phone: 'phone',
    City: 'city',
    State: 'state',
    'Customer since': 'created_at',
    'Customer id': 'user_id',
  };
  const purchase = {
    When: 'event_time',
    Amount: 'amount',
    Products: 'products',
    Card: 'card_type',
    'Purchase id': 'purchase_id',
  };
  const activity = { When: 'event_time', Action: 'action', Product: 'product_name', Category: 'category' };
  // The screen asks for so many.
  const history = { userid, limit: 100 };
  const purchases = (await shop.execute('purchase_history', history)).results;
  const [spend = {}] = (await shop.execute('total_spend', { userid })).results;
  const [average = {}] = (await shop.execute('avg_purchase_price', { userid })).results;
  expect(app.shown('profileDetails').rows).toEqual(await labelled('profile', { userid }, profile));
  expect(app.shown('totalSpendFigure')).toMatchObject({ value: spend['total_spend'], secondary: spend['purchases'] });
  expect(app.shown('avgPurchasePriceFigure')).toMatchObject({ value: average['avg_purchase_price'] });
  expect(app.shown('recommendationTable').rows).toEqual(
    await labelled('recommendation', { userid }, { Product: 'product_name', 'Bought along': 'times' }),
  );
  expect(app.shown('recentActivityTable').rows).toEqual(await labelled('recent_activity', { userid }, activity));
  expect(app.shown('purchaseHistoryTable').rows).toEqual(await labelled('purchase_history', history, purchase));
  expect(app.shown('spendChart').series).toEqual([
    {
      name: 'Purchase',
      type: 'line',
      x: purchases.map((row) => row['event_time']).reverse(),
      y: purchases.map((row) => row['amount']).reverse(),
    },
  ]);
  expect(app.shown('dataAge')).toMatchObject({
    hidden: false,
    text: expect.stringMatching(/^Data age: .+$/) as string,
  });
  expect([app.shown('notice').hidden, app.shown('problems').hidden]).toEqual([true, true]);
}

/** Appends to the topic of the demo, as a producer would. */
const buys = (purchase: Row): Promise<void> =>
  appendFile(join(shop.project, '.rockpool/demo/topics/user_purchases.ndjson'), `${JSON.stringify(purchase)}\n`);

describe.each(['customer-360.json', 'customer-360.no-resource.json'])('%s', (path) => {
  it('asks for a customer first, and offers those who exist', async () => {
    const app = await start(path);
    expect(app.shown('notice').text).toMatch(/^Choose a customer/);
    expect(Object.keys(seen(app)).filter((id) => id.endsWith('Table'))).toEqual([
      'topProductsNowTable',
      'answersTable',
    ]);
    const { results } = await shop.execute('search_customers', { limit: 100 });
    expect(app.shown('customer').options).toEqual(results.map(({ user_id: value, label }) => ({ value, label })));
    expect(app.problems()).toEqual([]);
  });

  it('shows what the lambdas answer, and another customer when another is chosen', async () => {
    const app = await start(path);
    await choose(app, 'customer', shop.busyUser());
    await expectCustomer(app, shop.busyUser());
    const other = await anotherUser();
    await choose(app, 'customer', other);
    await expectCustomer(app, other);
    expect(app.problems()).toEqual([]);
  });

  it('finds customers by what is typed, and takes an id that is typed', async () => {
    const app = await start(path);
    const [{ name }] = (await shop.execute('search_customers', { q: shop.busyUser() })).results as [{ name: string }];
    app.type('customer', name);
    await app.settled();
    const { results } = await shop.execute('search_customers', { q: name, limit: 100 });
    expect(app.shown('customer').options).toEqual(results.map(({ user_id: value, label }) => ({ value, label })));
    await choose(app, 'customer', shop.busyUser());
    await expectCustomer(app, shop.busyUser());
  });

  it('names the lambda and the version of each answer', async () => {
    const app = await start(path);
    await choose(app, 'customer', shop.busyUser());
    const { query_lambda_path: version } = await shop.execute('profile', { userid: shop.busyUser() });
    const rows = app.shown('answersTable').rows ?? [];
    expect(rows.map((row) => row['State'])).toEqual(rows.map(() => 'ok'));
    expect(rows.find((row) => row['Answer'] === 'Profile')).toMatchObject({ 'Lambda and version': version });
  });

  it('shows what everybody looks at', async () => {
    const app = await start(path);
    const labels = { Product: 'product_name', Category: 'category', Times: 'times', Customers: 'customers' };
    const before = await labelled('top_products_now', {}, labels);
    app.toolbar('topProductsNowTable', 'Refresh');
    await app.settled();
    // It counts the last minutes, which go on.
    expect([before, await labelled('top_products_now', {}, labels)]).toContainEqual(
      app.shown('topProductsNowTable').rows,
    );
  });

  it('shows a purchase that is made meanwhile, by itself while it is live, and else when it is asked to', async () => {
    const app = await start(path);
    const userid = await anotherUser();
    await choose(app, 'customer', userid);
    const before = app.shown('totalSpendFigure').value as number;
    const newest = (): unknown => app.shown('purchaseHistoryTable').rows?.[0]?.['Purchase id'];
    const purchase = { user_id: userid, product_ids: ['p-1'], card_type: 'visa' };
    const make = (_id: string, amount: string): Promise<void> =>
      buys({ ...purchase, _id, amount, event_time: new Date().toISOString() });

    await choose(app, 'live', true);
    await make(`live-${path}`, '$10.25');
    await eventually(
      async () => newest(),
      (id) => id === `live-${path}`,
    );
    await eventually(
      async () => app.shown('totalSpendFigure').value,
      (value) => value !== before,
    );
    await choose(app, 'live', false);
    expect(app.shown('totalSpendFigure').value).toBeCloseTo(before + 10.25, 2);
    await expectCustomer(app, userid);

    await make(`later-${path}`, '$1.50');
    await eventually(
      async () => (await shop.execute('purchase_history', { userid })).results[0]?.['purchase_id'],
      (id) => id === `later-${path}`,
    );
    expect(newest()).toBe(`live-${path}`);
    app.toolbar('purchaseHistoryTable', 'Refresh');
    await app.settled();
    expect(newest()).toBe(`later-${path}`);
    expect(app.problems()).toEqual([]);
  });

  it('says that there is no such customer, and shows nothing of one', async () => {
    const app = await start(path);
    await choose(app, 'customer', shop.busyUser());
    await choose(app, 'customer', 'u-nobody');
    expect(app.shown('notice').text).toBe(
      '**There is no customer with the id “u-nobody”.** Check the id, or search by name or e-mail address.',
    );
    expect(Object.keys(seen(app)).filter((id) => id.endsWith('Table'))).toEqual([
      'topProductsNowTable',
      'answersTable',
    ]);
    expect(app.shown('profileDetails').hidden).toBe(true);
    expect(app.problems()).toEqual([]);
  });

  it('says why when an argument is refused', async () => {
    const app = await start(path);
    app.type('customer', 'x'.repeat(300));
    await app.settled();
    const { body } = await shop
      .server()
      .call('GET', `/ws/commons/lambdas/search_customers/tags/latest/rows?q=${'x'.repeat(300)}`);
    const { message } = body as unknown as { message: string };
    expect(app.shown('problems').text).toContain(message);
    expect(app.problems()).toEqual([]);
  });
});

describe('customer-360.no-resource.json and its key', () => {
  it('asks nothing before there is a key', async () => {
    const app = await kit.open('customer-360.no-resource.json');
    expect(app.shown('notice').text).toBe('Enter an API key of the server that may execute lambdas. It is not stored.');
    expect(app.query('searchCustomers').runs).toBe(0);
    app.close();
  });

  it('says when the key is none', async () => {
    const app = await kit.open('customer-360.no-resource.json');
    await choose(app, 'apiKey', 'wrong');
    expect(app.shown('problems').text).toMatch(/^⚠️ \*\*Not available: Customers, Top products now\.\*\* .*key/);
    app.close();
  });
});

describe('customer-360.demo.json', () => {
  it('shows its customers without any server', async () => {
    const nobody: Fetch = () => Promise.reject(new Error('there is no server'));
    const app = await start('customer-360.demo.json', { fetch: nobody });
    const [first, second] = app.shown('customer').options ?? [];
    await choose(app, 'customer', first?.value);
    const { rows: firstRows } = app.shown('profileDetails');
    expect(firstRows?.[0]).toMatchObject({ 'Customer id': first?.value });
    expect(app.shown('purchaseHistoryTable').rows?.length).toBeGreaterThan(0);
    await choose(app, 'customer', second?.value);
    expect(app.shown('profileDetails').rows?.[0]).toMatchObject({ 'Customer id': second?.value });
    expect(app.problems()).toEqual([]);
  });

  it('has the widgets of the app that calls the server', async () => {
    const ids = async (path: string): Promise<readonly string[]> => (await kit.app(path)).plugins.map(({ id }) => id);
    expect(await ids('customer-360.demo.json')).toEqual(await ids('customer-360.json'));
  });
});

describe('a server that is stopped', () => {
  it('is told on the screen, and the screen recovers when it is back', async () => {
    const first = shop.server().address;
    const follow: Fetch = (url, init) => fetch(url.replace(first, shop.server().address), init);
    for (const failedData of ['kept', 'cleared'] as const) {
      const app = await start('customer-360.json', { fetch: follow, failedData });
      await choose(app, 'customer', shop.busyUser());
      await shop.stop();
      await choose(app, 'live', true);
      const { text = '' } = await eventually(
        async () => app.shown('problems'),
        ({ hidden }) => !hidden,
      );
      await app.settled();
      expect(text).toMatch(/^⚠️ \*\*Not available: .*Profile.*Is Rockpool running, and may Retool reach it\?$/s);
      expect(app.shown('purchaseHistoryTable').rows).toEqual([]);
      expect(app.shown('purchaseHistoryTable').emptyMessage).toBe('Not available at the moment.');
      await shop.start();
      await eventually(
        async () => app.shown('problems').hidden,
        (hidden) => hidden,
      );
      await choose(app, 'live', false);
      await expectCustomer(app, shop.busyUser());
      expect(app.problems()).toEqual([]);
      app.close();
    }
  });
});
