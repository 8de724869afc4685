import { printTimestamptz } from '../schema/date-time.ts';
import { scanText } from '../sql/scan-text.ts';

/** Written with and without brackets. */
const bare = new Set(['current_timestamp', 'current_date', 'current_localtimestamp']);
const calls = new Set(['now', 'get_current_timestamp', 'transaction_timestamp', 'today', ...bare]);

/** The SQL with every word for the present as one moment, microseconds since 1970 UTC: for tests only, since places in the text move. */
export function pinClock(sql: string, nowMicros: bigint): string {
  const moment = `TIMESTAMPTZ '${printTimestamptz(nowMicros)}'`;
  const tokens = scanText(sql);
  let text = '';
  let copied = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !calls.has(token.word) || tokens[index - 1]?.text === '.') continue;
    const isCall = tokens[index + 1]?.text === '(' && tokens[index + 2]?.text === ')';
    if (!isCall && !bare.has(token.word)) continue;
    text += sql.slice(copied, token.start) + asType(token.word, moment);
    copied = isCall ? tokens[index + 2]!.end : token.end;
  }
  return text + sql.slice(copied);
}

function asType(word: string, moment: string): string {
  if (word === 'current_date' || word === 'today') return `CAST(${moment} AS DATE)`;
  return word === 'current_localtimestamp' ? `CAST(${moment} AS TIMESTAMP)` : `(${moment})`;
}
