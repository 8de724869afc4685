import { expect, it } from 'vitest';
import { partitionsAtStart, startPlace } from './start-place.ts';

const range = { low: 3, high: 9 };

it.each([
  ['earliest', 0, undefined, 3, false],
  ['earliest', 5, undefined, 3, false],
  ['latest', 0, undefined, 9, true],
  ['latest', 5, undefined, 3, false],
  [1_700_000_000_000, 0, 6, 6, true],
  [1_700_000_000_000, 5, 6, 3, false],
] as const)(
  'a source that starts at %s begins partition %i with %j at %i',
  (start, partition, offsetAtStart, offset, keep) => {
    const place = startPlace({ start, partition, range, partitionsAtStart: 2, offsetAtStart });

    expect([place.position.offset, place.keep]).toEqual([offset, keep]);
  },
);

it.each([
  [{}, undefined],
  [{ '0': { offset: 1, generation: 0 } }, 0],
  [{ '0': { offset: 1, generation: 0 }, '1': { offset: 1, generation: 0, partitionsAtStart: 2 } }, 2],
])('knows by the checkpoint %j how many partitions there were', (positions, count) => {
  expect(partitionsAtStart(positions)).toBe(count);
});
