import { keptOfTooLarge, type TextRecord } from './text-record.ts';

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c,
];

/**
 * The objects of a JSON text: one array of them, or one after the other with white space or commas between. What is no object is a
 * record with a problem; an object longer than `maxCharacters` is cut.
 */
export async function* splitJson(pieces: AsyncIterable<string>, maxCharacters: number): AsyncGenerator<TextRecord> {
  let text = '';
  let dropped = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;
  let outerArray = false;
  let begun = false;
  const take = (problem?: string): TextRecord => {
    const size = dropped === 0 ? {} : { wholeSize: text.length + dropped };
    const record = { text, ...size, ...(problem === undefined ? {} : { problem }) };
    [text, dropped, depth, inText, escaped] = ['', 0, 0, false, false];
    return record;
  };

  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (depth > 0) {
        if (escaped) escaped = false;
        else if (inText) {
          if (code === backslash) escaped = true;
          else if (code === quote) inText = false;
        } else if (code === quote) inText = true;
        else if (code === openBrace || code === openBracket) depth += 1;
        else if (code === closeBrace || code === closeBracket) {
          depth -= 1;
          if (depth > 0) continue;
          text += piece.slice(from, at + 1);
          from = at + 1;
          yield take();
        }
        continue;
      }
      const between = code <= 0x20 || code === comma || (outerArray && code === closeBracket);
      const opensArray = code === openBracket && !begun;
      if (code > 0x20) begun = true;
      if (between || opensArray || code === openBrace || code === openBracket) {
        if (text + piece.slice(from, at) !== '') {
          text += piece.slice(from, at);
          yield take(`Expected a JSON object, got ${JSON.stringify(text.slice(0, 40))}.`);
        }
        from = between || opensArray ? at + 1 : at;
        if (opensArray) outerArray = true;
        else if (!between) depth = 1;
      }
    }
    text += piece.slice(from);
    if (dropped > 0 || text.length > maxCharacters) {
      dropped += text.length - Math.min(text.length, keptOfTooLarge);
      text = text.slice(0, keptOfTooLarge);
    }
  }
  if (text !== '') yield take(depth > 0 ? 'The object ends in the middle of a record.' : 'Expected a JSON object.');
}
