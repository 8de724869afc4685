import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { declarationOf } from '../../../src/app/deploy-project.ts';
import type { CollectionDefinition } from '../../../src/catalog/collection.ts';
import { openBatchTransformer } from '../../../src/duckdb/batch-transformer.ts';
import type { BatchTransformer } from '../../../src/ingest/batch-transformer.ts';
import { prepareCollection } from '../../../src/ingest/prepared-collection.ts';
import { definitionOf, topicSource } from '../ingest/open-ingest.ts';

let folder: string;
let transformer: BatchTransformer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conditional-'));
  transformer = await openBatchTransformer({ memoryBytes: 256 * 1024 ** 2, readableFolders: [], tempFolder: folder });
});
afterAll(async () => {
  await transformer.close();
  await rm(folder, { recursive: true });
});

const plain: Readonly<Record<string, string>> = { _id: 'VARCHAR', gone: 'BOOLEAN', op: 'VARCHAR' };
const withOp: Readonly<Record<string, string>> = { ...plain, _op: 'VARCHAR' };

/** Whether the store is told that operations may ask for what is there. */
async function isConditional(definition: CollectionDefinition): Promise<boolean> {
  const { collection, transformation } = await prepareCollection(transformer, definition);
  await transformation.close();
  return declarationOf(collection, new Map()).conditional === true;
}

it.each([
  ['an operation of the record', 'SELECT _id, op AS _op FROM _input'],
  ['a declared operation', 'SELECT * FROM _input', withOp],
  ['INSERT', "SELECT _id, 'insert' AS _op FROM _input"],
  [
    'now and then REPLACE',
    "SELECT _id, CASE WHEN gone THEN 'DELETE' WHEN op = 'u' THEN 'Replace' END AS _op FROM _input",
  ],
  ['what is computed', "SELECT _id, CASE WHEN gone THEN 'DELETE' ELSE upper(op) END AS _op FROM _input"],
  ['what a subquery names', "SELECT * FROM (SELECT _id, 'INSERT' AS _op FROM _input)"],
  ['one of two', "SELECT _id, 'DELETE' AS _op FROM _input UNION ALL SELECT _id, 'INSERT' FROM _input"],
])('operations are conditional when the transformation yields %s', async (_, sql, input = plain) => {
  expect(await isConditional(definitionOf(topicSource('t'), input, sql))).toBe(true);
});

it('operations are conditional when the input of a collection without a transformation declares them', async () => {
  expect(await isConditional(definitionOf(topicSource('t'), withOp))).toBe(true);
});

it.each([
  ['no operation', 'SELECT _id FROM _input'],
  ['DELETE or REPSERT', "SELECT _id, CASE WHEN gone THEN 'DELETE' ELSE 'REPSERT' END AS _op FROM _input"],
  ['DELETE or nothing', "WITH i AS (FROM _input) SELECT _id, CASE WHEN gone THEN 'delete' END AS _op FROM i"],
])('operations are not conditional when the transformation yields %s', async (_, sql) => {
  expect(await isConditional(definitionOf(topicSource('t'), plain, sql))).toBe(false);
});

it('operations are not conditional in a collection without either, nor in one that is written in parts', async () => {
  const parts = {
    ...definitionOf(topicSource('t'), plain, 'SELECT _id, op AS _op FROM _input'),
    write: 'merge',
  } as const;

  expect(await isConditional(definitionOf(topicSource('t'), plain))).toBe(false);
  expect(await isConditional(parts)).toBe(false);
});
