import type { DialectRule } from '../dialect-rule.ts';
import type { Token } from '../scan-text.ts';

/** A name in backquotes as DuckDB writes it, in double quotes; other names unchanged. */
export function requote(token: Token): string {
  if (token.kind !== 'backquoted') return token.text;
  return `"${token.text.slice(1, token.text.length > 1 ? -1 : undefined).replaceAll('"', '""')}"`;
}

/**
 *   before   SELECT `Quoted-Name`
 *   after    SELECT "Quoted-Name"
 */
export const backquotes: DialectRule = {
  name: 'backquotes',
  edits: (tokens) =>
    tokens
      .filter((token) => token.kind === 'backquoted')
      .map((token) => ({ start: token.start, end: token.end, text: requote(token) })),
};
