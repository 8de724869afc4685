import { parse, type Node } from 'acorn';
import { freeNames } from '../../retool/check/free-names.ts';
import { embeddedIn } from '../../retool/check/template-text.ts';
import { makeFunction } from './run-code.ts';
import { selectorsOf, type Selector } from './selectors.ts';

/** JavaScript that is ready to run. */
export interface Code {
  /** What it reads of names that it does not declare. */
  readonly selectors: readonly Selector[];
  /** Runs it; `resolve` gives the value of a name, or throws. */
  run(resolve: (name: string) => unknown): unknown;
}

/** A text of a template: fixed pieces and expressions in order. */
export type Piece = string | Expression;

export interface Expression {
  /** With its braces. */
  readonly source: string;
  /** Undefined: it is no JavaScript, or empty. */
  readonly code?: Code;
  readonly problem?: string;
}

/** The pieces of a text with `{{ }}`. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { source, expression, problem } of embeddedIn(text)) {
    const at = text.indexOf(source, from);
    if (at > from) pieces.push(text.slice(from, at));
    from = at + source.length;
    pieces.push({
      source,
      ...(expression === undefined ? {} : { code: codeOf(expression, `return (${inner(source)}\n);`) }),
      ...(problem === undefined ? {} : { problem }),
    });
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** People are used to write a semicolon at the end. */
const inner = (source: string): string => source.slice(2, -2).replace(/[\s;]+$/, '');

/** The body of a function, of a transformer or of a Function plugin, in which `{{ }}` stands for its value. Throws SyntaxError. */
export function bodyCode(text: string): Code {
  const body = embeddedIn(text).reduce((code, { source }) => code.replace(source, () => `(${inner(source)})`), text);
  return codeOf(parse(body, { ecmaVersion: 'latest', allowReturnOutsideFunction: true }), body);
}

/** The body of an async function: a query or a handler of an event; what `run` gives is a promise. Throws SyntaxError. */
export function scriptCode(text: string): Code {
  const tree = parse(text, {
    ecmaVersion: 'latest',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
  });
  return codeOf(tree, `return (async () => {\n${text}\n})();`);
}

function codeOf(tree: Node, body: string): Code {
  const names = freeNames(tree);
  const call = makeFunction(names, body);
  return { selectors: selectorsOf(tree, names), run: (resolve) => call(...names.map(resolve)) };
}
