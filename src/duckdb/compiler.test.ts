import { describe, expect, it } from 'vitest';
import { useCompiler } from '../../test/unit/duckdb/open-compiler.ts';

const { compile, declare, drop, failure } = useCompiler();

describe('what runs', () => {
  it.each([
    'SELECT * FROM users',
    'FROM users',
    'FROM USERS',
    'TABLE users',
    'SELECT * FROM Commons.Users u',
    'SELECT * FROM "my-shop".things',
    'VALUES (1), (2)',
    'SELECT 1;',
    'WITH users AS (SELECT * FROM users) SELECT * FROM users',
    'WITH q AS (SELECT 1 AS a), r AS (SELECT * FROM q) SELECT * FROM r, q',
    'WITH q AS (SELECT 1 AS a) SELECT (SELECT max(a) FROM Q)',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r',
    'WITH q AS MATERIALIZED (SELECT 1 AS a) FROM q',
    'SELECT * FROM users, UNNEST(users.tags AS tag) AS t WHERE t.tag = :x',
    'SELECT tag FROM users CROSS JOIN UNNEST(users.tags AS tag)',
    'SELECT * FROM users, unnest(tags) WITH ORDINALITY AS t(tag, i)',
    'SELECT unnest(tags) FROM users',
    'SELECT u.name, o.amount FROM users u LEFT JOIN orders o ON o.user_id = u._id HINT(join_strategy=lookup)',
    'SELECT * EXCEPT (tags) FROM users',
    'SELECT doc.a.b, items[1].sku FROM orders',
    'SELECT COUNT(*), SUM(amount), APPROX_DISTINCT(user_id), EVERY(amount > 1) FROM orders',
    'SELECT DATE_TRUNC(:unit, _event_time), CURRENT_TIMESTAMP(), CURRENT_DATE, CURRENT_TIME, now() - INTERVAL 7 DAY FROM users',
    'SELECT _event_time AT TIME ZONE :tz FROM users',
    'SELECT row_number() OVER (PARTITION BY name ORDER BY age DESC NULLS LAST), percent_rank() OVER (ORDER BY age) FROM users',
    'SELECT first_value(age) OVER w, lag(age) OVER w FROM users WINDOW w AS (PARTITION BY name ORDER BY age ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
    "SELECT list_transform(tags, lambda t: upper(t)), [t FOR t IN tags IF t <> ''] FROM users",
    'SELECT * FROM users ASOF JOIN orders ON users._id = orders.user_id AND users.age >= orders.amount',
    "PIVOT users ON name IN ('a', 'b') USING sum(age) GROUP BY tags",
    'UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b',
    'SELECT name COLLATE nocase FROM users ORDER BY name COLLATE de',
    'SELECT * FROM users SEMI JOIN orders ON users._id = orders.user_id',
    'SELECT grouping(name), count(*) FROM users GROUP BY CUBE (name, age)',
    'SELECT random(), uuid(), md5(name), regexp_extract(name, :x), name LIKE :x, name SIMILAR TO :x FROM users',
    "SELECT COLUMNS('a.*') FROM users",
    'SELECT * FROM users USING SAMPLE 10%',
    'SELECT "select", to_json(users) FROM users',
    "SELECT CAST('inf' AS DOUBLE)",
    'SELECT ALL name FROM users WHERE age > ALL (SELECT amount FROM orders)',
    "SELECT json_extract_string(doc, '$.a'), doc->>'a', json_group_array(amount) FROM orders GROUP BY doc",
    "SELECT struct_pack(a := 1), {'a': :x}, MAP {'k': 1} IS NULL, row(1, 2) IS NULL",
    "SELECT TIME_BUCKET(INTERVAL 1 HOUR, _event_time), date_diff('day', _event_time, now()), strftime(_event_time, '%Y') FROM users",
    'SELECT ID_HASH(_id, age), FORMAT_ISO8601(_event_time), ARRAY_CREATE(1, 2), IF(age > 1, 2), REPLACE(name, :x) FROM users',
    "SELECT arg_max(name, age), string_agg(name, ',' ORDER BY age), quantile_cont(age, 0.5), histogram(age) IS NULL FROM users",
    "SELECT name.upper(), main.upper('x') FROM users",
  ])('%s', async (text) => {
    await expect(compile(text)).resolves.toBeDefined();
  });

  it.each([
    ['SELECT * FROM range(:n)', { n: 'BIGINT' }],
    ['SELECT * FROM generate_series(:a, :b, INTERVAL 1 DAY) t(day)', { a: 'TIMESTAMPTZ', b: 'TIMESTAMPTZ' }],
    ['SELECT * FROM unnest(:l) AS t(x)', { l: 'VARCHAR[]' }],
    ['SELECT name FROM users WHERE name IN (:l)', { l: 'VARCHAR[]' }],
    ['SELECT name FROM users WHERE name = ANY(:l) AND age NOT IN :m', { l: 'VARCHAR[]', m: 'BIGINT[]' }],
    ['SELECT name FROM users LIMIT :n OFFSET :n', { n: 'BIGINT' }],
    ['SELECT now() - INTERVAL :n DAY, DAYS(:n), _event_time - HOURS(:n) FROM users', { n: 'BIGINT' }],
    ['SELECT tags[:n], tags[1: :n] FROM users', { n: 'BIGINT' }],
  ])('%s', async (text, types) => {
    await expect(compile(text, types)).resolves.toBeDefined();
  });
});

describe('a compiled query', () => {
  it('knows its columns, collections, order and look-ups', async () => {
    const { statement, ...query } = await compile(
      `SELECT u.name, o.amount AS total, u.age FROM users u JOIN orders o ON o.user_id = u._id
       WHERE u._id = :id AND o.amount > :least ORDER BY total`,
      { least: 'DOUBLE' },
    );

    expect(query).toEqual({
      columns: [
        { name: 'Name', type: { kind: 'varchar' } },
        { name: 'total', type: { kind: 'double' } },
        { name: 'age', type: { kind: 'bigint' } },
      ],
      explicitColumns: true,
      collections: [
        { workspace: 'commons', name: 'users' },
        { workspace: 'commons', name: 'orders' },
      ],
      ordered: true,
      lookups: [{ collection: { workspace: 'commons', name: 'users' }, field: '_id' }],
    });
    expect(statement.parameters).toEqual(['id', 'least']);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['SELECT * FROM orders WHERE user_id = :x', {}, ['user_id']],
    ['SELECT * FROM orders WHERE :x = user_id AND amount > 1', {}, ['user_id']],
    ['SELECT * FROM orders WHERE user_id IN (:x, :y)', {}, ['user_id']],
    ['SELECT * FROM orders WHERE user_id IN (:l)', { l: 'VARCHAR[]' }, ['user_id']],
    ['SELECT * FROM orders WHERE user_id = ANY(:l)', { l: 'VARCHAR[]' }, ['user_id']],
    ['WITH q AS (SELECT user_id AS u FROM orders) SELECT * FROM q WHERE u = :x', {}, ['user_id']],
    ['SELECT user_id, sum(amount) s FROM orders GROUP BY user_id HAVING user_id = :x', {}, ['user_id']],
    ['SELECT x.sku FROM orders, UNNEST(items) AS t(x) WHERE user_id = :x', {}, ['user_id']],
    ['SELECT * FROM orders o JOIN users u ON u._id = o.user_id AND u.name = :x', {}, ['Name']],
    ['SELECT * FROM users u, orders o WHERE o.user_id = :x AND u._id = o.user_id', {}, ['user_id']],
    ['SELECT * FROM users u LEFT JOIN orders o ON u._id = o.user_id WHERE o.user_id = :x', {}, ['user_id']],
    ['FROM (SELECT * FROM orders LIMIT 5) WHERE user_id = :x', {}, []],
    ['SELECT * FROM orders WHERE user_id > :x', {}, []],
    ['SELECT * FROM orders WHERE user_id = :x OR amount = 1', {}, []],
    ['SELECT * FROM orders WHERE lower(user_id) = :x', {}, []],
    ["SELECT * FROM orders WHERE user_id = 'constant'", {}, []],
  ])('finds the look-ups of %s', async (text, types, fields) => {
    expect((await compile(text, types)).lookups.map((lookup) => lookup.field)).toEqual(fields);
  });

  it.each([
    ['SELECT count(*), sum(age), max(age) OVER () FROM users GROUP BY age', ['?count', '?sum', '?max']],
    [
      'SELECT 1, age + 1, name, upper(name), CAST(age AS INT) FROM users',
      ['?field0', '?field1', undefined, '?upper', '?field2'],
    ],
    ['SELECT *, count(*) OVER () FROM orders', [undefined, undefined, undefined, undefined, undefined, '?count']],
    ['SELECT 1 UNION ALL SELECT 2', ['?field0']],
    ['SELECT age AS a, count(*) AS n FROM users GROUP BY a', [undefined, undefined]],
  ])('gives Rockset names to the unnamed columns of %s', async (text, names) => {
    expect((await compile(text)).columns.map((column) => column.rocksetName)).toEqual(names);
  });

  it.each([
    ['SELECT * FROM users', false, false],
    ['SELECT users.*, 1 FROM users', false, false],
    ['SELECT name FROM users ORDER BY 1', true, true],
    ['SELECT name FROM (SELECT * FROM users ORDER BY 1)', true, false],
    ['SELECT name FROM users UNION SELECT name FROM users ORDER BY name', true, true],
    ['SELECT * FROM users ORDER BY ALL', false, true],
  ])('tells of %s whether columns are explicit and rows ordered', async (text, explicitColumns, ordered) => {
    expect(await compile(text)).toMatchObject({ explicitColumns, ordered });
  });

  it('widens integers and names what has no form on the wire', async () => {
    const { columns } = await compile(
      'SELECT 1::TINYINT AS a, 1::UBIGINT AS b, 1::FLOAT AS c, 1.5 AS d, INTERVAL 1 DAY AS e, sum(age) AS f, doc AS g FROM users, orders GROUP BY doc',
    );

    expect(columns.map(({ name, type, unsupported }) => [name, type.kind, unsupported !== undefined])).toEqual([
      ['a', 'integer', false],
      ['b', 'hugeint', false],
      ['c', 'double', false],
      ['d', 'decimal', false],
      ['e', 'varchar', true],
      ['f', 'hugeint', false],
      ['g', 'json', false],
    ]);
  });

  it('is the same object until a collection changes', async () => {
    const text = 'SELECT n FROM "my-shop".changing';
    await declare('my-shop', 'changing', 'n INT');
    const first = await compile(text);
    await declare('my-shop', 'changing', 'n INT');
    const again = await compile(text);
    await declare('my-shop', 'changing', 'n DOUBLE');
    const changed = await compile(text);
    await drop({ workspace: 'my-shop', name: 'changing' });

    expect(again).toBe(first);
    expect([first.columns[0]!.type.kind, changed.columns[0]!.type.kind]).toEqual(['integer', 'double']);
    expect((await failure(text)).code).toBe('COLLECTION_NOT_FOUND');
  });

  it('is another one for other parameter types', async () => {
    const [text, number] = [await compile('SELECT :x AS x'), await compile('SELECT :x AS x', { x: 'BIGINT' })];

    expect([text.columns, number.columns]).toEqual([
      [{ name: 'x', type: { kind: 'varchar' } }],
      [{ name: 'x', type: { kind: 'bigint' } }],
    ]);
  });
});
