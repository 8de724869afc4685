import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCompiler, type Compiler } from '../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../src/duckdb/local-engine.ts';
import type { Abilities } from '../../src/plan/abilities.ts';
import { planQuery } from '../../src/query/plan-query.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';

const fields: readonly Field[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: 'city', type: { kind: 'varchar' } },
  { name: 'age', type: { kind: 'bigint' } },
  { name: 'note', type: { kind: 'varchar' } },
];

const here = { kind: 'here', why: 'It is not done.' } as const;
const abilities: Abilities = {
  leaf: (_, { field: [name] }) =>
    name === 'note' ? { kind: 'superset', why: 'It is analysed text.' } : { kind: 'exact' },
  order: () => ({ kind: 'exact' }),
  group: () => here,
  measure: () => here,
  documents: () => undefined,
  fields: () => fields,
};

let compiler: Compiler;
let local: OpenLocalEngine;
beforeAll(async () => {
  compiler = await makeCompiler();
  local = await makeLocalEngine({ compiler, connections: 1, memoryBytes: 256 * 1024 ** 2 });
  await local.declare({ workspace: 'commons', name: 'users', fields, lookupFields: [] });
});
afterAll(async () => {
  await local.close();
  await compiler.close();
});

/** The fields that a statement's columns are, or undefined when it has to be run. */
async function pickedBy(sql: string): Promise<readonly string[] | undefined> {
  const query = await local.compile(makeStatement(sql, new Map([['city', 'VARCHAR']])));
  return (await planQuery(query, local, abilities, new AbortController().signal)).picked?.columns;
}

it.each([
  ['SELECT age, city FROM users WHERE city = :city', ['age', 'city']],
  ['SELECT city AS one, city AS other FROM users', ['city', 'city']],
  ['SELECT * FROM users WHERE age > 3 AND city IS NOT NULL', ['_id', 'city', 'age', 'note']],
  ['SELECT city FROM (SELECT age AS years, city FROM users) WHERE years > 3', ['city']],
  ['WITH grown AS (SELECT age, city FROM users WHERE age > 17) SELECT city FROM grown WHERE city = :city', ['city']],
])('is answered by what was read: %s', async (sql, columns) => {
  expect(await pickedBy(sql)).toEqual(columns);
});

it.each([
  'SELECT city FROM users WHERE note = :city',
  'SELECT upper(city) AS city FROM users',
  'SELECT city, 1 AS one FROM users',
  'SELECT age::INTEGER AS age FROM users',
  'SELECT DISTINCT city FROM users',
  'SELECT city FROM users ORDER BY age',
  'SELECT city FROM users LIMIT 1',
  'SELECT city FROM users TABLESAMPLE 10%',
  'SELECT city FROM users UNION ALL SELECT city FROM users',
  'SELECT a.city FROM users a JOIN users b USING (_id)',
  'SELECT city FROM users WHERE city IN (SELECT city FROM users WHERE age > 3)',
  'SELECT city, row_number() OVER () AS place FROM users',
  'SELECT count(*) AS n FROM users',
  'SELECT unnest([city]) AS city FROM users',
  'SELECT city FROM users WHERE false',
])('has to be run: %s', async (sql) => {
  expect(await pickedBy(sql)).toBeUndefined();
});
