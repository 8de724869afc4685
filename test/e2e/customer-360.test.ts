import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCustomer360, expectRowsOfPlainDuckDb, type Customer360 } from './customer-360-project.ts';
import { eventually } from './server-process.ts';

let shop: Customer360;

beforeAll(async () => {
  shop = await copyCustomer360({ store: '.rockpool' });
  await shop.start(['--demo']);
}, 120_000);

afterAll(() => shop.remove());

describe('the customer 360', () => {
  it('prints a user id that is kept busy', () => expect(shop.busyUser()).toMatch(/^u-\d+$/));

  it('recommends products to the busy user', async () => {
    const reply = await eventually(
      () => shop.execute('recommendation', { userid: shop.busyUser() }),
      (body) => body.results.length > 0,
    );

    expect(reply.column_fields.map((field) => field.name)).toContain('product_name');
    expect(reply.complete).toBe(true);
    expect(reply.query_lambda_path).toMatch(/^commons\.recommendation::[0-9a-f]{16}$/);
  });

  it("shows the busy user's activity change by itself", async () => {
    const newest = async (): Promise<string> =>
      JSON.stringify((await shop.execute('recent_activity', { userid: shop.busyUser() })).results[0] ?? null);
    const before = await eventually(newest, (first) => first !== 'null');

    const after = await eventually(newest, (first) => first !== before);

    expect(after).not.toBe(before);
  });

  it.each(['profile', 'total_spend', 'avg_purchase_price', 'purchase_history', 'top_products_now', 'search_customers'])(
    'answers %s',
    async (lambda) => {
      const args = ['top_products_now', 'search_customers'].includes(lambda) ? {} : { userid: shop.busyUser() };
      const reply = await eventually(
        () => shop.execute(lambda, args),
        (body) => body.results.length > 0,
      );

      expect(Object.keys(reply.results[0]!)).toEqual(reply.column_fields.map((field) => field.name));
    },
  );
});

describe('results', () => {
  it(
    "equal the same SQL's in plain DuckDB over the same documents, values and types",
    { timeout: 180_000 },
    async () => {
      // What lives on changes between two readings: the generator is stopped, and all is read in.
      await shop.stop();
      await shop.start();
      await shop.untilRead();

      await expectRowsOfPlainDuckDb(shop);
    },
  );
});
