import { isJsonObject } from '../base/json.ts';
import { piecesOf, type Expression, type Piece } from './expressions/code.ts';

type Resolve = (name: string) => unknown;
type Note = (message: string) => void;

/**
 * Evaluates values of templates: a text that is one `{{ }}` gives its value, a mixture gives text, lists and objects are evaluated inside. As in
 * Retool, an expression that fails gives undefined; `note` is told.
 */
export function makeEvaluator(): (value: unknown, resolve: Resolve, note: Note) => unknown {
  // The same texts are evaluated again after every change.
  const parsed = new Map<string, readonly Piece[]>();
  const pieces = (text: string): readonly Piece[] => {
    const found = parsed.get(text) ?? piecesOf(text);
    parsed.set(text, found);
    return found;
  };

  const evaluate = (value: unknown, resolve: Resolve, note: Note): unknown => {
    if (typeof value === 'string') return value.includes('{{') ? evaluateText(pieces(value), resolve, note) : value;
    if (Array.isArray(value)) return value.map((one) => evaluate(one, resolve, note));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, evaluate(one, resolve, note)]));
  };
  return evaluate;
}

function evaluateText(pieces: readonly Piece[], resolve: Resolve, note: Note): unknown {
  const [first] = pieces;
  if (pieces.length === 1 && typeof first === 'object') return evaluateExpression(first, resolve, note)?.value;
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const result = evaluateExpression(piece, resolve, note);
      return result === undefined ? '' : textOf(piece, result.value, note);
    })
    .join('');
}

/** Undefined: it failed, and was noted. */
function evaluateExpression(
  { source, code, problem }: Expression,
  resolve: Resolve,
  note: Note,
): { readonly value: unknown } | undefined {
  try {
    if (problem !== undefined) throw new SyntaxError(problem);
    return { value: code?.run(resolve) };
  } catch (error) {
    note(`${source} fails: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** What stands in the middle of a text. */
function textOf({ source }: Expression, value: unknown, note: Note): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  const written = value === undefined ? 'undefined' : JSON.stringify(value);
  note(`${source} gives ${written} inside a text; how Retool writes that is not known.`);
  return '';
}
