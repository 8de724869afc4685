import { randomBytes } from 'node:crypto';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import type { CollectionIndex } from '../../../src/elasticsearch/collection-index.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import { findField } from '../../../src/elasticsearch/scans/find-field.ts';
import { leafVerdict } from '../../../src/elasticsearch/scans/leaf-verdict.ts';
import { translateFilter } from '../../../src/elasticsearch/scans/translate-filter.ts';
import type { Comparison, Leaf, Predicate, TextMatch, TypedValue } from '../../../src/plan/query-plan.ts';
import type { Value } from '../../../src/schema/value.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { listFields, scalarFields, type Sample, type WideField } from './wide-documents.ts';

const name = `scans-test-${randomBytes(5).toString('hex')}`;
const collection = { workspace: 'commons', name: 'wide' };
const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
const registry = makeIndexRegistry();
const engine = makeScanEngine({ client, registry });
const fields = [...scalarFields, ...listFields];
const documents = 160;
let duckdb: DuckDBConnection;
/** What each document holds, by field. */
const stored = new Map<string, ReadonlyMap<string, Value>>();

const nothing: Sample = { sql: 'NULL', value: null, json: null };

/** Sample of a field in the document with this number: every value of every field occurs, in ever new company. */
function sampleOf(field: WideField, at: number): Sample {
  const { samples } = field;
  if (field.type.kind !== 'list') return samples[(at * 7 + field.name.length * 3) % (samples.length + 1)] ?? nothing;
  if (at % 9 === 0) return nothing;
  const elements = Array.from(
    { length: at % 4 },
    (_, position) => samples[(at * 5 + position * 3) % (samples.length + 1)] ?? nothing,
  );
  return {
    sql: `CAST([${elements.map(({ sql }) => sql).join(', ')}] AS ${field.sql})`,
    value: elements.map(({ value }) => value),
    json: elements.map(({ json }) => json),
  };
}

const sourceText = (source: Record<string, unknown>): string => JSON.stringify(source).replaceAll(/"#(.*?)#"/g, '$1');

beforeAll(async () => {
  const properties = Object.fromEntries(fields.map(({ name: field, mapping }) => [field, mapping]));
  await client.indices.create({
    index: name,
    settings: { number_of_shards: 1, number_of_replicas: 0, 'index.mapping.ignore_malformed': true },
    mappings: {
      dynamic: false,
      properties: { ...properties, _event_time: { type: 'date_nanos' }, _tomb: { type: 'boolean' } },
    } as never,
  });
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  await duckdb.run(
    `CREATE TABLE wide (_id VARCHAR, ${fields.map((field) => `"${field.name}" ${field.sql}`).join(', ')})`,
  );
  const lines: string[] = [];
  for (let at = 0; at < documents; at += 1) {
    const samples = fields.map((field) => ({ field, sample: sampleOf(field, at) }));
    const id = `d${at}`;
    stored.set(id, new Map(samples.map(({ field, sample }) => [field.name, sample.value])));
    const source = Object.fromEntries(
      samples.flatMap(({ field, sample }) => (sample.json === null ? [] : [[field.name, sample.json]])),
    );
    lines.push(
      JSON.stringify({ index: { _id: id } }),
      sourceText({ ...source, _event_time: '2026-08-17T21:19:57.558577Z' }),
    );
    await duckdb.run(`INSERT INTO wide VALUES ('${id}', ${samples.map(({ sample }) => sample.sql).join(', ')})`);
  }
  lines.push(JSON.stringify({ index: { _id: 'buried' } }), '{"_tomb":true,"txt":"a"}');
  const { errors } = await client.bulk({ index: name, refresh: true, operations: lines.map((line) => line) });
  expect(errors).toBe(false);
  const index: CollectionIndex = {
    ...collection,
    index: name,
    origin: 'ours',
    shards: 1,
    versions: 'external',
    fields: [
      {
        name: '_id',
        type: { kind: 'varchar' },
        path: '_id',
        indexed: { kind: 'keyword', ignoreAbove: undefined },
        unique: false,
      },
      {
        name: '_event_time',
        type: { kind: 'timestamptz' },
        path: '_event_time',
        indexed: { kind: 'date', nanos: true },
        unique: false,
      },
      ...fields.map(({ name: field, type, indexed }) => ({ name: field, type, indexed, path: field, unique: false })),
    ],
  };
  registry.set(index);
});

afterAll(async () => {
  await client.indices.delete({ index: name }, { ignore: [404] });
  await client.close();
});

const generous = { rows: 1_000_000, bytes: 1_000_000_000 };

async function read(filter: Predicate<TypedValue>, wanted: readonly string[] = []) {
  const session = engine.open({ signal: new AbortController().signal, budget: generous, pinned: [] });
  try {
    const [reply] = await session.fetch([{ kind: 'rows', collection, fields: wanted, filter }]);
    return reply!;
  } finally {
    await session.close();
  }
}

const idsOf = (columns: readonly (readonly Value[])[]): readonly string[] =>
  [...(columns.at(-1) as readonly string[])].sort();

async function expectedIds(condition: string): Promise<readonly string[]> {
  const reader = await duckdb.runAndReadAll(`SELECT _id FROM wide WHERE ${condition} ORDER BY _id`);
  return reader
    .getRows()
    .map(([id]) => id as string)
    .sort();
}

interface Case {
  readonly leaf: Leaf<TypedValue>;
  readonly sql: string;
}

const typed = (field: WideField, { value }: Sample): TypedValue => ({
  type: field.type.kind === 'list' ? field.type.element : field.type,
  value,
});
const likeSamples = [
  '%',
  '_',
  'a%',
  '%c',
  '%b%',
  'a_c',
  'a\\c',
  '%a%c%',
  '',
  'a*c',
  'a?c',
  '😀_',
  '%_a______',
  `%${'ab'.repeat(80)}%`,
  'k%',
  '%é',
].map((value): Sample => ({ sql: `'${value}'`, value, json: value }));
const nots: fc.Arbitrary<boolean> = fc.boolean();

function leafOf(field: WideField): fc.Arbitrary<Case> {
  const sample = fc.constantFrom(...field.samples);
  const list = field.type.kind === 'list';
  const path = [field.name] as const;
  const column = `"${field.name}"`;
  const presence = fc.boolean().map((present): Case => ({
    leaf: { kind: 'presence', field: path, present },
    sql: `${column} IS ${present ? 'NOT ' : ''}NULL`,
  }));
  const some = fc.array(sample, { minLength: 1, maxLength: 4 });
  if (list) {
    const holds = fc.tuple(some, fc.constantFrom('any', 'all'), nots).map(([operands, quantity, negated]): Case => ({
      leaf: { kind: 'holds', field: path, operands: operands.map((one) => typed(field, one)), quantity, negated },
      sql: `${negated ? 'NOT ' : ''}list_has_${quantity}(${column}, [${operands.map(({ sql }) => sql).join(', ')}])`,
    }));
    return fc.oneof(presence, { arbitrary: holds, weight: 4 });
  }
  const compare = fc
    .tuple(fc.constantFrom<Comparison>('=', '<>', '<', '<=', '>', '>='), sample)
    .map(([comparison, one]): Case => ({
      leaf: { kind: 'compare', field: path, comparison, operand: typed(field, one) },
      sql: `${column} ${comparison} ${one.sql}`,
    }));
  const among = fc.tuple(some, nots).map(([operands, negated]): Case => ({
    leaf: { kind: 'in', field: path, operands: operands.map((one) => typed(field, one)), negated },
    sql: `${column} ${negated ? 'NOT IN' : 'IN'} (${operands.map(({ sql }) => sql).join(', ')})`,
  }));
  const basic = [presence, { arbitrary: compare, weight: 4 }, { arbitrary: among, weight: 2 }] as const;
  if (field.type.kind !== 'varchar') return fc.oneof(...basic);
  return fc.oneof(...basic, { arbitrary: textOf(field, path, column), weight: 4 });
}

function textOf(field: WideField, path: readonly [string], column: string): fc.Arbitrary<Case> {
  const patterns: Readonly<Record<TextMatch, (text: string) => string>> = {
    prefix: (text) => `starts_with(${column}, ${text})`,
    suffix: (text) => `ends_with(${column}, ${text})`,
    substring: (text) => `contains(${column}, ${text})`,
    like: (text) => `${column} LIKE ${text}`,
    ilike: (text) => `${column} ILIKE ${text}`,
  };
  const match = fc.constantFrom(...(Object.keys(patterns) as TextMatch[]));
  return fc.tuple(match, fc.constantFrom(...field.samples, ...likeSamples), nots).map(([kind, operand, negated]) => ({
    leaf: { kind: 'text', field: path, match: kind, operand: typed(field, operand), negated },
    sql: `${negated ? 'NOT ' : ''}(${patterns[kind](operand.sql)})`,
  }));
}

describe('what a scan brings', () => {
  it.each(fields.map((field) => [field.name, field] as const))(
    'of a question about %s is all that DuckDB finds, and no more when it is exact',
    async (fieldName, field) => {
      await fc.assert(
        fc.asyncProperty(leafOf(field), async ({ leaf, sql }) => {
          const index = registry.require(collection);
          const wanted = new Set(await expectedIds(sql));
          const { batch } = await read(leaf);
          const got = idsOf(batch.columns);

          expect(
            [...wanted].filter((id) => !got.includes(id)),
            `lost by ${sql.slice(0, 300)}`,
          ).toEqual([]);
          const filter = translateFilter(index, leaf);
          if (!filter.exact) return;
          expect(leafVerdict(findField(index, leaf.field), leaf).kind).toBe('exact');
          const unsure = filter.ignored.length === 0 ? [] : await ignoredIn(fieldName);
          expect(
            got.filter((id) => !wanted.has(id) && !unsure.includes(id)),
            `too many by ${sql.slice(0, 300)}`,
          ).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(fields.map((field) => [field.name] as const))('holds every value of %s as it was written', async (field) => {
    const { batch } = await read({ kind: 'everything' }, [field]);

    const [values, ids] = batch.columns as [readonly Value[], readonly string[]];
    const found = new Map(ids.map((id, at) => [id, values[at]]));
    expect(found).toEqual(new Map([...stored].map(([id, document]) => [id, document.get(field)])));
  });
});

async function ignoredIn(field: string): Promise<readonly string[]> {
  const { hits } = await client.search({
    index: name,
    size: 1000,
    query: { term: { _ignored: field } },
    _source: false,
  });
  return hits.hits.map(({ _id }) => _id!);
}
