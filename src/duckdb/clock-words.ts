import { applyEdits, type Edit } from '../sql/edit.ts';
import { scanText, type Token } from '../sql/scan-text.ts';

const instant = 'CAST($rp_now AS TIMESTAMPTZ)';
const date = `CAST(${instant} AS DATE)`;

/** Functions that read the clock, DuckDB's and Rockset's, with what a plan has in their place; undefined where none can stand. */
export const clockFunctions: ReadonlyMap<string, string | undefined> = new Map([
  ['now', instant],
  ['current_timestamp', instant],
  ['get_current_timestamp', instant],
  ['transaction_timestamp', instant],
  ['today', date],
  ['current_date', date],
  ['current_datetime', undefined],
  ['current_localtime', undefined],
  ['current_localtimestamp', undefined],
  ['current_time', undefined],
  ['get_current_time', undefined],
  ['localtime', undefined],
  ['localtimestamp', undefined],
  ['age', undefined],
  ['ago', undefined],
]);

/** Those that are called without parentheses too. */
const bareWords = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp']);

/** Whether a statement may read the clock. */
export function readsClock(sql: string): boolean {
  return clockUses(sql).length > 0;
}

/** The statement with the clock as the parameter `$rp_now`, for planning; undefined when it reads it in a way that has no such form. */
export function withClockParameter(sql: string): string | undefined {
  const edits: Edit[] = [];
  for (const { token, end, isPlain } of clockUses(sql)) {
    const text = isPlain ? clockFunctions.get(token.word) : undefined;
    if (text === undefined) return undefined;
    edits.push({ start: token.start, end, text });
  }
  return applyEdits(sql, edits).text;
}

interface ClockUse {
  readonly token: Token;
  /** Where the call ends, if it is plain: a bare word, or a call without arguments that is not qualified. */
  readonly end: number;
  readonly isPlain: boolean;
}

function clockUses(sql: string): readonly ClockUse[] {
  const tokens = scanText(sql);
  return tokens.flatMap((token, at) => {
    const name = token.kind === 'quoted' ? token.text.slice(1, -1).toLowerCase() : token.word;
    if (!clockFunctions.has(name)) return [];
    const isMember = tokens[at - 1]?.text === '.';
    if (tokens[at + 1]?.text !== '(') {
      return token.kind === 'word' && bareWords.has(name) && !isMember
        ? [{ token, end: token.end, isPlain: true }]
        : [];
    }
    const close = tokens[at + 2];
    const isPlain = token.kind === 'word' && !isMember && close?.text === ')';
    return [{ token, end: close?.end ?? token.end, isPlain }];
  });
}
