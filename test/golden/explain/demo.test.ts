import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QualifiedName } from '../../../src/base/name.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openBatchTransformer } from '../../../src/duckdb/batch-transformer.ts';
import { makeCompiler } from '../../../src/duckdb/compiler.ts';
import { makeLocalEngine } from '../../../src/duckdb/local-engine.ts';
import { indexedFields } from '../../../src/elasticsearch/documents/index-mapping.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeAbilities } from '../../../src/elasticsearch/scans/abilities.ts';
import { printScan } from '../../../src/elasticsearch/scans/print-scan.ts';
import { readProject, type Project } from '../../../src/files/read-project.ts';
import { prepareCollection } from '../../../src/ingest/prepared-collection.ts';
import { judgeScans } from '../../../src/lambda/judge-scans.ts';
import { lambdaStatement } from '../../../src/lambda/lambda-statement.ts';
import type { LambdaContent } from '../../../src/lambda/lambda.ts';
import { explainPlan } from '../../../src/query/explain-plan.ts';
import { mayBeAnswer } from '../../../src/query/pick-rows.ts';
import { planQuery } from '../../../src/query/plan-query.ts';
import type { CompiledQuery } from '../../../src/query/query-engine.ts';
import { makeScanningEngine } from '../../../src/query/scanning-engine.ts';
import type { Value } from '../../../src/schema/value.ts';

const memoryBytes = 200 * 1024 ** 2;
const now = Date.UTC(2026, 10, 1);

/** Documents of each collection, in thousands, as on a shop of some size. */
const documents: Readonly<Record<string, number>> = {
  users: 100,
  products: 2,
  user_activity: 1000,
  user_purchases: 300,
};
const budget = { rows: 1_000_000, bytes: 1e9 };
const examples = new Map<string, Value>([
  ['userid', 'u-17'],
  ['limit', 5n],
  ['q', 'ava'],
  ['minutes', 10n],
]);

/** The demo's collections and lambdas, planned for indices that nobody made. */
async function openDemo() {
  const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));
  const project = await readProject(loadConfig({ projectFolder, flags: {}, environment: {} }));
  const tempFolder = mkdtempSync(join(tmpdir(), 'explain-'));
  const transformer = await openBatchTransformer({ memoryBytes, readableFolders: [], tempFolder });
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 1, memoryBytes });
  const registry = makeIndexRegistry();
  for (const definition of project.collections) {
    const { collection, transformation } = await prepareCollection(transformer, definition);
    const { workspace, name, retentionMs } = definition;
    const uniqueFields = Object.entries(definition.fieldOptions).flatMap(([field, { unique }]) =>
      unique === true ? [field] : [],
    );
    const declaration = { workspace, name, fields: collection.fields, uniqueFields, lookupFields: [] };
    await local.declare(declaration);
    registry.set({
      workspace,
      name,
      index: `rockpool-${workspace}.${name}`,
      origin: 'ours',
      fields: indexedFields(declaration),
      shards: 1,
      columnar: true,
      versions: 'external',
      ...(retentionMs === undefined ? {} : { retentionMs }),
    });
    await transformation.close();
  }
  const counts = ({ name }: QualifiedName) => ({ documents: documents[name]! * 1000, bytes: 200 });
  const abilities = makeAbilities(registry, counts);

  const scans = {
    abilities,
    print: (scan: Parameters<typeof printScan>[1]) =>
      printScan(registry.require(scan.collection), scan, {
        nowMs: now,
        rowsLeft: budget.rows,
        count: counts(scan.collection),
      }),
    open: () => {
      throw new Error('Nothing is read here.');
    },
  };
  const engine = makeScanningEngine({ local, scans });
  const explain = async (lambda: Project['lambdas'][number]): Promise<string> => {
    const query = await local.compile(lambdaStatement(lambda));
    const { signal } = new AbortController();
    const planned = await planQuery(query, local, abilities, signal);
    const session = await local.open(signal);
    try {
      const { rows, grouped, countedHere } = planned;
      const parts = { plan: grouped ?? rows, values: examples, session, scans, countedHere, budget };
      const statement = mayBeAnswer(planned, examples) ? {} : { statement: '(DuckDB’s plan)' };
      return await explainPlan({ ...parts, ...statement });
    } finally {
      session.close();
    }
  };
  return {
    queries: { compile: engine.compile, judge: (query: CompiledQuery) => engine.judge!(query) },
    lambdas: project.lambdas,
    explain,
    async close() {
      await local.close();
      await compiler.close();
      await transformer.close();
      rmSync(tempFolder, { recursive: true });
    },
  };
}

describe('explain of the demo’s lambdas on Elasticsearch', () => {
  let demo: Awaited<ReturnType<typeof openDemo>>;
  beforeAll(async () => void (demo = await openDemo()));
  afterAll(() => demo.close());

  it('shows filters and join keys inside Elasticsearch', async () => {
    for (const lambda of demo.lambdas) {
      // The clock of a call is in what it prints.
      const text = (await demo.explain(lambda)).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(time)');
      await expect(`${text}\n`).toMatchFileSnapshot(`${lambda.name}.txt`);
    }
  });

  const lambda = (sql: string, scanRows?: number): LambdaContent => ({
    workspace: 'commons',
    name: 'wide',
    sql,
    parameters: [],
    ...(scanRows === undefined ? {} : { limits: { scanRows } }),
  });
  const defaults = { timeoutMs: 1000, rows: 1000, scan: { rows: 100_000, bytes: 1e9 } };

  it('judges how much of each collection a lambda reads', async () => {
    const sql = "SELECT amount FROM user_purchases JOIN products ON product_id = _id WHERE user_id = 'u-1'";
    const scans = await judgeScans(lambda(sql.replace('product_id = _id', 'products._id = user_purchases._id')), {
      queries: demo.queries,
      defaults,
    });
    expect(scans.map(({ collection, verdict }) => `${collection.name} ${verdict}`).sort()).toEqual([
      'products keyed',
      'user_purchases keyed',
    ]);
  });

  it('refuses a lambda that reads the whole of a collection larger than its budget', async () => {
    const parts = { queries: demo.queries, defaults };
    const wide = 'SELECT sum(amount * 2) AS twice FROM user_purchases WHERE abs(amount) > 3';
    await expect(judgeScans(lambda(wide), parts)).rejects.toMatchObject({
      code: 'LIMIT_SCAN',
      message:
        'it reads all 300000 documents of commons.user_purchases for each call, more than limits.scan_rows = 100000.',
      details: { problems: [{ hint: expect.stringContaining('abs(') as string }] },
    });
    expect(await judgeScans(lambda(wide, 300_000), parts)).toMatchObject([{ verdict: 'WHOLE' }]);
    const small = 'SELECT sum(price) AS sum FROM products';
    expect(await judgeScans(lambda(small), parts)).toMatchObject([{ verdict: 'WHOLE', documents: 2000 }]);
  });
});
