import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { makeCompiler } from '../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../src/duckdb/local-engine.ts';
import type { QualifiedName } from '../../src/base/name.ts';
import type { Abilities } from '../../src/plan/abilities.ts';
import { readPlan } from '../../src/plan/bound-plan.ts';
import { findScans } from '../../src/plan/find-scans.ts';
import { collectGivens } from '../../src/plan/givens.ts';
import { findGroups, type FoundGroups } from '../../src/plan/groups/find-groups.ts';
import { findKeyFilters } from '../../src/plan/keys/find-key-filters.ts';
import type { QueryPlan } from '../../src/plan/query-plan.ts';
import { makeStages } from '../../src/plan/stages.ts';
import { parseType } from '../../src/schema/parse-type.ts';
import { printType } from '../../src/schema/print-type.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';

const fields = (texts: Readonly<Record<string, string>>): readonly Field[] =>
  Object.entries({ _id: 'VARCHAR', _event_time: 'TIMESTAMPTZ', ...texts }).map(([name, text]) => ({
    name,
    type: parseType(text)!,
  }));

/** Collections of a shop; `product_ids` is a set. */
export const shop: Readonly<Record<string, readonly Field[]>> = {
  purchases: fields({
    user_id: 'VARCHAR',
    amount: 'DOUBLE',
    quantity: 'INTEGER',
    points: 'BIGINT',
    price: 'DECIMAL(10,2)',
    gift: 'BOOLEAN',
    card_type: 'VARCHAR',
    day: 'DATE',
    product_ids: 'VARCHAR[]',
    address: 'STRUCT(city VARCHAR, zip INTEGER)',
  }),
  activity: fields({ user_id: 'VARCHAR', product_id: 'VARCHAR', action: 'VARCHAR' }),
  products: fields({ product_id: 'VARCHAR', product_name: 'VARCHAR' }),
};

const exact = { kind: 'exact' } as const;
const here = (why: string) => ({ kind: 'here', why }) as const;

export const abilities: Abilities = {
  leaf: (_, leaf) =>
    leaf.kind === 'text' ? { kind: 'superset', why: 'Texts are compared by their beginning.' } : exact,
  order: () => here('No order.'),
  group: (_, key) => (key.unnested && key.field[0] !== 'product_ids' ? here('It is no set.') : exact),
  measure: () => exact,
  documents: (collection) => ({ purchases: 300_000, activity: 1_000_000, products: 2000 })[collection.name],
  fields: ({ name }) => shop[name] ?? [],
};

export interface GroupShop {
  readonly local: OpenLocalEngine;
  find(text: string): Promise<FoundGroups & { readonly sql: string }>;
  close(): Promise<void>;
}

const parameterTypes = new Map([
  ['userid', 'VARCHAR'],
  ['limit', 'BIGINT'],
  ['minutes', 'BIGINT'],
  ['text', 'VARCHAR'],
]);

export async function openGroupShop(): Promise<GroupShop> {
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 1, memoryBytes: 512 * 1024 ** 2 });
  for (const [name, of] of Object.entries(shop)) {
    await local.declare({ workspace: 'commons', name, fields: of, lookups: [] } as never);
  }
  const collection = (_: string, table: string): QualifiedName | undefined =>
    Object.keys(shop).includes(table.toLowerCase()) ? { workspace: 'commons', name: table.toLowerCase() } : undefined;
  return {
    local,
    async find(text) {
      const query = await local.compile(makeStatement(text, parameterTypes));
      const { statement } = query;
      const found = await findGroups(statement.sql, {
        collection,
        abilities,
        tree: (sql) => local.tree(sql),
        print: (tree) => local.print(tree),
        async rowPlan(sql, able) {
          const plan = await local.plan({ ...query, ...statement, sql, statement: { ...statement, sql } } as never);
          return plan === undefined ? undefined : rowPlan(plan, able, collection);
        },
        types: (sql) => local.types(sql),
      });
      return { ...found, sql: statement.sql };
    },
    async close() {
      await local.close();
      await compiler.close();
    },
  };
}

function rowPlan(
  bound: Parameters<typeof readPlan>[0],
  able: Abilities,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): QueryPlan | undefined {
  const root = readPlan(bound);
  if (root === undefined) return undefined;
  const givens = collectGivens([...parameterTypes].map(([name, type]) => ({ name, type: parseType(type)! })));
  const found = findScans(root, { resolve, abilities: able, givens });
  const keys = findKeyFilters(root, found);
  const staged = makeStages(
    found.map(({ scan }) => scan),
    keys.filters,
    able,
  );
  const text = JSON.stringify(staged.scans, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  const indices = [...text.matchAll(/"index":(\d+)/g)].map(([, index]) => Number(index));
  const made =
    indices.length === 0 ? undefined : givens.givens(Array.from({ length: Math.max(...indices) + 1 }, (_, at) => at));
  return { ...(made === undefined ? {} : { givens: made }), ...staged };
}

/** `whole` holds all documents, `commons` what a call brought, `_groups` what was counted. */
export async function openPlainShop(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  for (const schema of ['commons', 'whole', '_groups']) await connection.run(`CREATE SCHEMA ${schema}`);
  for (const [name, of] of Object.entries(shop)) {
    const columns = of.map((field) => `"${field.name}" ${printType(field.type)}`).join(', ');
    for (const schema of ['commons', 'whole']) await connection.run(`CREATE TABLE ${schema}.${name} (${columns})`);
  }
  await connection.run(`SET search_path = 'commons'`);
  return connection;
}
