/** A property of that name: quoted where it is no identifier. */
export const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** A comment of these sentences, ending in a line break; empty without any. */
export function docComment(sentences: readonly (string | undefined)[]): string {
  const lines = sentences.flatMap((sentence) =>
    sentence === undefined || sentence === '' ? [] : sentence.split('\n'),
  );
  // A description may hold what would end the comment.
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/').trimEnd());
  if (safe.length === 0) return '';
  return safe.length === 1
    ? `/** ${safe[0]} */\n`
    : `/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
