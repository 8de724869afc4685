import { RockpoolError } from '../base/error.ts';

/** What stands left of the `=`, right of it, and the type if one was named: `limit:int=5`. */
export interface TextArgument {
  readonly name: string;
  readonly type?: string;
  readonly text: string;
}

/** Reads `name=value` and `name:type=value`. Throws ARGUMENT_INVALID for anything else. */
export function parseArguments(texts: readonly string[]): readonly TextArgument[] {
  return texts.map((text) => {
    const equals = text.indexOf('=');
    const [name = '', ...type] = text.slice(0, Math.max(0, equals)).split(':');
    if (equals < 0 || name === '') {
      throw new RockpoolError('ARGUMENT_INVALID', `${JSON.stringify(text)} is no argument.`, {
        hint: 'Write name=value, for example userid=u-17.',
      });
    }
    return { name, text: text.slice(equals + 1), ...(type.length === 0 ? {} : { type: type.join(':') }) };
  });
}

/** By name, in order; a name given twice is a list, as in a query string. */
export function textsByName(given: readonly TextArgument[]): Record<string, string | string[]> {
  const byName = new Map<string, string | string[]>();
  for (const { name, text } of given) {
    const before = byName.get(name);
    byName.set(name, before === undefined ? text : [...[before].flat(), text]);
  }
  return Object.fromEntries(byName);
}

/** JSON text of `{name: value}`: what reads as a JSON number, boolean, null or list is one, unless a type says `string`. */
export function argumentsJson(given: readonly TextArgument[]): string {
  return `{${given.map((one) => `${JSON.stringify(one.name)}:${valueJson(one)}`).join(',')}}`;
}

/** JSON text of Rockset's list `[{name, type, value}]`, for statements that declare nothing. */
export function parametersJson(given: readonly TextArgument[]): string {
  const members = given.map((one) => {
    const type = one.type === undefined ? '' : `,"type":${JSON.stringify(one.type)}`;
    return `{"name":${JSON.stringify(one.name)}${type},"value":${valueJson(one)}}`;
  });
  return `[${members.join(',')}]`;
}

/** The text itself is kept where it is JSON, so that 9007199254740993 keeps its digits. */
function valueJson({ text, type }: TextArgument): string {
  const asText = JSON.stringify(text);
  if (type !== undefined && !type.endsWith('[]')) return asText;
  const looksLikeJson = /^(-?\d|true$|false$|null$|\[)/.test(text);
  return looksLikeJson && isJson(text) ? text : asText;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
