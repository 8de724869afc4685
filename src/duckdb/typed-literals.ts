import { assertNever, invariant } from '../base/assert.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { everyObject, textOf } from '../plan/tree.ts';
import { parseType } from '../schema/parse-type.ts';
import type { SqlType } from '../schema/sql-type.ts';
import { applyEdits } from '../sql/edit.ts';
import { scanText } from '../sql/scan-text.ts';
import type { Statement } from '../sql/statement.ts';

/**
 * The statement's text with a literal for each parameter that stands inside a table function: DuckDB can neither plan nor describe those.
 * The statement itself when there is none. Only for planning; what runs is the statement as it was, with bound values.
 */
export function withTypedLiterals(statement: Statement, node: JsonObject): Statement {
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
    .map((token) => ({ start: token.start, end: token.end, text: literalFor(statement, token.text.slice(1)) }));
  const { text: sql, offsets } = applyEdits(statement.sql, edits);
  return { ...statement, sql, offsets: { toAuthor: (offset) => statement.offsets.toAuthor(offsets.toAuthor(offset)) } };
}

function literalFor(statement: Statement, name: string): string {
  const type = parseType(statement.parameterTypes[name]!);
  invariant(type !== undefined, `parameter ${name} has a type`);
  return literalOf(type);
}

/** Any value of the type; the statement casts it. */
function literalOf(type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return 'true';
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'decimal':
      return '1';
    case 'varchar':
      return "''";
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return "'2000-01-01'";
    case 'time':
      return "'00:00:00'";
    case 'uuid':
      return "'00000000-0000-0000-0000-000000000000'";
    case 'json':
      return "'null'";
    case 'list':
      return '[]';
    case 'struct':
      return 'NULL';
    default:
      return assertNever(type);
  }
}
