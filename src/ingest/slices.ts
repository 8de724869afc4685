import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop before others get their turn, milliseconds. */
const sliceMs = 8;

/** `map` over many items, with pauses in which calls are answered. */
export async function mapInSlices<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let began = performance.now();
  for (let index = 0; index < items.length; index += 1) {
    results.push(map(items[index]!));
    // Asking for the time costs as much as decoding a small record.
    if (index % 64 === 63 && performance.now() - began > sliceMs) {
      await setImmediate();
      began = performance.now();
    }
  }
  return results;
}
