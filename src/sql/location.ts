/** A place in a text: line and column from 1, columns in characters, and the line with a caret below it. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly snippet: string;
}

const widest = 100;

/** The place of a UTF-16 offset. An offset beyond the text is its end. A long line is cut around the place. */
export function placeAt(text: string, charOffset: number): TextPlace {
  const offset = Math.max(0, Math.min(charOffset, text.length));
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineBreak = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineBreak < 0 ? undefined : lineBreak).replace(/\r$/, '');
  // Characters, not code units: an emoji before the place is one column.
  const before = Array.from(text.slice(lineStart, offset));
  const first = Math.max(0, before.length - widest / 2);
  const shown = Array.from(line)
    .slice(first, first + widest)
    .join('');
  // A tab stays a tab below, so that the caret stands under its place.
  const indent = before.slice(first).map((character) => (character === '\t' ? '\t' : ' '));
  return {
    line: text.slice(0, lineStart).split('\n').length,
    column: before.length + 1,
    snippet: `${shown}\n${indent.join('')}^`,
  };
}

/** UTF-16 offset after so many characters: DuckDB's parser counts characters. */
export function characterOffset(text: string, characters: number): number {
  return Array.from(text).slice(0, characters).join('').length;
}

/** UTF-16 offset of a UTF-8 byte offset: DuckDB's binder counts bytes. Beyond the end: the end. */
export function byteToCharOffset(text: string, byteOffset: number): number {
  let bytes = 0;
  let chars = 0;
  for (const character of text) {
    if (bytes >= byteOffset) return chars;
    bytes += Buffer.byteLength(character);
    chars += character.length;
  }
  return chars;
}
