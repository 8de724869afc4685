import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Which items were begun when each was handed out. */
async function begunAt(
  sizes: readonly number[],
  most: number,
  mostBytes: number,
): Promise<readonly (readonly number[])[]> {
  const begun: number[] = [];
  const seen: (readonly number[])[] = [];
  const options = {
    work: (size: number) => {
      begun.push(size);
      return Promise.resolve(size * 10);
    },
    bytesOf: (size: number) => size,
    most,
    mostBytes,
  };
  for await (const [item, done] of readAhead(sizes, options)) {
    expect(done).toBe(item * 10);
    seen.push([...begun]);
  }
  return seen;
}

it('works on a bounded number of items ahead', async () => {
  expect(await begunAt([1, 2, 3, 4], 2, 100)).toEqual([
    [1, 2],
    [1, 2, 3],
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

it('works on bounded bytes ahead, counting what is handed out, and on one item however large', async () => {
  expect(await begunAt([5, 5, 50, 1, 1], 8, 10)).toEqual([
    [5, 5],
    [5, 5],
    [5, 5, 50],
    [5, 5, 50, 1, 1],
    [5, 5, 50, 1, 1],
  ]);
});

it('throws the error of an item in its turn', async () => {
  const seen: number[] = [];
  const work = (item: number): Promise<number> =>
    item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item);

  const reading = async (): Promise<void> => {
    for await (const [item] of readAhead([1, 2, 3], { work, bytesOf: () => 1, most: 8, mostBytes: 100 }))
      seen.push(item);
  };

  await expect(reading()).rejects.toThrow('two');
  expect(seen).toEqual([1]);
});
