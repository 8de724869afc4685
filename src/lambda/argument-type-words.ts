import { scalarArgumentTypes, type ArgumentType, type ScalarArgumentType } from '../schema/argument-type.ts';

/** Words of Rockset's clients, rockset-http.md §5, and of SQLAlchemy. */
const aliases: Readonly<Record<string, ScalarArgumentType>> = {
  integer: 'int',
  int64: 'int',
  bigint: 'int',
  double: 'float',
  'double precision': 'float',
  boolean: 'bool',
  char: 'string',
  varchar: 'string',
  text: 'string',
};

/** The type of a word in any case, `Integer` and `int64[]` included; undefined for others. */
export function argumentTypeOf(word: string): ArgumentType | undefined {
  const trimmed = word.trim().toLowerCase();
  const isList = trimmed.endsWith('[]');
  const element = isList ? trimmed.slice(0, -2).trimEnd() : trimmed;
  const scalar =
    scalarArgumentTypes.find((one) => one === element) ??
    (Object.hasOwn(aliases, element) ? aliases[element] : undefined);
  if (scalar === undefined) return undefined;
  return isList ? `${scalar}[]` : scalar;
}

/** Every word that `argumentTypeOf` knows, for suggestions. */
export const argumentTypeWords: readonly string[] = [...scalarArgumentTypes, ...Object.keys(aliases)];
