import type { BoundScan } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { groupBody, groupRequest } from './group-body.ts';
import { firstBody } from './read-rows.ts';
import { rowRequest } from './scan-body.ts';

/** The first request of a scan: `POST /orders/_search`, then indented JSON. */
export function printScan(index: CollectionIndex, scan: BoundScan, nowMs: number): string {
  const body =
    scan.kind === 'rows'
      ? firstBody(rowRequest(index, scan, nowMs), Infinity, undefined)
      : groupBody(groupRequest(index, scan, nowMs));
  return `POST /${index.index}/_search\n${JSON.stringify(body, undefined, 2)}`;
}
