import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProjectLambda } from './read-lambda.ts';
import { scalarFunctions } from '../../../src/plan/groups/scalar-functions.ts';
import { openGroupShop, openPlainShop, type GroupShop } from '../../property/group-shop.ts';

/** Statements whose groups are counted inside the engine; the file beside this one shows the rewritten SQL and the scans. */
const fires: Readonly<Record<string, string>> = {
  'groups by fields and a day':
    'SELECT card_type, CAST(_event_time AS DATE), count(*), sum(quantity), avg(points) FROM purchases WHERE user_id = :userid GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10',
  'one row without groups': 'SELECT count(*), max(quantity) FROM purchases WHERE gift',
  'distinct fields are groups of their own':
    'SELECT card_type, count(DISTINCT user_id) AS users FROM purchases GROUP BY ALL',
  'SELECT DISTINCT': 'SELECT DISTINCT card_type FROM purchases',
  'a CTE and a subquery keep the names of their columns':
    'WITH t AS (SELECT card_type, count(*) FROM purchases GROUP BY 1) SELECT * FROM t, (SELECT min(day) FROM purchases)',
  'HAVING and digits beyond 2^53 stay as they are':
    'SELECT user_id, sum(points) FROM purchases GROUP BY user_id HAVING sum(points) > 9007199254740993',
  'keys of IN': "SELECT count(*) FROM purchases WHERE user_id IN (SELECT user_id FROM activity WHERE action = 'view')",
  'keys of list_has_any':
    'SELECT count(*) FROM purchases WHERE list_has_any(product_ids, (SELECT list(product_id) FROM activity WHERE user_id = :userid))',
};

/** Statements that are counted here, each with the reason that `explain` gives. */
const stays: Readonly<Record<string, string>> = {
  'a sum of doubles': 'SELECT sum(amount) FROM purchases',
  'an average of decimals': 'SELECT avg(price) FROM purchases',
  'a filter that is not exact': 'SELECT count(*) FROM purchases WHERE abs(quantity) > 2',
  'a subquery in the filter': 'SELECT count(*) FROM purchases WHERE quantity > (SELECT id FROM (VALUES (3)) v(id))',
  'an inner join': 'SELECT p.card_type, count(*) FROM purchases p JOIN activity USING (user_id) GROUP BY 1',
  'an inner join on list_contains':
    'SELECT count(*) FROM purchases p JOIN activity a ON list_contains(p.product_ids, a.product_id)',
  'rows of a CTE that are read twice':
    'WITH r AS (SELECT card_type FROM purchases) SELECT (SELECT count(*) FROM r), card_type FROM r',
  'a list': 'SELECT product_ids, count(*) FROM purchases GROUP BY 1',
  'a member of a STRUCT': 'SELECT address.city, count(*) FROM purchases GROUP BY 1',
  'a moment': 'SELECT _event_time, count(*) FROM purchases GROUP BY 1',
  'the id': 'SELECT _id, count(*) FROM purchases GROUP BY 1',
  'a double': 'SELECT amount, count(*) FROM purchases GROUP BY 1',
  FILTER: 'SELECT count(*) FILTER (gift) FROM purchases',
  'another aggregate': 'SELECT string_agg(card_type) FROM purchases',
  'an order inside an aggregate': 'SELECT min(card_type ORDER BY day) FROM purchases',
  'sum(DISTINCT)': 'SELECT sum(DISTINCT quantity) FROM purchases',
  'grouping sets': 'SELECT card_type, count(*) FROM purchases GROUP BY GROUPING SETS ((card_type), ())',
  ROLLUP: 'SELECT card_type, count(*) FROM purchases GROUP BY ROLLUP (card_type)',
  'DISTINCT ON': 'SELECT DISTINCT ON (card_type) card_type, user_id FROM purchases',
  'a window': 'SELECT card_type, count(*), row_number() OVER (ORDER BY count(*)) FROM purchases GROUP BY 1',
  QUALIFY: 'SELECT card_type, count(*) FROM purchases GROUP BY 1 QUALIFY row_number() OVER () = 1',
  'a sample': 'SELECT count(*) FROM purchases USING SAMPLE 3',
  'a collation': 'SELECT card_type COLLATE NOCASE, count(*) FROM purchases GROUP BY 1',
  chance: 'SELECT random() > 0.5, count(*) FROM purchases GROUP BY 1',
  'a word of the outer query': 'SELECT (SELECT count(*) FROM purchases p WHERE p.user_id = a.user_id) FROM activity a',
  'a limit below': 'SELECT count(*) FROM (SELECT quantity FROM purchases LIMIT 3)',
  'keys under a LIMIT': 'SELECT count(*) FROM purchases WHERE user_id IN (SELECT user_id FROM activity LIMIT 3)',
  'keys of another type':
    'SELECT count(*) FROM purchases WHERE quantity IN (SELECT CAST(product_id AS BIGINT) FROM activity)',
  'an element of a list that is no set':
    'SELECT x, count(*) FROM (SELECT unnest([user_id]) AS x FROM purchases) GROUP BY 1',
  'a value that may fail to be computed': 'SELECT count(*) FROM purchases WHERE quantity = CAST(:text AS INTEGER)',
  'a FROM with other names': 'SELECT a, count(*) FROM purchases AS t(a) GROUP BY 1',
};

describe('groups counted inside', () => {
  let shop: GroupShop;
  beforeAll(async () => {
    shop = await openGroupShop();
  });
  afterAll(() => shop.close());

  for (const [name, sql] of Object.entries(fires)) {
    it(`counts inside: ${name}`, async () => {
      const { plan } = await shop.find(sql);

      expect(plan?.scans.some((scan) => scan.kind === 'groups')).toBe(true);
      expect({ author: sql, rewritten: plan!.sql, scans: plan!.scans, stages: plan!.stages }).toMatchSnapshot();
    });
  }

  for (const [name, sql] of Object.entries(stays)) {
    it(`counts here: ${name}`, async () => {
      const { plan, here } = await shop.find(sql);

      expect(plan).toBeUndefined();
      expect({ author: sql, here }).toMatchSnapshot();
    });
  }

  it('takes for functions of single values what DuckDB has as such, and nothing that depends on chance', async () => {
    const connection = await openPlainShop();
    const reader = await connection.runAndReadAll(
      'SELECT DISTINCT function_name, function_type, stability FROM duckdb_functions()',
    );
    connection.closeSync();
    const known = reader.getRows().map(([name, kind, stability]) => ({ name: String(name), kind, stability }));
    const isOther = ({ name, kind, stability }: (typeof known)[number]): boolean =>
      scalarFunctions.has(name) && (kind === 'aggregate' || kind === 'table' || stability === 'VOLATILE');

    expect(known.filter(isOther)).toEqual([]);
  });

  it('counts the purchases of the recommendation inside, in three stages', async () => {
    const { plan } = await shop.find(await readProjectLambda('recommendation'));

    expect({ rewritten: plan?.sql, scans: plan?.scans, stages: plan?.stages }).toMatchSnapshot();
    expect(plan?.stages).toHaveLength(3);
  });
});
