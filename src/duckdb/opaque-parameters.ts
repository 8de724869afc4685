import { applyEdits, type Edit } from '../sql/edit.ts';
import { scanText } from '../sql/scan-text.ts';

/**
 * The statement with every `CAST($x AS t)` as the only element of a list, for planning. DuckDB binds casts of a bare parameter as one:
 * `CAST(CAST($t AS TIMESTAMPTZ) AS DATE)` compared with a TIMESTAMPTZ becomes `$t`, of no type, and the midnight is lost.
 * `plan/bound-expression.ts` reads the element as the parameter again.
 */
export function withOpaqueParameters(sql: string): string {
  const tokens = scanText(sql);
  const edits: Edit[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.word !== 'cast' || tokens[at + 1]?.text !== '(' || tokens[at + 2]?.kind !== 'dollar') continue;
    let depth = 0;
    const close = tokens.slice(at + 1).find(({ text }) => {
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
      return depth === 0;
    });
    if (close === undefined) continue;
    edits.push({ start: token.start, end: token.start, text: 'system.main.list_extract(system.main.list_value(' });
    edits.push({ start: close.end, end: close.end, text: '), 1)' });
  }
  return applyEdits(sql, edits).text;
}
