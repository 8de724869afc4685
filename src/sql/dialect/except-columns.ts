import type { DialectRule } from '../dialect-rule.ts';
import type { Edit } from '../edit.ts';
import { closingOf, isNameToken, type Token } from '../scan-text.ts';

/**
 *   before   SELECT * EXCEPT (a, b) …      SELECT x.* EXCEPT (a) …
 *   after    SELECT * EXCLUDE (a, b) …     SELECT x.* EXCLUDE (a) …
 *
 * Must not fire for the set operation, `SELECT * FROM a EXCEPT (SELECT …)`: there the brackets hold a query.
 */
export const exceptColumns: DialectRule = {
  name: 'except-columns',
  edits(tokens) {
    const edits: Edit[] = [];
    for (const [index, token] of tokens.entries()) {
      if (token.word !== 'except' || tokens[index - 1]?.text !== '*' || tokens[index + 1]?.text !== '(') continue;
      const close = closingOf(tokens, index + 1);
      if (close === undefined || !areNames(tokens.slice(index + 2, close))) continue;
      edits.push({ start: token.start, end: token.end, text: 'EXCLUDE' });
    }
    return edits;
  },
};

function areNames(inside: readonly Token[]): boolean {
  if (inside.length % 2 !== 1) return false;
  return inside.every((token, index) =>
    index % 2 === 0 ? isNameToken(token) : token.text === ',' || token.text === '.',
  );
}
