import type { Place } from '../base/error.ts';
import { byteToCharOffset, characterOffset, placeAt } from '../sql/location.ts';
import type { Statement } from '../sql/statement.ts';

/** What DuckDB says about a statement that it cannot parse or bind; the same words from `errors_as_json` and from `json_serialize_…`. */
export interface StatementMistake {
  /** `parser`, `binder`, `catalog` …, in any case. */
  readonly type: string;
  readonly message: string;
  /** Offset into the text that DuckDB was given: in bytes, but of a parser error in characters. */
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

/** The UTF-16 offset into the author's text of a byte offset into the text that DuckDB saw. */
export function authorOffset(statement: Statement, byteOffset: number | undefined): number | undefined {
  return byteOffset === undefined ? undefined : statement.offsets.toAuthor(byteToCharOffset(statement.sql, byteOffset));
}

/** The same as a place: line, column and a caret below it. */
export function authorPlace(statement: Statement, byteOffset: number | undefined): Place | undefined {
  const offset = authorOffset(statement, byteOffset);
  return offset === undefined ? undefined : placeAt(statement.text, offset);
}

/** The place in the author's text of a mistake: DuckDB's parser counts characters, its binder bytes. */
export function mistakePlace({ type, position }: StatementMistake, statement: Statement): Place | undefined {
  if (type !== 'parser' || position === undefined) return authorPlace(statement, position);
  return placeAt(statement.text, statement.offsets.toAuthor(characterOffset(statement.sql, position)));
}
