import type { Token } from './scan-text.ts';

/** One `:name` in a text. */
export interface ParameterUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Indices of its first and last token. */
  readonly from: number;
  readonly to: number;
}

/**
 * Words after which an expression may begin. After any other word a colon is DuckDB's own: the key of a struct, the argument of a
 * lambda, an alias written first (`SELECT total: sum(x)`), a slice.
 */
const beforeExpression = new Set(
  `select distinct where and or not in like ilike glob similar to escape between when then else case limit offset by having on from
  interval any all some row rows range groups values qualify return union except intersect filter as is using top over returning
  tablesample lambda first`.split(/\s+/),
);

/**
 * The parameters of a statement, written `:name`, `: name` or `$name`. A colon begins a parameter where an expression may begin: not after
 * a value, so `a[1:n]`, `a[x:y]`, `{'k':v}`, `x::date` and `lambda x: x` keep their colons, while `a[:n]` and `{'k': :v}` hold parameters.
 */
export function findParameters(tokens: readonly Token[]): readonly ParameterUse[] {
  const uses: ParameterUse[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === 'dollar') {
      uses.push({ name: token.text.slice(1), start: token.start, end: token.end, from: index, to: index });
      continue;
    }
    const name = tokens[index + 1];
    if (token.kind !== 'symbol' || token.text !== ':' || name?.kind !== 'word') continue;
    if (index > 0 && endsValue(tokens, index - 1)) continue;
    uses.push({ name: name.text, start: token.start, end: name.end, from: index, to: index + 1 });
    index += 1;
  }
  return uses;
}

/** True when the token at `index` may end a value, so that a colon after it belongs to what stands before. */
function endsValue(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!;
  if (token.kind === 'symbol')
    return token.text === ')' || token.text === ']' || token.text === '}' || token.text === '?';
  if (token.kind !== 'word') return true;
  // A parameter's own name, as in `:a:b`, ends a value whatever word it is.
  if (tokens[index - 1]?.text === ':') return true;
  // `{limit: x}`: a keyword as the key of a struct.
  const before = tokens[index - 1]?.text;
  if ((before === '{' || before === ',') && isInBraces(tokens, index)) return true;
  if (token.word === 'zone') return tokens[index - 1]?.word !== 'time';
  return !beforeExpression.has(token.word);
}

function isInBraces(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const { kind, text } = tokens[at]!;
    if (kind !== 'symbol') continue;
    if (text === ')' || text === ']' || text === '}') depth += 1;
    if (text !== '(' && text !== '[' && text !== '{') continue;
    if (depth === 0) return text === '{';
    depth -= 1;
  }
  return false;
}

/** True when `use` is alone in brackets after IN: `x IN (:list)`. */
export function isBracketedList(tokens: readonly Token[], use: ParameterUse): boolean {
  const [open, close] = [tokens[use.from - 1], tokens[use.to + 1]];
  return tokens[use.from - 2]?.word === 'in' && open?.text === '(' && close?.text === ')';
}
