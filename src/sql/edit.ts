import type { OffsetMap } from './offset-map.ts';

/** Replaces a stretch of the author's text; `start === end` inserts. Offsets are UTF-16 code units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with all edits applied, and the way back. An edit inside the stretch of another is dropped: the outer one replaced it.
 * A place inside a replacement maps to where the author's words for it begin.
 */
export function applyEdits(
  text: string,
  edits: readonly Edit[],
): { readonly text: string; readonly offsets: OffsetMap } {
  const kept: { readonly edit: Edit; readonly newStart: number; readonly newEnd: number }[] = [];
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start);
    kept.push({ edit, newStart: result.length, newEnd: result.length + edit.text.length });
    result += edit.text;
    at = edit.end;
  }
  result += text.slice(at);
  return {
    text: result,
    offsets: {
      toAuthor(offset) {
        const last = kept.findLast(({ newStart }) => newStart <= offset);
        if (last === undefined) return offset;
        return offset < last.newEnd ? last.edit.start : last.edit.end + (offset - last.newEnd);
      },
    },
  };
}
