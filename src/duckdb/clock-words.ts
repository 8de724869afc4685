import { scanText } from '../sql/scan-text.ts';

/** Functions and words that read the clock, DuckDB's and Rockset's. They all say when the transaction began. */
export const clockWords: ReadonlySet<string> = new Set([
  'age',
  'ago',
  'current_date',
  'current_datetime',
  'current_localtime',
  'current_localtimestamp',
  'current_time',
  'current_timestamp',
  'get_current_time',
  'get_current_timestamp',
  'localtime',
  'localtimestamp',
  'now',
  'today',
  'transaction_timestamp',
]);

/** Whether a statement may read the clock. A field of such a name counts too, which costs two small calls. */
export function readsClock(sql: string): boolean {
  return scanText(sql).some(
    ({ kind, text, word }) =>
      clockWords.has(word) || (kind === 'quoted' && clockWords.has(text.slice(1, -1).toLowerCase())),
  );
}
