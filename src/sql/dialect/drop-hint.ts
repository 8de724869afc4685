import type { DialectRule } from '../dialect-rule.ts';
import type { Edit } from '../edit.ts';
import { closingOf, type Token } from '../scan-text.ts';

/**
 *   before   FROM a JOIN b HINT(join_strategy=lookup, join_broadcast=true) ON …
 *   after    FROM a JOIN b ON …
 *
 * Must not fire for anything but `name = value` pairs in the brackets: then it is a function or column named hint.
 */
export const dropHint: DialectRule = {
  name: 'drop-hint',
  edits(tokens) {
    const edits: Edit[] = [];
    for (const [index, token] of tokens.entries()) {
      if (token.word !== 'hint' || tokens[index + 1]?.text !== '(' || tokens[index - 1]?.text === '.') continue;
      const close = closingOf(tokens, index + 1);
      if (close === undefined || !arePairs(tokens.slice(index + 2, close))) continue;
      edits.push({ start: token.start, end: tokens[close]!.end, text: '' });
    }
    return edits;
  },
};

function arePairs(inside: readonly Token[]): boolean {
  if (inside.length === 0 || inside.length % 4 !== 3) return false;
  return inside.every((token, index) => {
    if (index % 4 === 0) return token.kind === 'word';
    if (index % 4 === 1) return token.text === '=';
    if (index % 4 === 2) return token.kind === 'word' || token.kind === 'number' || token.kind === 'string';
    return token.text === ',';
  });
}
