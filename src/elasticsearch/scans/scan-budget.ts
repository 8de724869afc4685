import { printByteSize } from '../../base/byte-size.ts';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import type { ScanBudget } from '../../query/query-engine.ts';
import type { BoundScan } from '../../query/scan-engine.ts';
import { describeFilter } from './describe-filter.ts';

/** What a call may still read. */
export interface Spending {
  readonly rowsLeft: number;
  readonly bytesLeft: number;
  /** Throws LIMIT_SCAN, naming the scan, when more was read than allowed. */
  spend(scan: BoundScan, rows: number, bytes: number): void;
  /** The error for an answer that is longer than what is left. */
  tooManyBytes(scan: BoundScan): RockpoolError;
}

export function makeSpending({ rows, bytes }: ScanBudget): Spending {
  let [rowsRead, bytesRead] = [0, 0];
  const over = (scan: BoundScan, limit: string): RockpoolError => {
    const asked = describeFilter(scan.filter);
    const what = asked === 'everything' ? 'it was asked for all of them' : `it was asked for ${asked}`;
    return new RockpoolError(
      'LIMIT_SCAN',
      `Too much of ${printQualified(scan.collection)} would be read: more than ${limit} may not be, and ${rowsRead.toLocaleString('en')} rows were; ${what}.`,
    );
  };
  return {
    get rowsLeft() {
      return rows - rowsRead;
    },
    get bytesLeft() {
      return bytes - bytesRead;
    },
    spend(scan, moreRows, moreBytes) {
      rowsRead += moreRows;
      bytesRead += moreBytes;
      if (rowsRead > rows) throw over(scan, `${rows.toLocaleString('en')} rows`);
      if (bytesRead > bytes) throw over(scan, printByteSize(bytes));
    },
    tooManyBytes: (scan) => over(scan, printByteSize(bytes)),
  };
}
