import { isJsonObject, type JsonObject } from '../base/json.ts';
import { everyObject, textOf } from '../plan/tree.ts';
import { applyEdits } from '../sql/edit.ts';
import { scanText } from '../sql/scan-text.ts';
import type { Statement } from '../sql/statement.ts';

/**
 * The statement's text with NULL for each parameter that stands inside a table function: DuckDB can neither plan nor describe those.
 * The statement itself when there is none. Only for planning; what runs is the statement as it was, with bound values.
 */
export function withoutTableParameters(statement: Statement, node: JsonObject): Statement {
  const names = new Set<string>();
  for (const part of everyObject(node)) {
    if (part['type'] !== 'TABLE_FUNCTION' || !isJsonObject(part['function'])) continue;
    for (const inner of everyObject(part['function'])) {
      if (inner['class'] === 'PARAMETER') names.add(textOf(inner['identifier']).toLowerCase());
    }
  }
  if (names.size === 0) return statement;
  const edits = scanText(statement.sql)
    .filter((token) => token.kind === 'dollar' && names.has(token.text.slice(1).toLowerCase()))
    // The statement casts it to the parameter's type. A NULL survives whatever stands around it; '' is no date.
    .map((token) => ({ start: token.start, end: token.end, text: 'NULL' }));
  const { text: sql, offsets } = applyEdits(statement.sql, edits);
  return { ...statement, sql, offsets: { toAuthor: (offset) => statement.offsets.toAuthor(offsets.toAuthor(offset)) } };
}
