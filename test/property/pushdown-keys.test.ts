import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlanner, type Planner } from '../../src/duckdb/planner.ts';
import { bring, planStatement, type Facts } from './pushdown-keys/run-in-stages.ts';
import { anyStatement } from './pushdown-keys/statements.ts';
import { templates } from './pushdown-keys/templates.ts';

const tables = ['a', 'b', 'c'];
/** Optimizers of the local engine's planner. */
const optimizers = ['expression_rewriter', 'filter_pullup', 'filter_pushdown', 'cte_inlining', 'deliminator'];
const runs = Number(process.env['PROPERTY_RUNS'] ?? 250);

let planner: Planner;
let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("SET default_null_order = 'nulls_last'");
  await connection.run('CREATE SCHEMA everything');
  await connection.run('CREATE SCHEMA brought');
  planner = await openPlanner(optimizers);
  for (const table of tables) {
    const whole = table === 'b' ? 'bigint' : 'integer';
    await planner.makeTable('commons', table, [
      { name: 'id', type: { kind: 'integer' } },
      { name: 'k', type: { kind: 'varchar' } },
      { name: 'n', type: { kind: whole } },
      { name: 'ts', type: { kind: 'timestamptz' } },
      { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
      { name: 'd', type: { kind: 'double' } },
      {
        name: 's',
        type: {
          kind: 'struct',
          fields: [
            { name: 'x', type: { kind: 'integer' } },
            { name: 'y', type: { kind: 'varchar' } },
          ],
        },
      },
      { name: 'name', type: { kind: 'varchar' } },
    ]);
  }
});

afterAll(() => {
  planner.close();
  connection.disconnectSync();
});

/** Few values, so that they meet; nulls everywhere; times are unique within a table. */
async function fill(seed: number): Promise<void> {
  await connection.run(`SELECT setseed(${(seed % 1000) / 1000})`);
  for (const [table, rows] of [
    ['a', 30],
    ['b', 30],
    ['c', 8],
  ] as const) {
    await connection.run(`CREATE OR REPLACE TABLE everything.${table} AS SELECT
      i::INTEGER AS id,
      CASE WHEN random() < 0.15 THEN NULL ELSE 'k' || (random() * 7)::INTEGER END AS k,
      (CASE WHEN random() < 0.15 THEN NULL ELSE (random() * 10)::INTEGER END)::${table === 'b' ? 'BIGINT' : 'INTEGER'} AS n,
      TIMESTAMPTZ '2026-01-01' + to_hours((i * 7 % 61)::INTEGER) AS ts,
      CASE WHEN random() < 0.2 THEN NULL WHEN random() < 0.1 THEN []::VARCHAR[] WHEN random() < 0.1 THEN [NULL, 'k1']
        ELSE ['k' || (random() * 7)::INTEGER, 'k' || (random() * 7)::INTEGER] END AS tags,
      random() * 10 AS d,
      {'x': (random() * 5)::INTEGER, 'y': 'q'} AS s,
      'name' || i AS name
      FROM range(${rows}) r(i)`);
  }
}

const counts = {
  compared: 0,
  filters: 0,
  leaves: 0,
  windows: 0,
  stages: 0,
  brought: 0,
  whole: 0,
  unplanned: 0,
  refused: 0,
};

async function answer(schema: string, statement: string): Promise<readonly string[]> {
  await connection.run(`SET schema = '${schema}'`);
  const reader = await connection.runAndReadAll(statement);
  return reader
    .getRowsJson()
    .map((row) => JSON.stringify(row))
    .sort();
}

async function expectSameAnswer(statement: string, facts: Facts): Promise<void> {
  let wanted;
  try {
    wanted = await answer('everything', statement);
  } catch {
    // Statements that fail over everything have no answer.
    counts.refused += 1;
    return;
  }
  const printed = await planner.ask('json_serialize_plan($1::VARCHAR, optimize := true)', statement);
  const json = JSON.parse(printed) as { readonly error: boolean };
  const plan = json.error ? undefined : planStatement(json, facts);
  if (plan === undefined) {
    counts.unplanned += 1;
    return;
  }
  counts.brought += await bring(connection, plan, tables);
  counts.whole += 68;
  counts.compared += 1;
  counts.filters += plan.scans.reduce((sum, { scan }) => sum + scan.keys.length, 0);
  counts.leaves += plan.found.leaves.length;
  counts.windows += plan.scans.filter(({ window }) => window !== undefined).length;
  counts.stages += plan.stages.length;
  const given = await answer('brought', statement);
  if (JSON.stringify(given) !== JSON.stringify(wanted)) {
    const scans = plan.scans.map(({ scan, conditions, window }) => ({
      table: scan.collection.name,
      conditions,
      keys: scan.keys,
      window,
    }));
    const details = JSON.stringify(
      { stages: plan.stages, scans },
      (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v),
      1,
    );
    expect({ statement, details, given }).toEqual({ statement, details, given: wanted });
  }
}

const anyFacts: fc.Arbitrary<Facts> = fc
  .tuple(
    fc.constantFrom<readonly (number | undefined)[]>(
      [1e6, 1e6, 1e6],
      [5000, 60_000, 1e6],
      [1e6, 60_000, 5000],
      [undefined, 1e6, 500],
    ),
    fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  )
  .map(([sizes, few]) => ({ documents: (table) => sizes[tables.indexOf(table)], few }));

describe('rows that keys, constants and windows choose', () => {
  it(`answer ${runs} random statements as all rows do`, async () => {
    await fc.assert(
      fc.asyncProperty(anyStatement, anyFacts, fc.nat(999), async (statement, facts, seed) => {
        await fill(seed);
        await expectSameAnswer(statement, facts);
      }),
      { numRuns: runs, endOnFailure: process.env['PROPERTY_RUNS'] !== undefined },
    );
    if (process.env['PROPERTY_RUNS'] !== undefined) console.log(counts);
  }, 3_600_000);

  it('answer every template with every condition as all rows do', async () => {
    await fill(42);
    for (const [index, statement] of templates().entries()) {
      if (process.env['PROPERTY_RUNS'] === undefined && index % 5 > 0) continue;
      const documents = (): number => 1e6;
      await expectSameAnswer(statement, { documents, few: [true, false] });
      await expectSameAnswer(statement, { documents, few: [false, true] });
    }
    if (process.env['PROPERTY_RUNS'] !== undefined) console.log(counts);
  }, 600_000);
});
