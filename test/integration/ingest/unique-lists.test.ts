import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionDefinition } from '../../../src/catalog/collection.ts';
import { fixtureOperations } from '../../../src/lambda/fixture-operations.ts';
import { definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

const types = { _id: 'VARCHAR', tags: 'VARCHAR[]', words: 'VARCHAR[]', name: 'VARCHAR' };
const whole: CollectionDefinition = {
  ...definitionOf(topicSource('things'), types),
  fieldOptions: { tags: { unique: true }, name: { unique: true } },
};
const parts: CollectionDefinition = { ...whole, name: 'parts', sources: [], write: 'merge' };
const repeating = ['b', null, 'a', 'b', null, 'c', 'a'];

let test: TestIngest;
beforeEach(async () => {
  test = await openIngest();
  await mkdir(join(test.folder, 'topics'));
});
afterEach(() => test.close());

const storedIn = async (definition: CollectionDefinition): Promise<unknown> =>
  (await test.rows(definition)).map(({ tags, words, name }) => [tags, words, name]);

describe.each([
  ['written whole', whole],
  ['written in parts', parts],
])('a list that is declared unique, in documents %s', (_, definition) => {
  it('holds nothing twice and no null, which an index would not count; others stay as they are', async () => {
    await test.begin(definition);

    await test.ingest.writeDocuments(
      definition,
      [
        { _id: 'a', tags: repeating, words: repeating, name: 'n' },
        { _id: 'b', tags: [null], words: [] },
        { _id: 'c', tags: null, words: null },
      ],
      'write',
    );

    expect(await storedIn(definition)).toEqual([
      [['b', 'a', 'c'], repeating, 'n'],
      [[], [], null],
      [null, null, null],
    ]);
  });

  it('stays so when it is patched', async () => {
    await test.begin(definition);
    await test.ingest.writeDocuments(definition, [{ _id: 'a', tags: ['a'], words: ['a'] }], 'write');
    const add = (path: string, value: string | null) => ({ op: 'add', path, value });

    const results = await test.ingest.patchDocuments(definition, [
      { id: 'a', patch: ['/tags/-', '/words/-'].flatMap((path) => [add(path, 'b'), add(path, 'a'), add(path, null)]) },
    ]);

    expect(results).toEqual([{ id: 'a', outcome: 'replaced' }]);
    expect(await storedIn(definition)).toEqual([[['a', 'b'], ['a', 'b', 'a', null], null]]);
  });
});

it('a list that is declared unique is a set when it comes from a source, and in the fixtures of a test', async () => {
  await appendFile(join(test.folder, 'topics/things.ndjson'), `${JSON.stringify({ _id: 'a', tags: repeating })}\n`);
  await test.begin(whole);
  await test.until(whole, ({ counters }) => counters.applied === 1);
  const { fields, columns } = fixtureOperations(
    { definition: whole, fields: whole.input },
    [{ _id: 'a', tags: repeating, words: repeating }],
    0n,
    1n,
  );

  expect(await storedIn(whole)).toEqual([[['b', 'a', 'c'], null, null]]);
  expect(fields.map(({ name }, column) => [name, columns[column]![0]])).toEqual([
    ['tags', ['b', 'a', 'c']],
    ['words', repeating],
    ['name', null],
  ]);
});
