import type { JsonObject } from '../../base/json.ts';
import type { BoundScan } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { DocumentCount } from './document-counts.ts';
import { groupBody, groupRequest } from './group-body.ts';
import { keepAlive } from './point-in-time.ts';
import { firstBody, firstSize, isLarge, sliceBody, slicesOf } from './read-rows.ts';
import { rowRequest, type RowRequest } from './scan-body.ts';

export interface PrintOptions {
  readonly nowMs: number;
  readonly rowsLeft: number;
  /** What is known of the index. */
  readonly count: DocumentCount | undefined;
}

/** The first request of a scan: `POST /orders/_search`, then indented JSON; of a scan in slices how they begin. */
export function printScan(index: CollectionIndex, scan: BoundScan, options: PrintOptions): string {
  const { nowMs, rowsLeft, count } = options;
  if (scan.kind === 'groups')
    return printRequest(`/${index.index}/_search`, groupBody(groupRequest(index, scan, nowMs)));
  const request = rowRequest(index, scan, nowMs);
  if (isLarge(request, count)) return printSlices(request, options);
  return printRequest(`/${index.index}/_search`, firstBody(request, rowsLeft, count?.bytes));
}

const printRequest = (path: string, body: JsonObject): string => `POST ${path}\n${JSON.stringify(body, undefined, 2)}`;

function printSlices(request: RowRequest, { rowsLeft, count }: PrintOptions): string {
  const { index } = request;
  const body = { ...sliceBody(request, '…', 0), size: firstSize(index, rowsLeft, count?.bytes) };
  return [
    `POST /${index.index}/_pit?keep_alive=${keepAlive}`,
    `${slicesOf(index)} slices at once, page by page; the first is`,
    printRequest('/_search', body),
  ].join('\n');
}
