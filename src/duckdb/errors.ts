import type { ErrorCodeName } from '../base/error-codes.ts';
import { RockpoolError, type Place } from '../base/error.ts';
import { defaultWorkspace } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { byteToCharOffset, placeAt } from '../sql/location.ts';
import type { Statement } from '../sql/statement.ts';

/** What DuckDB says about a statement that it cannot parse or bind; the same words from `errors_as_json` and from `json_serialize_…`. */
export interface StatementMistake {
  /** `parser`, `binder`, `catalog` …, in any case. */
  readonly type: string;
  readonly message: string;
  /** Byte offset into the text that DuckDB was given. */
  readonly position?: number;
  readonly subtype?: string;
  /** The name that was not found. */
  readonly name?: string;
  readonly candidates: readonly string[];
  /** `Table`, `Scalar Function` … of a catalog entry that was not found. */
  readonly entry?: string;
}

/** Reads the members of `json_serialize_plan`'s answer or of an error thrown with `errors_as_json`. */
export function readMistake(data: Readonly<Record<string, unknown>>): StatementMistake {
  const text = (key: string): string | undefined => (typeof data[key] === 'string' ? data[key] : undefined);
  const position = Number(text('position') ?? Number.NaN);
  const [subtype, name, entry] = [text('error_subtype'), text('name'), text('type')];
  return {
    type: (text('error_type') ?? text('exception_type') ?? '').toLowerCase(),
    message: text('error_message') ?? text('exception_message') ?? '',
    candidates: (text('candidates') ?? '').split(/,\s*/).filter((one) => one !== ''),
    ...(Number.isSafeInteger(position) ? { position } : {}),
    ...(subtype === undefined ? {} : { subtype }),
    ...(name === undefined ? {} : { name }),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** The mistake inside an error that DuckDB threw with `errors_as_json`; undefined when it is none of DuckDB's. */
export function thrownMistake(error: unknown): StatementMistake | undefined {
  if (!(error instanceof Error)) return undefined;
  // A parser error has its kind before the JSON too.
  const start = error.message.indexOf('{"exception_type"');
  return start < 0 ? undefined : readMistake(JSON.parse(error.message.slice(start)) as Record<string, unknown>);
}

/** The place in the author's text of a byte offset into the text that DuckDB saw. */
export function authorPlace(statement: Statement, byteOffset: number | undefined): Place | undefined {
  if (byteOffset === undefined) return undefined;
  return placeAt(statement.text, statement.offsets.toAuthor(byteToCharOffset(statement.sql, byteOffset)));
}

const codes: Readonly<Record<string, ErrorCodeName>> = {
  parser: 'SQL_SYNTAX',
  syntax: 'SQL_SYNTAX',
  'not implemented': 'SQL_NOT_ALLOWED',
  permission: 'SQL_NOT_ALLOWED',
  'out of memory': 'LIMIT_MEMORY',
};

/** SQL_SYNTAX, SQL_BIND, SQL_NOT_ALLOWED or COLLECTION_NOT_FOUND with place, suggestion and Rockset's words where its clients know them. */
export function statementError(mistake: StatementMistake, statement: Statement, cause?: unknown): RockpoolError {
  const place = authorPlace(statement, mistake.position);
  const details = { ...(place === undefined ? {} : { place }), ...(cause === undefined ? {} : { cause }) };
  const { name = '', candidates } = mistake;
  if (mistake.subtype === 'COLUMN_NOT_FOUND') {
    return new RockpoolError('SQL_BIND', `Column "${name}" not found.`, {
      ...details,
      hint: columnHint(name, candidates),
    });
  }
  if (mistake.subtype === 'MISSING_ENTRY' && mistake.entry?.endsWith('Function') === true) {
    const hint = didYouMean(name, candidates).trim();
    return new RockpoolError('SQL_BIND', `Function \`${name}\` not found.`, {
      ...details,
      errorId: 'function_not_found',
      ...(hint === '' ? {} : { hint }),
    });
  }
  if (mistake.subtype === 'MISSING_ENTRY' && mistake.entry === 'Table') {
    const message = `Collection "${name}" does not exist in workspace "${defaultWorkspace}".`;
    return new RockpoolError('COLLECTION_NOT_FOUND', message, details);
  }
  return new RockpoolError(codes[mistake.type] ?? 'SQL_BIND', sentence(mistake.message), details);
}

function columnHint(name: string, candidates: readonly string[]): string {
  const near = didYouMean(name.split('.').at(-1)!, candidates).trim();
  if (near !== '') return near;
  return candidates.length === 0 ? 'No collection in FROM has such a field.' : `There are: ${candidates.join(', ')}.`;
}

/** DuckDB's first paragraph; what follows repeats the text or suggests names that are not allowed. */
function sentence(message: string): string {
  const first = message.split(/\n+LINE \d+:|\nDid you mean/)[0]!.trim();
  if (/^failed to allocate/.test(first)) return 'The statement is too large to be checked.';
  if (/^Max expression depth/.test(first))
    return 'Expressions are nested too deeply, or a chain of operators is too long.';
  if (/^Only SELECT statements can be serialized/.test(first)) return 'Only SELECT is allowed.';
  if (/^Mixing named and positional/.test(first)) return 'A parameter has no name; write parameters as :name.';
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
}
