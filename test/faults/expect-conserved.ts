import { expect } from 'vitest';
import type { Conservation } from '../../src/ingest/ingest-service.ts';

/** Both equations of conservation, with nothing in flight: no record and no document is unaccounted for. */
export function expectConserved(counters: Conservation): void {
  const { read, filtered, dead, made, documents, applied, superseded, refused } = counters;
  expect([read, documents]).toEqual([filtered + dead + made, applied + superseded + refused]);
}
