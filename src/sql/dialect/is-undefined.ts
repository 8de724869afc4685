import type { DialectRule } from '../dialect-rule.ts';

/**
 *   before   x IS UNDEFINED      x IS NOT UNDEFINED
 *   after    x IS NULL           x IS NOT NULL
 *
 * Rockset told a missing field from an explicit null; here both are NULL.
 */
export const isUndefined: DialectRule = {
  name: 'is-undefined',
  edits: (tokens) =>
    tokens
      .filter((token, index) => {
        if (token.word !== 'undefined') return false;
        const before = tokens[index - 1]?.word;
        return before === 'is' || (before === 'not' && tokens[index - 2]?.word === 'is');
      })
      .map((token) => ({ start: token.start, end: token.end, text: 'NULL' })),
};
