import type { Edit } from './edit.ts';
import type { Token } from './scan-text.ts';

/** Turns one old spelling into DuckDB's. Reads the author's tokens, answers with edits of the author's text; none when nothing is old. */
export interface DialectRule {
  readonly name: string;
  edits(tokens: readonly Token[]): readonly Edit[];
}
