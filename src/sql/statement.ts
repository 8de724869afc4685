import type { OffsetMap } from './offset-map.ts';

/** A statement in the author's words and in the words that DuckDB sees. */
export interface Statement {
  /** The author's text, verbatim. */
  readonly text: string;
  /** After the dialect rewrites and with every `:name` as `CAST($name AS <type>)`. */
  readonly sql: string;
  readonly offsets: OffsetMap;
  /** Names of the parameters that occur, in order of first occurrence. */
  readonly parameters: readonly string[];
  /** SQL type text per parameter that occurs. */
  readonly parameterTypes: Readonly<Record<string, string>>;
}
