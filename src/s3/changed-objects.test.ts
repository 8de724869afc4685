import { expect, it } from 'vitest';
import { objectPattern } from '../ingest/object-pattern.ts';
import { changedObjects, type ChangedObject } from './changed-objects.ts';
import type { ListedObject } from './list-objects.ts';

const listed = (key: string, modifiedMs: number): ListedObject => ({
  key,
  etag: 'e',
  modifiedMs,
  bytes: 1,
  archived: false,
});

/** Pages of 1,000; the later in the listing, the older. */
async function* pagesOf(keys: number): AsyncGenerator<readonly ListedObject[]> {
  for (let from = 0; from < keys; from += 1_000)
    yield Array.from({ length: 1_000 }, (_, index) => listed(`k${from + index}`, 1_000_000 - from - index));
}

async function heldOf(
  pages: AsyncIterable<readonly ListedObject[]>,
  pattern: string,
  read: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly held: readonly (readonly ChangedObject[])[]; readonly matched: readonly string[] }> {
  const held: (readonly ChangedObject[])[] = [];
  const matched: string[] = [];
  const marks = { etagsOf: () => Promise.resolve(read) };
  const listing = {
    pages,
    match: objectPattern(pattern),
    marks,
    matched: ({ key }: ListedObject) => matched.push(key),
  };
  for await (const one of changedObjects(listing)) held.push(one);
  return { held, matched };
}

it('holds ten pages of new objects at once, and of these gives the oldest change first', async () => {
  const { held } = await heldOf(pagesOf(25_000), '**');

  expect(held.map((objects) => [objects.length, objects[0]!.key, objects.at(-1)!.key])).toEqual([
    [10_000, 'k9999', 'k0'],
    [10_000, 'k19999', 'k10000'],
    [5_000, 'k24999', 'k20000'],
  ]);
});

it('gives the few that changed among very many in one order', async () => {
  const read = new Map(Array.from({ length: 30_000 }, (_, index) => [`k${index}`, 'e@1']));
  for (const key of ['k7', 'k29999']) read.delete(key);
  read.set('k20000', 'another@5');

  const { held } = await heldOf(pagesOf(30_000), '**', read);

  expect(held.map((objects) => objects.map(({ key }) => key))).toEqual([['k29999', 'k20000', 'k7']]);
});

it('asks about no page without an object that matches', async () => {
  async function* pages(): AsyncGenerator<readonly ListedObject[]> {
    yield [listed('a.txt', 1)];
    yield [listed('b.csv', 2), listed('a.csv', 2)];
  }

  const { held, matched } = await heldOf(pages(), '{name}.csv');

  expect(held).toEqual([
    [
      { ...listed('a.csv', 2), captures: { name: 'a' } },
      { ...listed('b.csv', 2), captures: { name: 'b' } },
    ],
  ]);
  expect(matched).toEqual(['b.csv', 'a.csv']);
});
