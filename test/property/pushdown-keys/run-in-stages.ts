import type { DuckDBConnection } from '@duckdb/node-api';
import type { Abilities } from '../../../src/plan/abilities.ts';
import type { BoundExpression } from '../../../src/plan/bound-expression.ts';
import { everyNode, readPlan, type BoundNode } from '../../../src/plan/bound-plan.ts';
import type { FoundScan } from '../../../src/plan/find-scans.ts';
import { findKeyFilters, type FoundKeys } from '../../../src/plan/keys/find-key-filters.ts';
import type { FieldPath, KeyFilter, Leaf, Operand, Predicate, RowScan, Window } from '../../../src/plan/query-plan.ts';
import { makeStages } from '../../../src/plan/stages.ts';
import { findWindows } from '../../../src/plan/window.ts';
import type { Json } from '../../../src/base/json.ts';
import { printSql } from './print-sql.ts';

/** What a statement's plan asks of an engine that is plain SQL. */
export interface SqlScan {
  readonly scan: RowScan;
  readonly conditions: readonly string[];
  readonly window: Window<BoundExpression> | undefined;
}

export interface SqlPlan {
  readonly scans: readonly SqlScan[];
  readonly stages: readonly (readonly number[])[];
  readonly found: FoundKeys;
}

/** They decide which filters are kept, so any will do. */
export interface Facts {
  readonly documents: (table: string) => number | undefined;
  /** Which scans are taken to bring a few documents; the others are asked by their keys. */
  readonly few: readonly boolean[];
}

export function planStatement(printed: Json, facts: Facts): SqlPlan | undefined {
  const root = readPlan(printed);
  if (root === undefined) return undefined;
  const read = readScans(root);
  const first = findKeyFilters(
    root,
    read.map(({ found }) => found),
  );
  const scans = read.map(({ found, conditions }, index) => {
    const leaves = first.leaves.filter(({ target }) => target === index).map(({ leaf }) => printLeaf(leaf));
    const isExact = found.scan.exact && !leaves.includes(undefined);
    return {
      found: { ...found, scan: { ...found.scan, exact: isExact } },
      conditions: [...conditions, ...leaves.filter((leaf) => leaf !== undefined)],
    };
  });
  const founds = scans.map(({ found }) => found);
  const abilities: Pick<Abilities, 'documents' | 'leaf' | 'order'> = {
    documents: ({ name }) => facts.documents(name),
    leaf: () => ({ kind: 'exact' }),
    order: () => ({ kind: 'exact' }),
  };
  // Again: whether a scan brings exactly its rows depends on the leaves.
  const found = findKeyFilters(root, founds);
  const windows = findWindows(root, founds, found, abilities);
  const one: Operand = { kind: 'constant', type: { kind: 'bigint' }, value: 1n };
  const staged = makeStages(
    founds.map(({ scan }, index) => ({
      ...scan,
      filter: facts.few[index % facts.few.length] ? keyed : scan.filter,
      ...(windows.has(index) ? { window: { order: [], rows: [one] } } : {}),
    })),
    found.filters,
    abilities,
  );
  return {
    found,
    stages: staged.stages,
    scans: staged.scans.map((scan, index) => ({
      scan,
      conditions: scans[index]!.conditions,
      window: windows.get(index),
    })),
  };
}

function readScans(root: BoundNode): readonly { readonly found: FoundScan; readonly conditions: readonly string[] }[] {
  const above = new Map<BoundNode, BoundNode>();
  for (const node of everyNode(root)) for (const child of node.children) above.set(child, node);
  return [...everyNode(root)].flatMap((node) => {
    if (node.kind !== 'get' || node.table === '') return [];
    const parent = above.get(node);
    const top = parent?.kind === 'filter' ? parent : undefined;
    const outputs = node.outputs.map((place) => (place === undefined ? undefined : node.fields[place]));
    const asked = [
      ...node.conditions.map((condition) => ({ condition, text: printSql(condition, node.fields) })),
      ...(top?.expressions ?? []).map((condition) => ({ condition, text: printSql(condition, outputs) })),
    ];
    const scan: RowScan = {
      kind: 'rows',
      collection: { workspace: 'commons', name: node.table },
      fields: [],
      filter: { kind: 'everything' },
      exact: asked.every(({ text }) => text !== undefined),
      keys: [],
      leftovers: [],
    };
    const conditions = asked.flatMap(({ text }) => text ?? []);
    return [{ found: { node, top: top ?? node, scan }, conditions }];
  });
}

const keyed: Predicate<Operand> = {
  kind: 'compare',
  field: ['k'],
  comparison: '=',
  operand: { kind: 'constant', type: { kind: 'varchar' }, value: 'k1' },
};

const pathOf = (field: FieldPath): string => field.map((name) => `"${name}"`).join('.');

function printLeaf(leaf: Leaf<BoundExpression>): string | undefined {
  const field = pathOf(leaf.field);
  const operand = (one: BoundExpression): string | undefined => printSql(one, []);
  switch (leaf.kind) {
    case 'compare': {
      const text = operand(leaf.operand);
      return text && `${field} ${leaf.comparison} ${text}`;
    }
    case 'in':
    case 'holds': {
      const text = operand(leaf.operands[0]!);
      if (text === undefined) return undefined;
      const type = leaf.operands[0]!;
      const isList = 'type' in type && type.type.sql?.kind === 'list';
      const list = isList ? text : `[${text}]`;
      return leaf.kind === 'in' ? `list_contains(${list}, ${field})` : `list_has_any(${field}, ${list})`;
    }
    default:
      return undefined;
  }
}

/** Fetches the scans from schema `everything`, stage by stage, and puts what they brought into schema `brought`. Returns the number of rows. */
export async function bring(connection: DuckDBConnection, plan: SqlPlan, tables: readonly string[]): Promise<number> {
  for (const stage of plan.stages) {
    for (const index of stage) {
      const { scan, conditions, window } = plan.scans[index]!;
      const asked = [...conditions, ...scan.keys.map(keyCondition)];
      const where = asked.length === 0 ? '' : ` WHERE ${asked.join(' AND ')}`;
      const text = `SELECT rowid AS place, * FROM everything.${scan.collection.name}${where}${window ? windowOf(window) : ''}`;
      await connection.run(`CREATE OR REPLACE TEMP TABLE scan_${index} AS ${text}`);
    }
  }
  let rows = 0;
  for (const table of tables) {
    const scans = plan.scans.flatMap(({ scan }, index) => (scan.collection.name === table ? [index] : []));
    const places = scans.map((index) => `SELECT place FROM scan_${index}`).join(' UNION ');
    const where = scans.length === 0 ? 'false' : `rowid IN (${places})`;
    await connection.run(
      `CREATE OR REPLACE TABLE brought.${table} AS SELECT * FROM everything.${table} WHERE ${where}`,
    );
    rows += Number((await connection.runAndReadAll(`SELECT count(*) FROM brought.${table}`)).getRows()[0]![0]);
  }
  return rows;
}

function keyCondition({ source, field, match }: KeyFilter): string {
  if (source.kind !== 'scan') throw new Error('No statement is a source here.');
  const value = source.unnested ? `unnest(${pathOf(source.field)})` : pathOf(source.field);
  const keys = `(SELECT key FROM (SELECT ${value} AS key FROM scan_${source.scan}) WHERE key IS NOT NULL)`;
  const own = pathOf(field);
  if (match === 'in') return `${own} IN ${keys}`;
  if (match === 'holds') return `list_has_any(${own}, (SELECT list(key) FROM ${keys}))`;
  return `${own} ${match.comparison} (SELECT ${match.of}(key) FROM ${keys})`;
}

function windowOf({ order, rows }: Window<BoundExpression>): string {
  const keys = order.map(
    (key) => `${pathOf(key.field)} ${key.descending ? 'DESC' : 'ASC'} NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`,
  );
  const sum = rows.map((part) => printSql(part, [])).join(' + ');
  return `${keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`} LIMIT (${sum})`;
}
