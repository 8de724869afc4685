import type { ParameterContract } from '../api/lambda-contract.ts';
import { literal } from './print-typescript.ts';
import { elementOf, type ScalarArgumentType } from '../schema/argument-type.ts';

/** Texts for dates and times, as they go over the wire; of a `Date` its ISO text is sent. */
const scalars: Readonly<Record<ScalarArgumentType, string>> = {
  string: 'string',
  int: 'number | bigint',
  float: 'number',
  bool: 'boolean',
  date: 'string',
  timestamp: 'string | Date',
  datetime: 'string',
  time: 'string',
};

/** The TypeScript type of what may be given for a parameter. */
export function argumentType({ type, constraints }: ParameterContract): string {
  const element = elementOf(type);
  const allowed = constraints?.enum?.map((value) => literal(value)).join(' | ');
  const one = allowed ?? scalars[element ?? (type as ScalarArgumentType)];
  const given = element === undefined ? one : `readonly (${one})[]`;
  return constraints?.nullable === true ? `${given} | null` : given;
}
