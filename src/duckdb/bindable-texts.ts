import { assertNever, invariant } from '../base/assert.ts';
import type { JsonObject } from '../base/json.ts';
import { everyObject, locationOf } from '../plan/tree.ts';
import { parseType } from '../schema/parse-type.ts';
import type { SqlType } from '../schema/sql-type.ts';
import { applyEdits } from '../sql/edit.ts';
import { byteToCharOffset } from '../sql/location.ts';
import { closingOf, scanText, type Token } from '../sql/scan-text.ts';
import type { Statement } from '../sql/statement.ts';

/** The text that stands for a parameter of this type; the statement casts it. */
type StandIn = (type: SqlType) => string;

const nullOf: StandIn = () => 'NULL';

/**
 * The statement with NULL for each parameter that stands inside a table function: DuckDB can neither plan nor describe those. Elsewhere the same
 * parameter stays. The statement itself when there is none. Only for planning; what runs is the statement as it was, with bound values.
 */
export function withoutTableParameters(statement: Statement, node: JsonObject): Statement {
  const calls = [...everyObject(node)].filter(
    (part) =>
      part['type'] === 'TABLE_FUNCTION' && [...everyObject(part)].some((inner) => inner['class'] === 'PARAMETER'),
  );
  if (calls.length === 0) return statement;
  const tokens = scanText(statement.sql);
  const inside = new Set<number>();
  for (const call of calls) {
    const start = byteToCharOffset(statement.sql, locationOf(call) ?? 0);
    const open = tokens.findIndex((token) => token.start >= start && token.text === '(' && token.kind === 'symbol');
    const close = closingOf(tokens, open);
    invariant(close !== undefined, 'a call of a table function has brackets');
    for (let index = open; index < close; index += 1) inside.add(tokens[index]!.start);
  }
  // A NULL survives whatever stands around it; an empty text is no date.
  return replaceParameters(statement, nullOf, (token) => inside.has(token.start));
}

/**
 * The statement without parameters, in two ways: some functions (`to_json`, the format of `strptime`, the separator of `string_agg`) tell
 * nothing before they have their arguments. NULL comes second, since what it makes of an expression often has no type. Only for planning.
 */
export function withoutParameters(statement: Statement): readonly Statement[] {
  return [sampleOf, nullOf].map((standIn) => replaceParameters(statement, standIn, () => true));
}

function replaceParameters(statement: Statement, standIn: StandIn, isMeant: (token: Token) => boolean): Statement {
  const edits = scanText(statement.sql)
    .filter((token) => token.kind === 'dollar' && isMeant(token))
    .map((token) => ({ start: token.start, end: token.end, text: standIn(typeOf(statement, token.text.slice(1))) }));
  const { text: sql, offsets } = applyEdits(statement.sql, edits);
  return { ...statement, sql, offsets: { toAuthor: (offset) => statement.offsets.toAuthor(offsets.toAuthor(offset)) } };
}

function typeOf(statement: Statement, name: string): SqlType {
  const type = parseType(statement.parameterTypes[name]!);
  invariant(type !== undefined, `parameter ${name} has a type`);
  return type;
}

function sampleOf(type: SqlType): string {
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
      // An option of regular expressions, a format, a separator: whatever takes a text takes this.
      return "'c'";
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
      return `[${sampleOf(type.element)}]`;
    case 'struct':
      return 'NULL';
    default:
      return assertNever(type);
  }
}
