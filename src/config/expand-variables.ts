import type { Problem } from '../base/error.ts';
import type { PlaceSource } from './check-value.ts';
import type { Environment } from './environment.ts';

type Path = readonly (string | number)[];

export interface Expanded {
  readonly value: unknown;
  /** Paths, joined with dots, of the texts that held a variable: they may stand for numbers. */
  readonly paths: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

const variable = /\$\{([^}]*)\}?/g;
const variableName = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a value; the default also stands for an empty variable, as in a shell.
 * A missing one is CONFIG_VARIABLE_MISSING and named. Keys are left alone, and what a variable holds is not expanded again.
 */
export function expandVariables(value: unknown, environment: Environment, places: PlaceSource): Expanded {
  const paths = new Set<string>();
  const problems: Problem[] = [];
  const expandText = (text: string, path: Path): string =>
    text.replace(variable, (whole: string, inner: string) => {
      paths.add(path.join('.'));
      const match = whole.endsWith('}') ? variableName.exec(inner) : null;
      if (match === null) {
        const message = `${JSON.stringify(whole)} is not a variable; write \${NAME} or \${NAME:-default}.`;
        problems.push({ code: 'CONFIG_INVALID', message, ...places.placeOf(path) });
        return '';
      }
      const [, name, fallback] = match;
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
  return { value: walk(value, []), paths, problems };
}
