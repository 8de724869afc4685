import type { JsonObject } from '../../base/json.ts';
import type { BoundGroupScan } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { Asked } from './asked.ts';
import { translateFilter } from './translate-filter.ts';
import { visible } from './visible.ts';

export interface GroupRequest {
  readonly index: CollectionIndex;
  readonly scan: BoundGroupScan;
  readonly filter: Asked;
}
export function groupRequest(index: CollectionIndex, scan: BoundGroupScan, nowMs: number): GroupRequest {
  return { index, scan, filter: visible(index, translateFilter(index, scan.filter), nowMs) };
}
export function groupBody({ filter }: GroupRequest): JsonObject {
  return { query: filter.query, size: 0 };
}
