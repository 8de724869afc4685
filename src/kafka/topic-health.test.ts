import { expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { streamHealth } from './topic-health.ts';

const ranges = new Map([
  [1, { low: 5, high: 9 }],
  [0, { low: 0, high: 4 }],
]);

it('tells how far each partition is read, in their order', () => {
  const positions = { '0': { offset: 3, generation: 0 }, '1': { offset: 9, generation: 0 } };

  expect(streamHealth(ranges, positions, new Set([1]), 'earliest')).toEqual([
    { stream: '0', offset: 3, end: 4, lag: 1, assigned: false },
    { stream: '1', offset: 9, end: 9, lag: 0, assigned: true },
  ]);
});

it.each([
  ['nothing was read yet', undefined, 'earliest', 4],
  ['nothing was read yet of what comes', undefined, 'latest', 0],
  ['retention removed what was not read', 2, 'earliest', 4],
  ['the topic was made anew', 20, 'earliest', 4],
] as const)('counts what will be read when %s', (_, offset, start, lag) => {
  const positions: Record<string, JsonObject> = offset === undefined ? {} : { '1': { offset, generation: 0 } };

  expect(streamHealth(ranges, positions, new Set(), start)[1]!.lag).toBe(lag);
});
