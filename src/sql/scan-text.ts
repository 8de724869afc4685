/**
 * A piece of SQL text that means something; white space and comments lie between tokens. `word` is the lower-case text of a bare
 * word, else empty, so that a quoted "select" is never taken for the keyword.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'backquoted' | 'string' | 'number' | 'dollar' | 'symbol';
  readonly text: string;
  readonly word: string;
  /** UTF-16 offsets into the text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

// The rules of PostgreSQL's scanner, which DuckDB inherited: e'…' has backslashes, comments nest (see `skipComment`), every character
// beyond ASCII may be part of a name. An unterminated piece reaches to the end: DuckDB reports it.
const space = /[\s\u00a0\u2000-\u200d\u202f\u205f\u3000\ufeff]+|--[^\n\r]*/y;
const pieces: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /[eE]'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*(?:'|$)/y],
  ['string', /'[^']*(?:''[^']*)*(?:'|$)/y],
  ['string', /\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$(?![^]))/y],
  ['quoted', /"[^"]*(?:""[^"]*)*(?:"|$)/y],
  ['backquoted', /`[^`]*(?:`|$)/y],
  ['dollar', /\$[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['number', /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  ['symbol', /::|:=|[^]/y],
];

/** The tokens of a text in order. Never fails. */
export function scanText(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const skipped = skipBlank(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function skipBlank(text: string, at: number): number {
  if (text.startsWith('/*', at)) return skipComment(text, at);
  space.lastIndex = at;
  return space.test(text) ? space.lastIndex : at;
}

function skipComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth += 1;
      at += 1;
    } else if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function readToken(text: string, start: number): Token {
  for (const [kind, pattern] of pieces) {
    pattern.lastIndex = start;
    if (!pattern.test(text)) continue;
    const piece = text.slice(start, pattern.lastIndex);
    return { kind, text: piece, word: kind === 'word' ? piece.toLowerCase() : '', start, end: pattern.lastIndex };
  }
  throw new Error('unreachable: the last pattern matches every character');
}

/** True for a name that may stand for a column, table or alias: a bare word or one in quotes. */
export function isNameToken(token: Token | undefined): token is Token {
  return token !== undefined && (token.kind === 'word' || token.kind === 'quoted' || token.kind === 'backquoted');
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Index of the bracket that closes the one at `open`; undefined when none does. */
export function closingOf(tokens: readonly Token[], open: number): number | undefined {
  const expected: string[] = [];
  for (let index = open; index < tokens.length; index++) {
    const { kind, text } = tokens[index]!;
    if (kind !== 'symbol') continue;
    if (closing[text] !== undefined) expected.push(closing[text]);
    else if (text === ')' || text === ']' || text === '}') {
      if (expected.pop() !== text) return undefined;
      if (expected.length === 0) return index;
    }
  }
  return undefined;
}

/** Indices of the tokens directly inside the brackets at `open` and `close`, those of inner brackets left out. */
export function directlyInside(tokens: readonly Token[], open: number, close: number): readonly number[] {
  const inside: number[] = [];
  for (let index = open + 1; index < close; index++) {
    inside.push(index);
    const { kind, text } = tokens[index]!;
    if (kind === 'symbol' && closing[text] !== undefined) index = closingOf(tokens, index) ?? close;
  }
  return inside;
}
