import type { DialectRule } from '../dialect-rule.ts';

/**
 *   before   ARRAY_CREATE(a, b)
 *   after    list_value(a, b)
 *
 * A macro cannot do it: it takes no varying number of arguments.
 */
export const listConstructor: DialectRule = {
  name: 'list-constructor',
  edits: (tokens) =>
    tokens
      .filter((token, index) => token.word === 'array_create' && tokens[index + 1]?.text === '(')
      .map((token) => ({ start: token.start, end: token.end, text: 'list_value' })),
};
