import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGroupShop, openPlainShop, shop, type GroupShop } from './group-shop.ts';
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

const documents = (collection: string, most: number): fc.Arbitrary<readonly string[]> =>
  fc
    .array(fc.tuple(...shop[collection]!.slice(1).map(({ name }) => values[name]!)), { maxLength: most })
    .map((rows) => rows.map((row, index) => `('${collection}-${index}', ${row.join(', ')})`));

const group = one(
  ...[
    'card_type',
    'gift',
    'quantity',
    'day',
    'user_id',
    'CAST(_event_time AS DATE)',
    '_event_time::DATE',
    'p.card_type',
  ],
  ...["date_trunc('month', _event_time)", "date_trunc('week', p._event_time)", "date_trunc('hour', _event_time)"],
  ...['upper(card_type)', 'year(_event_time)', 'dayofweek(_event_time)', "coalesce(user_id, '?')", 'quantity % 2 = 0'],
  ...["date_trunc('month', day)", 'CASE WHEN gift THEN card_type ELSE user_id END', 'day IS NULL'],
);
const aggregate = one(
  ...[
    'count(*)',
    'count(*)',
    'count()',
    'count(1)',
    'count(quantity)',
    'count(p.product_ids)',
    'sum(quantity)',
    'sum(points)',
    'sum(p.price)',
  ],
  ...[
    'avg(quantity)',
    'mean(points)',
    'min(quantity)',
    'max(_event_time)',
    'min(card_type)',
    'max(price)',
    'max(gift)',
    'min(day)',
  ],
  ...[
    'count(DISTINCT user_id)',
    'count(DISTINCT card_type)',
    'sum(quantity) * 2 + count(*)',
    'round(sum(price) / count(*), 2)',
  ],
  ...[
    'count(*) FILTER (gift)',
    'sum(DISTINCT quantity)',
    'max(amount)',
    'string_agg(card_type ORDER BY _id)',
    'COALESCE(sum(points), 0)',
  ],
);
const where = one(
  ...[
    '',
    '',
    'WHERE quantity > 0',
    'WHERE user_id = :userid',
    "WHERE card_type IN ('visa', 'amex')",
    'WHERE gift IS NULL',
    'WHERE NOT gift',
  ],
  ...[
    "WHERE _event_time >= TIMESTAMPTZ '2026-08-18'",
    'WHERE quantity > 0 OR card_type IS NULL',
    "WHERE address.city = 'Boise'",
  ],
  ...[
    'WHERE quantity + 1 > 2',
    'WHERE (:userid IS NULL OR p.user_id = :userid) AND points <> 3',
    "WHERE list_contains(product_ids, 'p-1')",
  ],
  ...[
    'WHERE user_id IN (SELECT user_id FROM activity)',
    "WHERE p.user_id IN (SELECT a.user_id FROM activity a WHERE a.action = 'view') AND quantity < 3",
  ],
  ...[
    'WHERE list_has_any(product_ids, (SELECT list(product_id) FROM activity WHERE user_id = :userid))',
    'WHERE CAST(:text AS INTEGER) = quantity',
  ],
);
const from = one(
  'purchases p',
  'purchases p',
  'commons.purchases AS p',
  'purchases p SEMI JOIN activity a ON p.user_id = a.user_id',
  'purchases p SEMI JOIN activity a ON list_contains(product_ids, a.product_id)',
  'purchases p ANTI JOIN activity USING (user_id)',
  '(SELECT * FROM purchases WHERE gift) p',
  '(SELECT card_type, gift, quantity, day, user_id, _event_time, points, price, product_ids, address, amount, _id FROM purchases) p',
);
const having = one('', '', '', 'HAVING count(*) > 1', 'HAVING max(quantity) >= 0 OR count(*) = 1');

const counted = fc
  .record({
    groups: fc.uniqueArray(group, { maxLength: 2 }),
    aggregates: fc.array(aggregate, { maxLength: 3 }),
    from,
    where,
    having,
    style: fc.nat(4),
    distinct: fc.nat(9),
  })
  .filter(({ groups, aggregates }) => groups.length + aggregates.length > 0)
  .map(({ groups, aggregates, style, distinct, ...parts }) => {
    const items = [...groups, ...aggregates].map((item, index) => (style === 1 ? `${item} AS c${index}` : item));
    const by =
      groups.length === 0
        ? ''
        : style === 2
          ? 'GROUP BY ALL'
          : `GROUP BY ${style === 3 ? groups.join(', ') : groups.map((_, index) => index + 1).join(', ')}`;
    const isGrouped = groups.length > 0 || aggregates.length > 0;
    return `SELECT ${distinct === 0 ? 'DISTINCT ' : ''}${items.join(', ')} FROM ${parts.from} ${parts.where} ${by} ${isGrouped ? parts.having : ''}`.trim();
  });

const elements = fc
  .record({
    join: one(
      '',
      'ANTI JOIN interest USING (product_id)',
      'SEMI JOIN interest USING (product_id)',
      "WHERE product_id <> 'p-2'",
      'WHERE product_id NOT IN (FROM interest WHERE product_id IS NOT NULL)',
    ),
    related: one(
      'SELECT product_ids, quantity, card_type FROM purchases SEMI JOIN interest ON list_contains(product_ids, interest.product_id) WHERE quantity <> 2',
      'SELECT product_ids, quantity, card_type FROM purchases WHERE list_has_any(product_ids, (SELECT list(product_id) FROM interest))',
      'SELECT product_ids, quantity, card_type FROM purchases WHERE user_id <> :userid',
      'SELECT product_ids, quantity, card_type FROM purchases JOIN interest ON list_contains(product_ids, interest.product_id)',
    ),
    items: one(
      'product_id, count(*) AS times',
      'product_id, sum(quantity), max(card_type)',
      'product_id, card_type, count(*)',
      'count(*), count(DISTINCT product_id)',
    ),
    interest: one(
      "SELECT product_id FROM activity WHERE action = 'view'",
      'SELECT product_id FROM activity WHERE user_id = :userid GROUP BY product_id HAVING count(*) > 1',
      'SELECT DISTINCT a.product_id FROM activity a JOIN purchases USING (user_id)',
    ),
    rest: one(
      'SELECT * FROM bought',
      'SELECT product_name, b.* FROM bought b JOIN products USING (product_id)',
      'SELECT b.*, i.product_id AS again FROM bought b, interest i',
    ),
  })
  .map(({ join, related, items, interest, rest }) => {
    const by = items.includes('product_id, card')
      ? 'GROUP BY ALL'
      : items.startsWith('product_id')
        ? 'GROUP BY product_id'
        : '';
    const safe = items.startsWith('product_id') ? rest : 'SELECT * FROM bought';
    return `WITH interest AS (${interest}), related AS (${related}), bought AS (SELECT ${items}
      FROM (SELECT unnest(product_ids) AS product_id, quantity, card_type FROM related) ${join} ${by}) ${safe}`;
  });

const around = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, text, fc.nat(6)).map(([inner, other, way]) => {
    if (way === 0) return `WITH w AS (${inner}) SELECT * FROM w`;
    if (way === 1) return `SELECT * FROM (${inner}) AS t`;
    if (way === 2) return `WITH w AS (${inner}) SELECT w.*, x.* FROM w, (${other}) AS x`;
    if (way === 3) return `SELECT product_name, (SELECT count(*) FROM purchases WHERE quantity > 0) FROM products`;
    if (way === 4) return `(${inner}) ORDER BY ALL LIMIT 3`;
    if (way === 5) return `WITH w AS (${inner}) SELECT (SELECT count(*) FROM w), count(*) FROM w`;
    return inner;
  });

const statement = fc.oneof({ weight: 3, arbitrary: around(counted) }, { weight: 1, arbitrary: elements });

const run = fc.record({
  purchases: documents('purchases', 12),
  activity: documents('activity', 6),
  products: documents('products', 4),
  statement,
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
