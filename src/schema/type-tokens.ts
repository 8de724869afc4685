/** A piece of a type's text. The text of a quoted name is without its quotes. */
export interface TypeToken {
  readonly kind: 'word' | 'quoted' | 'number' | 'symbol';
  readonly text: string;
}

const token =
  /\s*(?:(?<word>[\p{L}_][\p{L}\p{N}_$]*)|"(?<quoted>(?:[^"]|"")+)"|(?<number>\d{1,3})|(?<symbol>[()[\],]))\s*/uy;

/** The pieces in order; undefined when a character belongs to no type. */
export function scanTypeTokens(text: string): readonly TypeToken[] | undefined {
  const tokens: TypeToken[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const groups = token.exec(text)?.groups;
    if (groups === undefined) return undefined;
    if (groups['word'] !== undefined) tokens.push({ kind: 'word', text: groups['word'] });
    else if (groups['quoted'] !== undefined)
      tokens.push({ kind: 'quoted', text: groups['quoted'].replaceAll('""', '"') });
    else if (groups['number'] !== undefined) tokens.push({ kind: 'number', text: groups['number'] });
    else tokens.push({ kind: 'symbol', text: groups['symbol']! });
  }
  return tokens;
}
