import { keptOfTooLarge, type TextRecord } from './text-record.ts';

/** The lines that are not blank. A line longer than `maxCharacters` is cut, so that memory stays bounded. */
export async function* splitLines(pieces: AsyncIterable<string>, maxCharacters: number): AsyncGenerator<TextRecord> {
  let line = '';
  let dropped = 0;
  const take = (): TextRecord | undefined => {
    const record = dropped === 0 ? { text: line } : { text: line, wholeSize: line.length + dropped };
    [line, dropped] = ['', 0];
    return record.text.trim() === '' ? undefined : record;
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      line += piece.slice(from, end);
      const record = take();
      if (record !== undefined) yield record;
      from = end + 1;
    }
    line += piece.slice(from);
    if (dropped > 0 || line.length > maxCharacters) {
      dropped += line.length - Math.min(line.length, keptOfTooLarge);
      line = line.slice(0, keptOfTooLarge);
    }
  }
  const last = take();
  if (last !== undefined) yield last;
}
