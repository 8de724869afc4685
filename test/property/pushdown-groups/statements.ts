import fc from 'fast-check';

const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

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

/** Statements with groups over the collections of the shop. */
export const anyGrouping = fc.oneof({ weight: 3, arbitrary: around(counted) }, { weight: 1, arbitrary: elements });
