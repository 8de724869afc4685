import type { Problem } from '../base/error.ts';
import type { PlaceSource } from './check-value.ts';
import type { Environment } from './environment.ts';

type Path = readonly (string | number)[];

export interface Expanded {
  readonly value: unknown;
  /** By path, joined with dots: the variables of each text that held some, as `${NAME}`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

const variable = /\$\{([^}]*)\}?/g;
const variableName = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a value; the default also stands for an empty variable, as in a shell.
 * A missing one is CONFIG_VARIABLE_MISSING and named. Keys are left alone, and what a variable holds is not expanded again.
 */
export function expandVariables(value: unknown, environment: Environment, places: PlaceSource): Expanded {
  const variables = new Map<string, string>();
  const problems: Problem[] = [];
  const expandText = (text: string, path: Path): string =>
    text.replace(variable, (whole: string, inner: string) => {
      const match = whole.endsWith('}') ? variableName.exec(inner) : null;
      if (match === null) {
        // A password may hold these characters.
        const shown = path[0] === 'integrations' ? '"${…}"' : JSON.stringify(whole);
        const message = `${shown} is not a variable; write \${NAME} or \${NAME:-default}.`;
        problems.push({ code: 'CONFIG_INVALID', message, ...places.placeOf(path) });
        return '';
      }
      const [, name, fallback] = match;
      const at = path.join('.');
      variables.set(at, `${variables.get(at) ?? ''}\${${name!}}`);
      const found = environment[name!];
      if (fallback !== undefined) return found === undefined || found === '' ? fallback : found;
      if (found !== undefined) return found;
      const message = `the environment variable ${name!} is not set.`;
      problems.push({
        code: 'CONFIG_VARIABLE_MISSING',
        message,
        hint: `Set it, or write \${${name!}:-default}.`,
        ...places.placeOf(path),
      });
      return '';
    });
  const walk = (one: unknown, path: Path): unknown => {
    if (typeof one === 'string') return expandText(one, path);
    if (Array.isArray(one)) return one.map((item, index) => walk(item, [...path, index]));
    if (typeof one !== 'object' || one === null) return one;
    const object = Object.create(null) as Record<string, unknown>;
    for (const [key, member] of Object.entries(one)) object[key] = walk(member, [...path, key]);
    return object;
  };
  return { value: walk(value, []), variables, problems };
}
