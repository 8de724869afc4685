import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCompiler, type Compiler } from '../../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../../src/duckdb/local-engine.ts';
import type { Abilities } from '../../../src/plan/abilities.ts';
import { makeQueryPlan } from '../../../src/plan/make-query-plan.ts';
import type { QueryPlan } from '../../../src/plan/query-plan.ts';
import { parseType } from '../../../src/schema/parse-type.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { makeStatement } from '../../../src/sql/make-statement.ts';
import { cases, statements } from './cases.ts';
import { printPlan } from './print-scan.ts';

const fields = (texts: Readonly<Record<string, string>>): readonly Field[] =>
  Object.entries(texts).map(([name, text]) => ({ name, type: parseType(text)! }));

const tables: Readonly<Record<string, readonly Field[]>> = {
  a: fields({
    _id: 'VARCHAR',
    k: 'VARCHAR',
    note: 'VARCHAR',
    n: 'INTEGER',
    big: 'BIGINT',
    dbl: 'DOUBLE',
    dec: 'DECIMAL(10,2)',
    flag: 'BOOLEAN',
    dt: 'DATE',
    ts: 'TIMESTAMPTZ',
    t: 'TIMESTAMP',
    tags: 'VARCHAR[]',
    s: 'STRUCT(x INTEGER, y VARCHAR, z STRUCT(w DOUBLE))',
    u: 'UUID',
  }),
  b: fields({ _id: 'VARCHAR', k: 'VARCHAR', d: 'DOUBLE' }),
};

const types = new Map(
  Object.entries({ s: 'VARCHAR', p: 'VARCHAR', n: 'BIGINT', m: 'BIGINT', d: 'DOUBLE', b: 'BOOLEAN', t: 'TIMESTAMPTZ' }),
)
  .set('day', 'DATE')
  .set('l', 'VARCHAR[]')
  .set('i', 'BIGINT[]');

const here = { kind: 'here', why: 'It is not indexed.' } as const;

const abilities: Abilities = {
  leaf: (_, { field: [name] }) => {
    if (name === 'note') return { kind: 'superset', why: 'It is analysed text.' };
    return name === 'u' ? here : { kind: 'exact' };
  },
  order: () => here,
  group: () => here,
  measure: () => here,
  documents: () => undefined,
  fields: ({ name }) => tables[name]!,
};

describe('filters of scans', () => {
  let compiler: Compiler;
  let local: OpenLocalEngine;
  beforeAll(async () => {
    compiler = await makeCompiler();
    local = await makeLocalEngine({ compiler, connections: 1, memoryBytes: 100 * 1024 ** 2 });
    for (const [name, columns] of Object.entries(tables))
      await local.declare({ workspace: 'commons', name, fields: columns, lookupFields: [] });
  });
  afterAll(async () => {
    await local.close();
    await compiler.close();
  });

  const planOf = async (text: string): Promise<QueryPlan> => {
    const query = await local.compile(makeStatement(text, types));
    return makeQueryPlan({ plan: await local.plan(query), query, abilities });
  };
  const print = async (condition: string): Promise<string> =>
    `${condition}\n${printPlan(await planOf(`SELECT _id FROM a WHERE ${condition}`)).replaceAll(/^/gm, '    ')}`;

  it('are as the rules say, and each rule has cases that it leaves alone', async () => {
    const parts: string[] = [];
    for (const [rule, { fires, not }] of Object.entries(cases)) {
      parts.push(`# ${rule}`);
      for (const condition of fires) parts.push(await print(condition));
      parts.push('## must not fire');
      for (const condition of not) parts.push(await print(condition));
    }

    await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('filters.txt');
  });

  it('come from where they stand in a statement, and fields from what is mentioned', async () => {
    const parts: string[] = [];
    for (const [name, text] of Object.entries(statements))
      parts.push(`# ${name}\n${text}\n${printPlan(await planOf(text)).replaceAll(/^/gm, '    ')}`);

    await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('statements.txt');
  });

  it('keep the meaning of a parameter that is used as two types', async () => {
    const { givens } = await planOf('SELECT _id FROM a WHERE n = CAST(:s AS INTEGER) AND k = :s');

    expect(givens).toEqual({
      sql: 'SELECT (TRY(CAST(CAST($s AS VARCHAR) AS INTEGER) IS NULL) IS NULL), TRY(CAST(CAST($s AS VARCHAR) AS INTEGER)), CAST($s AS VARCHAR)',
      constants: [],
      types: [{ kind: 'boolean' }, { kind: 'integer' }, { kind: 'varchar' }],
      parameters: [undefined, undefined, 's'],
    });
  });

  it('keep the midnight of a parameter or of today that is compared with a time', async () => {
    const { givens } = await planOf('SELECT _id FROM a WHERE ts >= CAST(:t AS DATE) AND ts < CURRENT_DATE');

    expect(givens?.sql).toBe(
      'SELECT CAST(CAST(CAST($t AS TIMESTAMPTZ) AS DATE) AS TIMESTAMPTZ), CAST(CAST(now() AS DATE) AS TIMESTAMPTZ)',
    );
  });
});
