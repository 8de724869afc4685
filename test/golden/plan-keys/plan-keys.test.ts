import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withOpaqueParameters } from '../../../src/duckdb/opaque-parameters.ts';
import { openPlanner, type Planner } from '../../../src/duckdb/planner.ts';
import type { Abilities } from '../../../src/plan/abilities.ts';
import { makeQueryPlan } from '../../../src/plan/make-query-plan.ts';
import type { KeyFilter, QueryPlan, RowScan } from '../../../src/plan/query-plan.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { cases } from './cases.ts';

/** Optimizers of the local engine's planner. */
const optimizers = ['expression_rewriter', 'filter_pullup', 'filter_pushdown', 'cte_inlining', 'deliminator'];

const fields = (whole: 'integer' | 'bigint'): readonly Field[] => [
  { name: '_id', type: { kind: 'varchar' } },
  { name: 'id', type: { kind: 'integer' } },
  { name: 'k', type: { kind: 'varchar' } },
  { name: 'n', type: { kind: whole } },
  { name: 'd', type: { kind: 'double' } },
  { name: 'ts', type: { kind: 'timestamptz' } },
  { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } },
  { name: 's', type: { kind: 'struct', fields: [{ name: 'x', type: { kind: 'integer' } }] } },
];

/** An engine that can be asked everything. */
const abilities: Abilities = {
  leaf: () => ({ kind: 'exact' }),
  order: () => ({ kind: 'exact' }),
  group: () => ({ kind: 'exact' }),
  measure: () => ({ kind: 'exact' }),
  documents: ({ name }) => (name === 'c' ? 500 : 1_000_000),
  fields: ({ name }) => fields(name === 'b' ? 'bigint' : 'integer'),
};

const collections = ['a', 'b', 'c'].map((name) => ({ workspace: 'commons', name }));
const parameterTypes = { list: 'VARCHAR[]', key: 'VARCHAR', most: 'INTEGER' };

let planner: Planner;

beforeAll(async () => {
  planner = await openPlanner(optimizers);
  for (const { workspace, name } of collections)
    await planner.makeTable(workspace, name, fields(name === 'b' ? 'bigint' : 'integer'));
});

afterAll(() => {
  planner.close();
});

async function plan(sql: string): Promise<QueryPlan> {
  const text = sql.replace(/\b(FROM|JOIN|,) ([abc])\b(?!\.)/g, '$1 commons.$2');
  const printed = await planner.ask('json_serialize_plan($1::VARCHAR, optimize := true)', withOpaqueParameters(text));
  return makeQueryPlan({ plan: JSON.parse(printed), query: { statement: { parameterTypes }, collections }, abilities });
}

describe('keys, stages and windows', () => {
  it('are planned as the golden file says', async () => {
    const texts: string[] = [];
    for (const { rule, fires, sql } of cases) {
      texts.push(`-- ${rule}: ${fires ? 'fires' : 'must not fire'}\n${sql}\n${printPlan(await plan(sql))}`);
    }

    await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('plans.txt');
  });

  it.each(cases)('$rule: fires ($fires) for $sql', async ({ sql, fires }) => {
    const { scans } = await plan(sql);

    const hasFired = scans.some((scan) => {
      const isGiven = JSON.stringify(scan.filter, (_, value: unknown) => (typeof value === 'bigint' ? '' : value));
      return scan.keys.length > 0 || (scan.kind === 'rows' && scan.window) || isGiven.includes('"given"');
    });
    expect(hasFired).toBe(fires);
  });
});

function printPlan({ scans, stages }: QueryPlan): string {
  const lines = stages.flatMap((stage, number) =>
    stage.map((index) => `  stage ${number}: scan ${index} of ${printScan(scans[index] as RowScan)}`),
  );
  return lines.join('\n');
}

function printScan({ collection, filter, exact, keys, window }: RowScan): string {
  const said = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
  const parts = [
    `${collection.name} ${exact ? 'exactly' : 'at least'} ${said(filter)}`,
    ...keys.map((key) => `keys ${printKey(key)}`),
    ...(window ? [`window ${said(window)}`] : []),
  ];
  return parts.join('\n    ');
}

function printKey({ source, field, type, match }: KeyFilter): string {
  const from = source.kind === 'scan' ? `scan ${source.scan}'s ${source.field.join('.')}` : source.sql;
  const values = source.kind === 'scan' && source.unnested ? `elements of ${from}` : from;
  const how = typeof match === 'string' ? match : `${match.comparison} ${match.of} of`;
  return `${field.join('.')} ${how} ${values}, as ${type.kind}`;
}
