import { RockpoolError } from '../base/error.ts';
import { isArgumentObject, isList } from '../lambda/argument-json.ts';
import type { ArgumentForm, ArgumentJson, RawArgument } from '../lambda/lambda-service.ts';

export interface CallArguments {
  readonly arguments: ReadonlyMap<string, RawArgument>;
  readonly form: ArgumentForm;
}

/**
 * The arguments of a body in either form: ours, `{"arguments": {"userid": "u-17"}}`, or Rockset's list of name, type and value.
 * `parameters` is where the list stands. Throws REQUEST_INVALID when both are there.
 */
export function argumentsOfBody(body: ArgumentJson | undefined, parameters: ArgumentJson | undefined): CallArguments {
  const plain = body !== undefined && isArgumentObject(body) ? body['arguments'] : undefined;
  if (plain === undefined || plain === null) return { arguments: rocksetArguments(parameters), form: 'rockset' };
  if (parameters !== undefined && parameters !== null) {
    throw new RockpoolError('REQUEST_INVALID', 'Send either "arguments" or "parameters", not both.');
  }
  const entries = isArgumentObject(plain) ? Object.entries(plain) : [];
  return { arguments: new Map(entries.map(([name, value]) => [name, { value }])), form: 'plain' };
}

/** A name that is there twice counts with its last value, as it did there. */
function rocksetArguments(list: ArgumentJson | undefined): ReadonlyMap<string, RawArgument> {
  const found = new Map<string, RawArgument>();
  if (list === undefined || !isList(list)) return found;
  for (const entry of list) {
    if (!isArgumentObject(entry) || typeof entry['name'] !== 'string') continue;
    const { name, type, value = null } = entry;
    found.set(name, typeof type === 'string' ? { value, type } : { value });
  }
  return found;
}

/** The arguments of a query string: every member but our own, which begin with `$`. A repeated one is a list. */
export function argumentsOfQuery(query: Readonly<Record<string, unknown>>): CallArguments {
  const entries = Object.entries(query).filter(([name]) => !name.startsWith('$'));
  return { arguments: new Map(entries.map(([name, value]) => [name, { value: value as ArgumentJson }])), form: 'text' };
}
