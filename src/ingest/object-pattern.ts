import { RockpoolError } from '../base/error.ts';

/** The captures of a key that matches, or undefined. */
export type ObjectPattern = (key: string) => Readonly<Record<string, string>> | undefined;

const special = /\*\*\/?|\*|\?|\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * `*` within a segment, `**` across segments, `?` one character, `{name}` a captured part of a segment; a text without any of them is a
 * prefix. Throws CONFIG_INVALID when a name is captured twice.
 */
export function objectPattern(pattern: string): ObjectPattern {
  if (pattern.search(special) < 0) return (key) => (key.startsWith(pattern) ? {} : undefined);
  const names: string[] = [];
  let source = '';
  let from = 0;
  for (const match of pattern.matchAll(special)) {
    source += escape(pattern.slice(from, match.index));
    source += wildcard(match[0], match[1]);
    if (match[1] !== undefined) {
      if (names.includes(match[1]))
        throw new RockpoolError(
          'CONFIG_INVALID',
          `The pattern ${JSON.stringify(pattern)} captures {${match[1]}} twice.`,
        );
      names.push(match[1]);
    }
    from = match.index + match[0].length;
  }
  const whole = new RegExp(`^${source}${escape(pattern.slice(from))}$`, 's');
  return (key) => {
    const match = whole.exec(key);
    return match === null ? undefined : Object.fromEntries(names.map((name, index) => [name, match[index + 1]!]));
  };
}

/** The text with which every key begins that the pattern matches. */
export function literalPrefix(pattern: string): string {
  const at = pattern.search(special);
  return at < 0 ? pattern : pattern.slice(0, at);
}

function wildcard(text: string, name: string | undefined): string {
  if (name !== undefined) return '([^/]+)';
  switch (text) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    default:
      return '[^/]';
  }
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
