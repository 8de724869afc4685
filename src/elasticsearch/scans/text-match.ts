import type { JsonObject } from '../../base/json.ts';
import type { TextMatch } from '../../plan/query-plan.ts';
import { asked, type Asked } from './asked.ts';

/** `index.max_regex_length` of an index that nobody changed; it counts prefixes too. */
const longestPrefix = 1_000;
/** Elasticsearch refuses patterns whose automaton is too large: its size grows with the square of the length … */
const longestPattern = 100;
/** … and doubles with each single character that is left open after a `*`. */
const mostOpen = 5;

/** A part of a pattern: a text, any one character, or any text. */
type Token = { readonly text: string } | 'one' | 'many';

/** The question whether the indexed texts of a keyword match. Too large patterns ask for a part of what they say. */
export function textQuery(path: string, match: TextMatch, operand: string): Asked {
  switch (match) {
    case 'prefix':
      return prefix(path, operand);
    case 'suffix':
      return wildcard(path, ['many', { text: operand }]);
    case 'substring':
      return wildcard(path, ['many', { text: operand }, 'many']);
    case 'like':
      return wildcard(path, tokens(operand));
    case 'ilike':
      return ilike(path, operand);
  }
}

/** The question whether there is an indexed value. */
export const exists = (path: string): Asked => asked({ exists: { field: path } });

function prefix(path: string, text: string): Asked {
  if (text === '') return exists(path);
  const cut = cutText(text, longestPrefix);
  return asked({ prefix: { [path]: { value: cut } } }, cut === text);
}

function wildcard(path: string, pattern: readonly Token[], more: JsonObject = {}): Asked {
  if (pattern.length > 0 && pattern.every((token) => token === 'many')) return exists(path);
  const [first, second] = pattern;
  if (pattern.length === 2 && typeof first === 'object' && second === 'many' && Object.keys(more).length === 0)
    return prefix(path, first.text);
  const small = simplify(pattern);
  if (small === pattern && pattern.every((token) => typeof token === 'object') && Object.keys(more).length === 0)
    return asked({ term: { [path]: pattern.map((token) => token.text).join('') } });
  if (small === undefined) return { ...exists(path), exact: false };
  return asked({ wildcard: { [path]: { value: small.map(print).join(''), ...more } } }, small === pattern);
}

/**
 * DuckDB folds the case of all letters, Elasticsearch that of ASCII letters: others may be any character. So may `k` and `i`, which are also the
 * small forms of the Kelvin sign and of the dotted capital I.
 */
function ilike(path: string, pattern: string): Asked {
  const folded = [...pattern].flatMap((character): readonly Token[] => {
    if (character === '%') return ['many'];
    return /[^\0-\x7f]|[kKiI_]/u.test(character) ? ['one'] : [{ text: character }];
  });
  if (folded.every((token) => typeof token === 'string')) return { ...exists(path), exact: false };
  return { ...wildcard(path, folded, { case_insensitive: true }), exact: false };
}

function tokens(pattern: string): readonly Token[] {
  return pattern
    .split(/([%_])/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece === '%' ? 'many' : piece === '_' ? 'one' : { text: piece }));
}

/** The pattern itself when its automaton is small; else its longest text with anything around it. */
function simplify(pattern: readonly Token[]): readonly Token[] | undefined {
  const open = pattern.slice(pattern.indexOf('many') + 1).filter((token) => token === 'one').length;
  const length = pattern.reduce((sum, token) => sum + (typeof token === 'object' ? [...token.text].length : 1), 0);
  if (length <= longestPattern && (!pattern.includes('many') || open <= mostOpen)) return pattern;
  const texts = pattern.filter((token) => typeof token === 'object').map((token) => token.text);
  const longest = texts.reduce((one, other) => (other.length > one.length ? other : one), '');
  return longest === '' ? undefined : ['many', { text: cutText(longest, longestPattern - 2) }, 'many'];
}

function print(token: Token): string {
  if (token === 'one') return '?';
  return token === 'many' ? '*' : token.text.replaceAll(/[\\*?]/g, '\\$&');
}

/** At most so many UTF-16 units, whole characters only. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
