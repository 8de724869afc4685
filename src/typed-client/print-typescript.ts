import type { Json } from '../base/json.ts';

/** A property of that name: quoted where it is no identifier. */
export const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

/** A literal on one line: two characters that JSON leaves as they are end a line for an editor, and for who indents the text. */
export const literal = (value: Json): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** A comment of these sentences, ending in a line break; empty without any. */
export function docComment(sentences: readonly (string | undefined)[]): string {
  const lines = sentences.flatMap((sentence) =>
    sentence === undefined || sentence === '' ? [] : sentence.split(/\r\n|[\n\r\u2028\u2029]/),
  );
  // A description may hold what would end the comment.
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/').trimEnd());
  if (safe.length === 0) return '';
  return safe.length === 1
    ? `/** ${safe[0]} */\n`
    : `/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
