import { parse, type Node } from 'acorn';
import { embeddedIn } from './template-text.ts';

/**
 * Code of a query, a transformer or a script, as the body of an async function. A `{{ }}` in it stands for its value, as in transformers.
 * Throws the parser's SyntaxError.
 */
export function parseCode(code: string): Node {
  try {
    return parseBody(code);
  } catch (error) {
    const plain = withoutBraces(code);
    if (plain === code) throw error;
    return parseBody(plain);
  }
}

const parseBody = (code: string): Node =>
  parse(code, { ecmaVersion: 'latest', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true });

/** `{{ a }}` becomes `( a )`. */
const withoutBraces = (code: string): string =>
  embeddedIn(code).reduce(
    (text, { source, expression }) =>
      expression === undefined ? text : text.replace(source, () => ` (${source.slice(2, -2).replace(/;\s*$/, '')}) `),
    code,
  );
