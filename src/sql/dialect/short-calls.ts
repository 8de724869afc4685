import type { DialectRule } from '../dialect-rule.ts';
import type { Edit } from '../edit.ts';
import { closingOf, directlyInside } from '../scan-text.ts';

/** What Rockset took for the third argument. */
const missing: Readonly<Record<string, string>> = { if: 'NULL', replace: "''" };

/**
 *   before   IF(c, a)           REPLACE(s, x)
 *   after    IF(c, a, NULL)     REPLACE(s, x, '')
 *
 * Must not fire for `* REPLACE (a AS b, c AS d)`, which is no call.
 */
export const shortCalls: DialectRule = {
  name: 'short-calls',
  edits(tokens) {
    const edits: Edit[] = [];
    for (const [index, token] of tokens.entries()) {
      const third = Object.hasOwn(missing, token.word) ? missing[token.word] : undefined;
      const before = tokens[index - 1]?.text;
      if (third === undefined || tokens[index + 1]?.text !== '(' || before === '.' || before === '*') continue;
      const close = closingOf(tokens, index + 1);
      if (close === undefined) continue;
      const inside = directlyInside(tokens, index + 1, close).map((at) => tokens[at]!);
      if (inside.some((one) => one.word === 'as')) continue;
      if (inside.filter((one) => one.kind === 'symbol' && one.text === ',').length !== 1) continue;
      edits.push({ start: tokens[close]!.start, end: tokens[close]!.start, text: `, ${third}` });
    }
    return edits;
  },
};
