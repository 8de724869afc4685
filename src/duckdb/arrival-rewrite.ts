const skipped = String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*[\s\S]*?\*/|\$\$[\s\S]*?\$\$`;
const clockWords = String.raw`(?<![\w.])(?:now\s*\(\s*\)|get_current_timestamp\s*\(\s*\)|transaction_timestamp\s*\(\s*\)|current_timestamp(?:\s*\(\s*\)|(?!\s*\()))(?!\w)`;
const dateWords = String.raw`(?<![\w.])(?:today\s*\(\s*\)|current_date(?:\s*\(\s*\)|(?!\s*\()))(?!\w)`;
const pattern = new RegExp(`(${skipped})|(${clockWords})|(${dateWords})`, 'gi');

/**
 * The SQL with `now()`, CURRENT_TIMESTAMP and CURRENT_DATE as the arrival of the record, which `arrival` names: a record that is read
 * again then makes the same document. Strings, quoted names and comments stay.
 */
export function rewriteArrival(sql: string, arrival: string): string {
  return sql.replace(pattern, (match, _skipped, clock?: string, date?: string) => {
    if (clock !== undefined) return `(${arrival})`;
    return date === undefined ? match : `CAST(${arrival} AS DATE)`;
  });
}

/** The SQL with the same words blanked out, every place unmoved: a clock that still stands in it is one that would really be read. */
export function blankArrival(sql: string): string {
  return sql.replace(pattern, (match, _skipped, clock?: string, date?: string) =>
    clock === undefined && date === undefined ? match : 'NULL'.padEnd(match.length),
  );
}
