/** Statements that are compiled at the same time: more would only wait for one another. */
export const compilers = 4;

/** Results in the order of the items; so many run at once. */
export async function inParallel<T, R>(
  items: readonly T[],
  workers: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, work));
  return results;
}
