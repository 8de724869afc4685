import type { Json } from '../../base/json.ts';

/** A character of nobody's alphabet: texts that begin with it are numbers as they stood. */
const kept = '\uE000';

/**
 * A parse tree as data. Numbers that JavaScript could change (2^53 + 1, 1.0, -0.0) are texts here and numbers again in `printTree`. Undefined
 * for a text that holds the character which marks them.
 */
export function readTree(text: string): Json | undefined {
  if (text.includes(kept) || /\\ue000/i.test(text)) return undefined;
  const tagged = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') || /^\d{1,9}$/.test(token) ? token : `"${kept}${token}"`,
  );
  return JSON.parse(tagged) as Json;
}

export function printTree(tree: Json): string {
  return JSON.stringify(tree).replace(new RegExp(`"${kept}([^"]*)"`, 'g'), '$1');
}
