import type { DialectRule } from '../dialect-rule.ts';
import type { Edit } from '../edit.ts';
import { closingOf, directlyInside, isNameToken, type Token } from '../scan-text.ts';
import { requote } from './backquotes.ts';

/** Words that may follow UNNEST(…) and are no alias of it. */
const noAlias = new Set(
  `where join inner left right full cross natural asof positional semi anti on using group order having limit offset union intersect
  except window qualify sample tablesample fetch hint with lateral pivot unpivot as select`.split(/\s+/),
);

/**
 *   before   FROM c, UNNEST(c.labels AS label WITH ORDINALITY AS i) AS l
 *   after    FROM c, UNNEST(c.labels) WITH ORDINALITY AS l(label, i)
 *
 *   before   FROM c CROSS JOIN UNNEST(c.labels AS label)
 *   after    FROM c CROSS JOIN UNNEST(c.labels) AS _unnest1(label)
 *
 * Must not fire without an alias inside the brackets: that is DuckDB's own spelling already.
 */
export const unnestAlias: DialectRule = {
  name: 'unnest-alias',
  edits(tokens) {
    const edits: Edit[] = [];
    let unnamed = 0;
    for (const [index, token] of tokens.entries()) {
      if (token.word !== 'unnest' || tokens[index + 1]?.text !== '(') continue;
      const close = closingOf(tokens, index + 1);
      const inner = close === undefined ? undefined : innerAlias(tokens, index + 1, close);
      if (close === undefined || inner === undefined) continue;
      const outer = outerAlias(tokens, close);
      const ordinality = inner.ordinal === undefined ? '' : ' WITH ORDINALITY';
      const columns = [inner.element, inner.ordinal].filter((one) => one !== undefined).map(requote);
      const names = `(${columns.join(', ')})`;
      const end = tokens[close]!.end;
      edits.push({ start: tokens[inner.before]!.end, end: tokens[close]!.start, text: '' });
      if (outer === undefined) {
        unnamed += 1;
        edits.push({ start: end, end, text: `${ordinality} AS _unnest${unnamed}${names}` });
      } else {
        edits.push({ start: end, end, text: ordinality });
        edits.push({ start: tokens[outer]!.end, end: tokens[outer]!.end, text: names });
      }
    }
    return edits;
  },
};

interface InnerAlias {
  /** Index of the last token of the list's expression. */
  readonly before: number;
  readonly element: Token;
  readonly ordinal?: Token;
}

function innerAlias(tokens: readonly Token[], open: number, close: number): InnerAlias | undefined {
  const as = directlyInside(tokens, open, close).find((index) => tokens[index]!.word === 'as');
  if (as === undefined || as === open + 1) return undefined;
  const [element, ...rest] = tokens.slice(as + 1, close);
  if (!isNameToken(element)) return undefined;
  if (rest.length === 0) return { before: as - 1, element };
  const [withWord, ordinality, secondAs, ordinal] = rest;
  const isOrdinality = withWord?.word === 'with' && ordinality?.word === 'ordinality' && secondAs?.word === 'as';
  if (!isOrdinality || rest.length !== 4 || !isNameToken(ordinal)) return undefined;
  return { before: as - 1, element, ordinal };
}

/** Index of the alias after the closing bracket. */
function outerAlias(tokens: readonly Token[], close: number): number | undefined {
  if (tokens[close + 1]?.word === 'as') return isNameToken(tokens[close + 2]) ? close + 2 : undefined;
  const next = tokens[close + 1];
  return isNameToken(next) && !noAlias.has(next.word) ? close + 1 : undefined;
}
