import { scalarArgumentTypes, type ArgumentType } from '../schema/argument-type.ts';

/** Every type a parameter may have: the scalars, and lists of them. */
export const argumentTypes: ArgumentType[] = scalarArgumentTypes.flatMap((scalar): ArgumentType[] => [
  scalar,
  `${scalar}[]`,
]);
