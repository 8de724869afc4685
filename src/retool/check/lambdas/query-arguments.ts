import type { Node } from 'acorn';
import { embeddedIn } from '../template-text.ts';
import type { GivenArguments } from './given-arguments.ts';
import { literalsOf } from './code-parts.ts';

/**
 * Names in a query string: `a={{ x }}&{{ y ? 'b=' + y : '' }}`. A `{{ }}` that makes whole parts tells their names by its texts that begin
 * with `name=`; one without such a text may make any name. What begins with `$` is an option.
 */
export function queryArguments(query: string): GivenArguments {
  const names = new Set<string>();
  let complete = true;
  const expressions: (Node | undefined)[] = [];
  const masked = embeddedIn(query).reduce((text, { source, expression }) => {
    expressions.push(expression);
    return text.replace(source, () => mark);
  }, query);
  let next = 0;
  for (const part of masked.split('&')) {
    const here = expressions.slice(next, (next += part.split(mark).length - 1));
    const key = part.includes('=') ? part.slice(0, part.indexOf('=')) : part;
    if (!key.includes(mark)) {
      if (key !== '') names.add(decoded(key));
      continue;
    }
    const made = here.flatMap((expression) => namesMadeBy(expression));
    for (const name of made) names.add(name);
    if (made.length === 0 || key.replaceAll(mark, '') !== '') complete = false;
  }
  return { names: new Set([...names].filter((name) => !name.startsWith('$'))), complete, checked: true };
}

/** Stands for a `{{ }}`. */
const mark = '\uE000';

const namesMadeBy = (expression: Node | undefined): readonly string[] =>
  expression === undefined
    ? []
    : literalsOf(expression).flatMap((text) => {
        const [, name] = /^&?([^=&?\s]+)=/.exec(text) ?? [];
        return name === undefined ? [] : [decoded(name)];
      });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
