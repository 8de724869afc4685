import { describe, expect, it } from 'vitest';
import { useCompiler } from '../../test/unit/duckdb/open-compiler.ts';

const { failure } = useCompiler();

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
