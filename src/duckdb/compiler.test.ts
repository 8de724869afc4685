import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import { parseType } from '../schema/parse-type.ts';
import { makeStatement } from '../sql/make-statement.ts';
import type { CompiledQuery } from '../query/query-engine.ts';
import { makeCompiler, type Compiler } from './compiler.ts';

let compiler: Compiler;

beforeAll(async () => {
  compiler = await makeCompiler();
  await declare(
    'commons',
    'users',
    '_id VARCHAR, _event_time TIMESTAMPTZ, Name VARCHAR, age BIGINT, tags VARCHAR[], "select" INT',
  );
  await declare(
    'commons',
    'orders',
    '_id VARCHAR, user_id VARCHAR, amount DOUBLE, items STRUCT(sku VARCHAR, n INT)[], doc JSON',
  );
  await declare('my-shop', 'things', '_id VARCHAR, n INT');
});
afterAll(() => compiler.close());

async function declare(workspace: string, name: string, fields: string): Promise<void> {
  const type = parseType(`STRUCT(${fields})`);
  if (type?.kind !== 'struct') throw new Error('test fields');
  await compiler.declare({ workspace, name, fields: type.fields, lookupFields: [] });
}

const compile = (text: string, types: Record<string, string> = {}): Promise<CompiledQuery> =>
  compiler.compile(makeStatement(text, new Map(Object.entries(types))));

async function failure(text: string, types: Record<string, string> = {}): Promise<RockpoolError> {
  const error: unknown = await compile(text, types).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RockpoolError)) throw new Error(`expected a refusal of ${text}, got ${String(error)}`);
  return error;
}

describe('what may not run', () => {
  it.each([
    // Everything that runs in DuckDB although external access is off.
    ['SELECT * FROM query(:x)', 'The table function "query" is not allowed.'],
    ["SELECT * FROM query('SELECT 42')", 'The table function "query" is not allowed.'],
    ["SELECT * FROM query_table('users')", 'The table function "query_table" is not allowed.'],
    ['SELECT * FROM query_table(:x)', 'The table function "query_table" is not allowed.'],
    [
      'SELECT * FROM json_execute_serialized_sql(:x)',
      'The table function "json_execute_serialized_sql" is not allowed.',
    ],
    ["SELECT json_serialize_sql('SELECT 1')", 'The function "json_serialize_sql" is not allowed.'],
    ["SELECT json_serialize_plan('SELECT 1')", 'The function "json_serialize_plan" is not allowed.'],
    ["SELECT json_deserialize_sql('{}')", 'The function "json_deserialize_sql" is not allowed.'],
    ['SELECT * FROM duckdb_settings()', 'The table function "duckdb_settings" is not allowed.'],
    ['SELECT * FROM duckdb_functions()', 'The table function "duckdb_functions" is not allowed.'],
    ['SELECT * FROM duckdb_logs()', 'The table function "duckdb_logs" is not allowed.'],
    ['SELECT * FROM duckdb_secrets()', 'The table function "duckdb_secrets" is not allowed.'],
    ["SELECT write_log('x')", 'The function "write_log" is not allowed.'],
    ["SELECT * FROM pragma_table_info('users')", 'The table function "pragma_table_info" is not allowed.'],
    ["SELECT current_setting('memory_limit')", 'The function "current_setting" is not allowed.'],
    ["SELECT * FROM read_csv('/etc/passwd')", 'The table function "read_csv" is not allowed.'],
    ['SELECT * FROM read_csv(:x)', 'The table function "read_csv" is not allowed.'],
    ["SELECT * FROM read_text('/etc/passwd')", 'The table function "read_text" is not allowed.'],
    ["SELECT * FROM read_parquet('x')", 'The table function "read_parquet" is not allowed.'],
    ["SELECT * FROM glob('*')", 'The table function "glob" is not allowed.'],
    ["SELECT * FROM users, LATERAL (SELECT * FROM read_blob('x'))", 'The table function "read_blob" is not allowed.'],
    ["SELECT getvariable('x')", 'The function "getvariable" is not allowed.'],
    ["SELECT nextval('s')", 'The function "nextval" is not allowed.'],
    ['SELECT setseed(1)', 'The function "setseed" is not allowed.'],
    ['SELECT sleep_ms(1)', 'The function "sleep_ms" is not allowed.'],
    ['SELECT pg_sleep(1)', 'The function "pg_sleep" is not allowed.'],
    ['SELECT current_query()', 'The function "current_query" is not allowed.'],
    ['SELECT current_schemas(true)', 'The function "current_schemas" is not allowed.'],
    ['SELECT current_schema', 'The function "current_schema" is not allowed.'],
    ['SELECT txid_current()', 'The function "txid_current" is not allowed.'],
    ['SELECT "current_setting"(\'x\')', 'The function "current_setting" is not allowed.'],
    ['SELECT CURRENT_SETTING(name) FROM users', 'The function "current_setting" is not allowed.'],
    ['SELECT name.current_setting() FROM users', 'The function "current_setting" is not allowed.'],
    ["SELECT main.current_setting('x')", 'The function "current_setting" is not allowed.'],
    ["SELECT system.main.current_setting('x')", 'The function "current_setting" is not allowed.'],
    ['SELECT 1e999', 'The statement holds a literal that cannot be checked.'],
    ['DESCRIBE users', 'DESCRIBE, SHOW and SUMMARIZE are not allowed.'],
    ['SHOW TABLES', 'DESCRIBE, SHOW and SUMMARIZE are not allowed.'],
    ['SUMMARIZE users', 'DESCRIBE, SHOW and SUMMARIZE are not allowed.'],
    ['SELECT * FROM (DESCRIBE users)', 'DESCRIBE, SHOW and SUMMARIZE are not allowed.'],
    ['SELECT * FROM (SHOW ALL TABLES)', 'DESCRIBE, SHOW and SUMMARIZE are not allowed.'],
    ['SELECT * FROM users AT (VERSION => 1)', 'AT (VERSION …) is not allowed.'],
    ['SELECT * FROM memory.commons.users', 'The name "memory.commons.users" has three parts.'],
    ['SELECT ?', 'A parameter has no name.'],
    ['SELECT $1', 'A parameter has no name.'],
    ['SELECT ?, :x', 'A parameter has no name; write parameters as :name.'],
    ["ATTACH ':memory:' AS x", 'Only SELECT is allowed.'],
    ['SET VARIABLE x = 1', 'Only SELECT is allowed.'],
    ['SET memory_limit = 1', 'Only SELECT is allowed.'],
    ['CREATE TABLE x (a INT)', 'Only SELECT is allowed.'],
    ['CREATE TABLE x AS SELECT 1', 'Only SELECT is allowed.'],
    ['CREATE MACRO m() AS 1', 'Only SELECT is allowed.'],
    ['CHECKPOINT', 'Only SELECT is allowed.'],
    ["COPY users TO 'x'", 'Only SELECT is allowed.'],
    ["COPY (SELECT 1) TO 'x'", 'Only SELECT is allowed.'],
    ['PRAGMA version', 'Only SELECT is allowed.'],
    ['EXPLAIN SELECT 1', 'Only SELECT is allowed.'],
    ['DELETE FROM users', 'Only SELECT is allowed.'],
    ['INSERT INTO users VALUES (1)', 'Only SELECT is allowed.'],
    ['LOAD json', 'Only SELECT is allowed.'],
    ['CALL duckdb_settings()', 'Only SELECT is allowed.'],
    ['BEGIN', 'Only SELECT is allowed.'],
    ['USE commons', 'Only SELECT is allowed.'],
    ["EXPORT DATABASE 'x'", 'Only SELECT is allowed.'],
  ])('refuses %s', async (text, message) => {
    const { code, message: said } = await failure(text);

    expect({ code, said }).toEqual({ code: 'SQL_NOT_ALLOWED', said: message });
  });

  it.each([
    ['SELECT 1; SELECT 2', 'The text holds 2 statements.'],
    ['SELECT 1; DROP TABLE users', 'Only SELECT is allowed.'],
    ['', 'The text holds no statement.'],
    ['  -- nothing', 'The text holds no statement.'],
    [';', 'The text holds no statement.'],
  ])('counts the statements of %j', async (text, message) => {
    const error = await failure(text);

    expect(error.message).toBe(message);
    expect(error.code).toBe(message.startsWith('Only') ? 'SQL_NOT_ALLOWED' : 'SQL_STATEMENT_COUNT');
  });

  it.each([
    ["SELECT * FROM 'file.csv'", 'file.csv', 'commons'],
    ['SELECT * FROM "s3://bucket/x.parquet"', 's3://bucket/x.parquet', 'commons'],
    ['SELECT * FROM sqlite_master', 'sqlite_master', 'commons'],
    ['SELECT * FROM pg_catalog.pg_tables', 'pg_tables', 'pg_catalog'],
    ['SELECT * FROM information_schema.tables', 'tables', 'information_schema'],
    ['SELECT * FROM duckdb_settings', 'duckdb_settings', 'commons'],
    ['SELECT (SELECT max(x) FROM secrets)', 'secrets', 'commons'],
    ['WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a', 'b', 'commons'],
    ['WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT * FROM sqlite_master', 'sqlite_master', 'commons'],
    ['SELECT * FROM (WITH q AS (SELECT 1) SELECT * FROM q), q', 'q', 'commons'],
    ['WITH q AS (SELECT 1) SELECT * FROM commons.q', 'q', 'commons'],
    ['SELECT * FROM orders UNION ALL (SELECT * FROM nobody)', 'nobody', 'commons'],
    ['SELECT 1 ORDER BY (SELECT x FROM nobody)', 'nobody', 'commons'],
    ['PIVOT nobody ON k IN (1) USING sum(n)', 'nobody', 'commons'],
  ])('knows no table but collections: %s', async (text, name, workspace) => {
    const { code, message } = await failure(text);

    expect({ code, message }).toEqual({
      code: 'COLLECTION_NOT_FOUND',
      message: `Collection "${name}" does not exist in workspace "${workspace}".`,
    });
  });

  it.each([
    'SELECT 1 FROM users ORDER BY %',
    'SELECT 1 FROM users GROUP BY %',
    'SELECT 1 FROM users GROUP BY ROLLUP (%)',
    'SELECT count(*) FROM users HAVING % IS NULL',
    'SELECT name FROM users QUALIFY row_number() OVER (ORDER BY %) = 1',
    'SELECT sum(age) FILTER (WHERE % = 1) FROM users',
    'SELECT sum(age ORDER BY %) FROM users',
    'SELECT sum(age) OVER (PARTITION BY %) FROM users',
    'SELECT sum(age) OVER w FROM users WINDOW w AS (ORDER BY %)',
    'SELECT lag(age, 1, %) OVER () FROM users',
    'SELECT * FROM users, LATERAL (SELECT %) l',
    'WITH q AS (SELECT %) SELECT 1',
    'WITH q AS (SELECT % AS x) SELECT x FROM q',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + % FROM r) SELECT * FROM r',
    'SELECT (SELECT %)',
    'SELECT EXISTS (SELECT 1 WHERE % IS NULL)',
    'SELECT unnest([%])',
    'SELECT * FROM unnest([%])',
    'SELECT * FROM range(%)',
    'SELECT * FROM (VALUES (%)) t(x)',
    'VALUES (%)',
    'SELECT * FROM users POSITIONAL JOIN (SELECT %) t',
    'SELECT * FROM users JOIN orders ON % IS NULL',
    'SELECT * FROM users ASOF JOIN orders ON _id = user_id AND age > %',
    "PIVOT users ON name IN ('a') USING max(%)",
    'SELECT list_transform(tags, lambda t: t || %) FROM users',
    'SELECT [% FOR t IN tags] FROM users',
    'SELECT * REPLACE (% AS name) FROM users',
    'SELECT COLUMNS(c -> c = %) FROM users',
    'SELECT DISTINCT ON (%) name FROM users',
    'SELECT name FROM users LIMIT %',
    'SELECT name FROM users OFFSET %',
    'SELECT CASE WHEN true THEN % END',
    "SELECT {'a': %}",
    'SELECT TRY(%)',
    'SELECT CAST(% AS VARCHAR)',
    'SELECT name[%] FROM users',
    'SELECT name FROM users WHERE name IN (%)',
    'SELECT name FROM users WHERE age BETWEEN 1 AND %',
    'SELECT name COLLATE nocase FROM users WHERE name = %',
    'SELECT name FROM users UNION SELECT %',
    'SELECT * FROM (SELECT % AS a) UNPIVOT (v FOR n IN (a))',
    'FROM users SELECT %',
    'SELECT nullif(%, 1)',
    "SELECT list_aggregate([%], 'sum')",
    'SELECT coalesce(NULL, (SELECT max(%) FROM users))',
  ])('finds a call hidden in %s', async (text) => {
    const { code, message } = await failure(text.replace('%', "current_setting('x')"));

    expect({ code, message }).toEqual({
      code: 'SQL_NOT_ALLOWED',
      message: 'The function "current_setting" is not allowed.',
    });
  });

  it.each([
    'PIVOT users ON name',
    "PIVOT users ON name IN (current_setting('x')) USING sum(age)",
    'SELECT getenv(name) FROM users',
    'SELECT name.getenv() FROM users',
    'SELECT * FROM users TABLESAMPLE bad',
    "SELECT U&'\\00'",
    'SELECT 1 INTO x',
    'WITH q AS (DELETE FROM users) SELECT 1',
  ])('refuses %s in one way or another', async (text) => {
    expect(['SQL_SYNTAX', 'SQL_BIND', 'SQL_NOT_ALLOWED']).toContain((await failure(text)).code);
  });
});

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
    await compiler.drop({ workspace: 'my-shop', name: 'changing' });

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

describe('mistakes', () => {
  it('names an unknown function in the words of Rockset', async () => {
    const { code, message, details } = await failure('SELECT COUT(*) FROM users');

    expect({ code, message, details }).toEqual({
      code: 'SQL_BIND',
      message: 'Function `COUT` not found.',
      details: {
        errorId: 'function_not_found',
        hint: 'Did you mean "cot"?',
        place: { line: 1, column: 8, snippet: 'SELECT COUT(*) FROM users\n       ^' },
      },
    });
  });

  it('shows the place in the text of the author, after parameters and wide characters', async () => {
    const { code, message, hint, details } = await failure(
      "SELECT :a, 'é😀', `name`,\n  nmae FROM users WHERE name IN (:b)",
      { b: 'VARCHAR[]' },
    );

    expect({ code, message, hint, place: details.place }).toEqual({
      code: 'SQL_BIND',
      message: 'Column "nmae" not found.',
      hint: 'Did you mean "Name"?',
      place: { line: 2, column: 3, snippet: '  nmae FROM users WHERE name IN (:b)\n  ^' },
    });
  });

  it('shows the place behind a parameter in a table function', async () => {
    const { details } = await failure('SELECT nmae FROM users, range(:limit) WHERE :limit = 1', { limit: 'BIGINT' });

    expect(details.place).toMatchObject({ line: 1, column: 8 });
  });

  it.each([
    ['SELECT FROM', 'SQL_SYNTAX', 1, 12],
    ['SELCT 1', 'SQL_SYNTAX', 1, 1],
    ['SELECT name,\n  FROM users WHERE WHERE', 'SQL_SYNTAX', 2, 20],
    ["SELECT 'open", 'SQL_SYNTAX', 1, 8],
    ['SELECT upper(age, 2) FROM users', 'SQL_BIND', 1, 8],
    ['SELECT * FROM user', 'COLLECTION_NOT_FOUND', 1, 15],
    ['SELECT sum(sum(age)) FROM users', 'SQL_BIND', 1, 12],
    ["SELECT\n\tcurrent_setting('x')", 'SQL_NOT_ALLOWED', 2, 2],
    ['SELECT x.name FROM users u', 'SQL_BIND', 1, 8],
  ])('shows where %j is wrong', async (text, code, line, column) => {
    const error = await failure(text);

    expect({ code: error.code, line: error.details.place?.line, column: error.details.place?.column }).toEqual({
      code,
      line,
      column,
    });
  });

  it('judges long and deep statements, or says that they are too large', async () => {
    const ids = (count: number): string => Array.from({ length: count }, (_, index) => index).join(',');
    const deep = (open: string, count: number): string => `SELECT ${open.repeat(count)}1${')'.repeat(count)} AS x`;

    await expect(compile(`SELECT name FROM users WHERE age IN (${ids(5000)})`)).resolves.toBeDefined();
    await expect(compile(deep('abs(', 50))).resolves.toBeDefined();
    expect(await failure(deep('abs(', 900))).toMatchObject({
      message: 'Expressions are nested too deeply, or a chain of operators is too long.',
    });
    expect(await failure(`SELECT name FROM users WHERE age IN (${ids(140_000)})`)).toMatchObject({
      code: 'LIMIT_MEMORY',
      message: 'The statement is too large to be checked.',
    });
    await expect(compile(deep('(', 5000))).resolves.toBeDefined();
  });

  it('calls bounded functions by their bare names only', async () => {
    await expect(compile("SELECT repeat(name, 2), lpad(name, 3, '0'), range(2) FROM users")).resolves.toBeDefined();
    for (const call of ["main.repeat('x', 2)", "system.main.lpad('x', 2, 'y')", 'name.repeat(2)', 'main.range(3)']) {
      expect(await failure(`SELECT ${call} FROM users`)).toMatchObject({ code: 'SQL_NOT_ALLOWED' });
    }
  });

  it('suggests a collection', async () => {
    expect((await failure('SELECT * FROM user')).hint).toBe('Did you mean "users"?');
  });

  it('refuses workspaces that DuckDB needs and collections that differ only in case', async () => {
    await expect(declare('main', 'x', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    await expect(declare('Information_Schema', 'x', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    await expect(declare('commons', 'Users', 'a INT')).rejects.toMatchObject({ code: 'NAME_INVALID' });
  });
});
