import { parseExpressionAt, type Node } from 'acorn';

/** A `{{ }}` of a text. */
export interface Embedded {
  /** With its braces, as it stands in the text. */
  readonly source: string;
  /** Undefined: it is no JavaScript expression, or never closed; or empty, which Retool reads as nothing. */
  readonly expression?: Node;
  readonly problem?: string;
}

/**
 * The `{{ }}` of a text, in order. An expression ends where its own braces end: `{{ { a: '}}' } }}` is one. What cannot be parsed ends at the
 * next `}}`, and carries a problem.
 */
export function embeddedIn(text: string): readonly Embedded[] {
  const found: Embedded[] = [];
  let from = text.indexOf('{{');
  while (from >= 0) {
    const { embedded, end } = readAt(text, from);
    found.push(embedded);
    from = text.indexOf('{{', end);
  }
  return found;
}

/** The expression of a text that is one `{{ }}` and nothing else. */
export function wholeExpression(text: string): Node | undefined {
  const [only, more] = embeddedIn(text.trim());
  return more === undefined && only?.source === text.trim() ? only.expression : undefined;
}

const blank = /^(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*\}\}/;
/** A semicolon at the end is what people are used to write. */
const closing = /^(?:\s|;|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*\}\}/;

function readAt(text: string, from: number): { readonly embedded: Embedded; readonly end: number } {
  const start = from + 2;
  const empty = blank.exec(text.slice(start));
  if (empty !== null)
    return { embedded: { source: text.slice(from, start + empty[0].length) }, end: start + empty[0].length };
  let problem = 'nothing closes it';
  try {
    // Without its own parentheses, an expression would end before the last of them.
    const expression = parseExpressionAt(text, start, { ecmaVersion: 'latest', preserveParens: true });
    const rest = closing.exec(text.slice(expression.end));
    if (rest !== null) {
      const end = expression.end + rest[0].length;
      return { embedded: { source: text.slice(from, end), expression }, end };
    }
    problem = 'it is more than one expression';
  } catch (error) {
    problem = (error as Error).message.replace(/ \(\d+:\d+\)$/, '');
  }
  const close = text.indexOf('}}', start);
  const end = close < 0 ? text.length : close + 2;
  return { embedded: { source: text.slice(from, end), problem: close < 0 ? 'nothing closes it' : problem }, end };
}
