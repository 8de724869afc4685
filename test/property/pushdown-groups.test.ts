import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGroupShop, openPlainShop, shop, type GroupShop } from './group-shop.ts';
import { anyGrouping } from './pushdown-groups/statements.ts';
import { ask, runGroupPlan } from './run-group-plan.ts';

// More by hand: PROPERTY_RUNS=5000 npx vitest run --project property test/property/pushdown-groups.test.ts
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 150);

const orNull = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: texts }, { weight: 1, arbitrary: fc.constant('NULL') });
const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const whole = (most: number): fc.Arbitrary<string> => fc.integer({ min: -most, max: most }).map(String);

const times = one(
  ...[
    '2026-08-17 21:19:57.558577',
    '2026-08-17 23:59:59.999999',
    '2026-08-18',
    '2026-09-01 10:00:00',
    '2025-12-31 23:30:00',
  ],
  ...['2026-01-01', '1969-12-31 23:59:59.5', '2024-02-29 12:00:00'],
).map((text) => `TIMESTAMPTZ '${text}'`);
const user = one("'u-1'", "'u-2'", "'u-3'");
const product = one("'p-1'", "'p-2'", "'p-3'", "'p-4'");

const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  _event_time: times,
  user_id: orNull(user),
  amount: orNull(one('0.1', '0.2', '-3.5', "'NaN'::DOUBLE", "'inf'::DOUBLE", '-0.0')),
  quantity: orNull(whole(3)),
  points: orNull(fc.oneof(whole(5), whole(2 ** 40))),
  price: orNull(one('12.50', '0.01', '-99.99')),
  gift: orNull(one('true', 'false')),
  card_type: orNull(one("'visa'", "'VISA'", "'amex'", "''", "'é'")),
  day: orNull(one("DATE '2026-08-17'", "DATE '2026-08-18'", "DATE '2026-01-01'")),
  product_ids: orNull(fc.uniqueArray(product, { maxLength: 3 }).map((list) => `[${list.join(', ')}]`)),
  address: orNull(one("{'city': 'Boise', 'zip': 1}", "{'city': NULL, 'zip': 2}")),
  product_id: orNull(product),
  action: orNull(one("'view'", "'add'", "'remove'")),
  product_name: orNull(one("'Milk'", "'Salsa'")),
};

/** Rows of a collection of the shop, as VALUES. */
const documents = (collection: string, most: number): fc.Arbitrary<readonly string[]> =>
  fc
    .array(fc.tuple(...shop[collection]!.slice(1).map(({ name }) => values[name]!)), { maxLength: most })
    .map((rows) => rows.map((row, index) => `('${collection}-${index}', ${row.join(', ')})`));

const run = fc.record({
  purchases: documents('purchases', 12),
  activity: documents('activity', 6),
  products: documents('products', 4),
  statement: anyGrouping,
  userid: fc.constantFrom('u-1', 'u-2', null),
});

describe('counting inside', () => {
  let groups: GroupShop;
  let plain: DuckDBConnection;

  beforeAll(async () => {
    groups = await openGroupShop();
    plain = await openPlainShop();
  });
  afterAll(async () => {
    await groups.close();
    plain.closeSync();
  });

  it('answers as the statement does over all documents, names and types included', async () => {
    let counted = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(run, async ({ statement, userid, ...collections }) => {
        const found = await groups.find(statement).catch(() => undefined);
        if (found === undefined) return;
        for (const [name, rows] of Object.entries(collections)) {
          await plain.run(`DELETE FROM whole.${name}`);
          await plain.run(`DELETE FROM commons.${name}`);
          if (rows.length > 0) await plain.run(`INSERT INTO whole.${name} VALUES ${rows.join(', ')}`);
          await plain.run(`INSERT INTO commons.${name} FROM whole.${name}`);
        }
        const given = { userid, text: '2' };
        const expected = await ask(plain, found.sql, given).catch((error: unknown) => String(error));
        asked += 1;
        if (found.plan === undefined || typeof expected === 'string') return;
        counted += 1;

        expect(await runGroupPlan(plain, found.plan, given)).toEqual(expected);
      }),
      { numRuns },
    );
    if (numRuns > 1000) console.info(`${counted} of ${asked} statements were counted inside`);
    expect(counted).toBeGreaterThan(asked / 4);
  }, 3_600_000);
});
