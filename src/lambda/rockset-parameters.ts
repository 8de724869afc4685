import { RockpoolError } from '../base/error.ts';
import { didYouMean } from '../base/suggest.ts';
import { isList, showArgument } from './argument-json.ts';
import { argumentTypeOf, argumentTypeWords } from './argument-type-words.ts';
import { typeOfCall } from './bind-arguments.ts';
import type { Parameter } from './lambda.ts';
import { NumberText, type ArgumentJson } from './lambda-service.ts';

/** `default_parameters` of a Rockset client. */
export interface RocksetParameter {
  readonly name: string;
  readonly type?: string;
  readonly value?: ArgumentJson;
}

/**
 * The parameters of a lambda that a Rockset client saves. The value stays verbatim, since it is hashed; without a type the value's JSON kind counts; one
 * without a name, as some clients send, is nothing. Throws ARGUMENT_INVALID for an unknown type, and for a name that is there twice.
 */
export function readRocksetParameters(list: readonly RocksetParameter[]): readonly Parameter[] {
  const seen = new Set<string>();
  return list.flatMap(({ name, type: word, value }) => {
    if (name === '') return [];
    if (seen.has(name))
      throw new RockpoolError('ARGUMENT_INVALID', `The parameter ${JSON.stringify(name)} is declared twice.`);
    seen.add(name);
    const known =
      word === undefined || word === ''
        ? typeOfCall(name, value === undefined ? undefined : { value })
        : argumentTypeOf(word);
    if (known === undefined) {
      const near = didYouMean(word!, argumentTypeWords);
      throw new RockpoolError(
        'ARGUMENT_INVALID',
        `The type ${JSON.stringify(word)} of parameter ${JSON.stringify(name)} is not known.${near}`,
      );
    }
    return [
      {
        name,
        type: known,
        ...(word === undefined || word === '' || word === known ? {} : { typeWord: word }),
        ...(value === undefined || value === null ? {} : { default: defaultText(value) }),
      },
    ];
  });
}

function defaultText(value: ArgumentJson): string {
  if (typeof value === 'string') return value;
  if (value instanceof NumberText) return value.text;
  if (isList(value))
    return `[${value.map((one) => (one instanceof NumberText ? one.text : JSON.stringify(one))).join(',')}]`;
  return typeof value === 'boolean' ? String(value) : showArgument(value);
}
