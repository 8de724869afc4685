import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCompiler, type Compiler } from '../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../src/duckdb/local-engine.ts';
import { everyNode, readPlan } from '../../src/plan/bound-plan.ts';
import { makeQueryPlan } from '../../src/plan/make-query-plan.ts';
import type { Operand, Predicate, TypedValue } from '../../src/plan/query-plan.ts';
import { bindPredicate } from '../../src/query/bind-scan.ts';
import { makeScanningEngine } from '../../src/query/scanning-engine.ts';
import type { CompiledQuery, QueryEngine } from '../../src/query/query-engine.ts';
import { parseType } from '../../src/schema/parse-type.ts';
import { printType } from '../../src/schema/print-type.ts';
import type { Field } from '../../src/schema/sql-type.ts';
import type { RowBatch, Value } from '../../src/schema/value.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';
import { anyPredicate, parameters } from './pushdown-filters/predicates.ts';
import { makeSqlScans, readAll, type SqlScans } from './pushdown-filters/sql-scans.ts';
import { forms } from './pushdown-keys/templates.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 150);

const fields = (texts: Readonly<Record<string, string>>): readonly Field[] =>
  Object.entries(texts).map(([name, text]) => ({ name, type: parseType(text)! }));

const tables: ReadonlyMap<string, readonly Field[]> = new Map([
  [
    'a',
    fields({
      _id: 'VARCHAR',
      id: 'INTEGER',
      k: 'VARCHAR',
      n: 'INTEGER',
      big: 'BIGINT',
      dbl: 'DOUBLE',
      dec: 'DECIMAL(10,2)',
      flag: 'BOOLEAN',
      dt: 'DATE',
      ts: 'TIMESTAMPTZ',
      t: 'TIMESTAMP',
      tags: 'VARCHAR[]',
      nums: 'INTEGER[]',
      s: 'STRUCT(x INTEGER, y VARCHAR, z STRUCT(w DOUBLE))',
      u: 'UUID',
    }),
  ],
  ['b', fields({ _id: 'VARCHAR', id: 'INTEGER', k: 'VARCHAR', d: 'DOUBLE', ts: 'TIMESTAMPTZ' })],
  ['c', fields({ _id: 'VARCHAR', id: 'INTEGER', name: 'VARCHAR' })],
]);

const maybe = (chance: number, value: string): string => `CASE WHEN random() < ${chance} THEN NULL ELSE ${value} END`;

/** Times of a are never null: DuckDB's ASOF JOIN answers differently by its own plan when they are. */
async function fill(connection: DuckDBConnection, seed: number): Promise<void> {
  await connection.run(`SELECT setseed(${(seed % 997) / 997})`);
  const rows: Readonly<Record<string, string>> = {
    a: `SELECT 'a' || i, i, ${maybe(0.15, "'k' || (random() * 6)::INTEGER")}, ${maybe(0.15, '(random() * 6)::INTEGER')},
      ${maybe(0.15, 'CASE WHEN random() < 0.2 THEN 9007199254740992 + (random() * 2)::BIGINT ELSE (random() * 6)::BIGINT END')},
      ${maybe(0.15, "CASE WHEN random() < 0.1 THEN 'nan'::DOUBLE ELSE (random() * 12)::INTEGER / 2 END")},
      ${maybe(0.15, '(random() * 300)::INTEGER / 100')}, ${maybe(0.2, 'random() < 0.5')},
      ${maybe(0.15, "DATE '2026-01-05' + (random() * 8)::INTEGER")},
      TIMESTAMPTZ '2026-01-01' + to_hours((random() * 500)::INTEGER),
      ${maybe(0.15, "TIMESTAMP '2026-01-01' + to_hours((random() * 500)::INTEGER)")},
      CASE WHEN random() < 0.2 THEN NULL WHEN random() < 0.1 THEN [] WHEN random() < 0.1 THEN [NULL, 'x1']
        ELSE ['x' || (random() * 4)::INTEGER, 'x' || (random() * 4)::INTEGER] END,
      ${maybe(0.2, '[(random() * 4)::INTEGER, NULL, 3]')},
      ${maybe(0.1, `{'x': ${maybe(0.2, '(random() * 4)::INTEGER')}, 'y': ${maybe(0.5, "'q'")}, 'z': ${maybe(0.2, "{'w': (random() * 10)::INTEGER / 2}")}}`)},
      ${maybe(0.1, "('00000000-0000-0000-0000-00000000000' || (random() * 5)::INTEGER)::UUID")} FROM range(60) r(i)`,
    b: `SELECT 'b' || i, i, ${maybe(0.1, "'k' || (random() * 6)::INTEGER")}, random() * 10,
      TIMESTAMPTZ '2026-01-01' + to_seconds(i * 7717 % 2000000) FROM range(60) r(i)`,
    c: `SELECT 'c' || i, i, 'name' || i FROM range(8) r(i)`,
  };
  for (const name of tables.keys()) {
    await connection.run(`DELETE FROM commons.${name}`);
    await connection.run(`INSERT INTO commons.${name} ${rows[name]!}`);
  }
}

const plain: ReadonlySet<string> = new Set(['projection', 'filter', 'get']);

const counts = { compared: 0, conditions: 0, exact: 0, failing: 0, unplanned: 0, scans: 0, rows: 0, whole: 0 };

describe('filters that are left to the engine of the documents', () => {
  let compiler: Compiler;
  let local: OpenLocalEngine;
  let connection: DuckDBConnection;
  let scans: SqlScans;
  let engine: QueryEngine;
  const never = new AbortController().signal;

  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run('CREATE SCHEMA commons');
    compiler = await makeCompiler();
    local = await makeLocalEngine({ compiler, connections: 2, memoryBytes: 200 * 1024 ** 2 });
    for (const [name, columns] of tables) {
      const list = columns.map((column) => `"${column.name}" ${printType(column.type)}`).join(', ');
      await connection.run(`CREATE TABLE commons.${name} (${list})`);
      await local.declare({ workspace: 'commons', name, fields: columns, lookupFields: [] });
    }
    await connection.run('SET schema = commons');
    scans = makeSqlScans(connection, tables);
  });
  afterAll(async () => {
    await local.close();
    await compiler.close();
    connection.disconnectSync();
    if (process.env['PROPERTY_RUNS'] !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`);
  });

  const types = new Map(Object.entries(parameters).map(([name, { type }]) => [name, type as string]));

  const linesOf = ({ rowCount, columns }: RowBatch): readonly string[] =>
    Array.from({ length: rowCount }, (_, row) => {
      const values = columns.map((column) => column[row]!);
      return JSON.stringify(values, (_key, value: unknown) =>
        typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value,
      );
    }).sort();

  const overEverything = async (query: CompiledQuery, values: ReadonlyMap<string, Value>) => {
    const { sql, parameters: names } = query.statement;
    const numbered = names.reduce((text, name, index) => text.replaceAll(`$${name} `, `$${index + 1} `), sql);
    const bound = names.map((name) => ({ type: parseType(types.get(name)!)!, value: values.get(name)! }));
    return readAll(connection, numbered, bound);
  };

  const overScans = async (query: CompiledQuery, values: ReadonlyMap<string, Value>): Promise<readonly string[]> => {
    const { batches } = await engine.run(query, values, { signal: never });
    const lines: string[] = [];
    for await (const batch of batches) lines.push(...linesOf(batch));
    return lines.sort();
  };

  const anyValues = fc.record(
    Object.fromEntries(Object.entries(parameters).map(([name, { values }]) => [name, values])),
  );

  it('leave the answer as it is over all documents', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(10_000),
        fc.constantFrom(...forms),
        anyPredicate,
        anyValues,
        async (seed, form, predicate, given) => {
          await fill(connection, seed);
          scans.choose(seed);
          engine = makeScanningEngine({ local, scans });
          const query = await local.compile(makeStatement(form(predicate), types)).catch(() => undefined);
          // A form may be none for the predicate: a full join on a list, for one.
          if (query === undefined) return;
          const values = new Map(query.statement.parameters.map((name) => [name, given[name] as Value]));
          const wanted = await overEverything(query, values).catch(() => undefined);
          // What fails over everything has no answer.
          if (wanted === undefined) {
            counts.failing += 1;
            return;
          }
          scans.asked();

          expect(await overScans(query, values)).toEqual(linesOf(wanted));

          counts.compared += 1;
          for (const { rows, scan } of scans.asked()) {
            counts.scans += 1;
            counts.rows += rows;
            counts.whole += scan.collection.name === 'c' ? 8 : 60;
          }
          if ((await local.plan(query)) === undefined) counts.unplanned += 1;
        },
      ),
      { numRuns: runs },
    );
  }, 3_600_000);

  it('keep every document that a condition is true for, and exact ones no other', async () => {
    await fill(connection, 1);
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), anyPredicate, anyValues, async (seed, predicate, given) => {
        scans.choose(seed);
        const statement = makeStatement(`SELECT _id FROM a WHERE ${predicate}`, types);
        const query = await local.compile(statement);
        const values = new Map(query.statement.parameters.map((name) => [name, given[name] as Value]));
        const wanted = await overEverything(query, values).catch(() => undefined);
        const plan = await local.plan(query);
        const root = plan === undefined ? undefined : readPlan(plan);
        if (wanted === undefined || plan === undefined || root === undefined) return;
        const { givens, scans: found } = makeQueryPlan({ plan, query, abilities: scans.abilities });
        const session = await local.open(never);
        const computed = givens === undefined ? [] : await session.evaluate(givens, values);
        session.close();
        const scan = found.find(({ collection }) => collection.name === 'a');
        const filter = scan === undefined ? ({ kind: 'nothing' } as const) : bound(scan.filter, computed);
        const kept = new Set(await scans.ids('a', filter));
        const ids = wanted.columns[0]!;

        expect(ids.filter((id) => !kept.has(String(id)))).toEqual([]);

        counts.conditions += 1;
        // A join above drops more.
        const isPlain = [...everyNode(root)].every(({ kind }) => plain.has(kind));
        if (scan?.exact !== true || !isPlain) return;

        expect(kept).toEqual(new Set(ids));

        counts.exact += 1;
      }),
      { numRuns: runs * 5 },
    );
  }, 3_600_000);

  const bound = (filter: Predicate<Operand>, computed: readonly Value[]): Predicate<TypedValue> =>
    bindPredicate(filter, (operand) =>
      operand.kind === 'constant' ? operand : { type: operand.type, value: computed[operand.index]! },
    );
});
