import type { ParameterContract } from '../api/lambda-contract.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { elementOf, type ScalarArgumentType } from '../schema/argument-type.ts';
import { orNull } from './simple-schema.ts';

const scalars: Readonly<Record<ScalarArgumentType, JsonObject>> = {
  string: { type: 'string' },
  int: { type: 'integer', format: 'int64' },
  float: { type: 'number', format: 'double' },
  bool: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time' },
  datetime: { type: 'string', description: 'Date and time without zone, ISO' },
  time: { type: 'string', description: 'Time of day, ISO' },
};

/** What may be given for a parameter: its type, constraints, default and example. Of a list the lengths are the list's, the other constraints its elements'. */
export function parameterSchema(parameter: ParameterContract): JsonObject {
  const element = elementOf(parameter.type);
  const scalar = element ?? (parameter.type as ScalarArgumentType);
  const constrained: JsonObject = {
    ...scalars[scalar],
    ...constraintsSchema(parameter, scalar),
    ...(parameter.type === 'string' ? lengths(parameter, 'Length') : {}),
  };
  const schema: JsonObject =
    element === undefined ? constrained : { type: 'array', items: constrained, ...lengths(parameter, 'Items') };
  const standard = defaultOf(parameter);
  return {
    ...(parameter.constraints?.nullable === true ? orNull(schema) : schema),
    ...(parameter.description === undefined ? {} : { description: parameter.description }),
    ...(standard === undefined ? {} : { default: standard }),
    ...(parameter.example === undefined ? {} : { examples: [parameter.example] }),
  };
}

function constraintsSchema({ constraints = {} }: ParameterContract, scalar: ScalarArgumentType): JsonObject {
  const { minimum, maximum, pattern } = constraints;
  const isNumber = scalar === 'int' || scalar === 'float';
  const isText = scalar === 'string';
  return {
    ...(constraints.enum === undefined ? {} : { enum: constraints.enum }),
    // JSON Schema compares numbers only; the limits of dates are told in the error.
    ...(isNumber && typeof minimum === 'number' ? { minimum } : {}),
    ...(isNumber && typeof maximum === 'number' ? { maximum } : {}),
    ...(isText && pattern !== undefined ? { pattern } : {}),
  };
}

function lengths({ constraints = {} }: ParameterContract, what: 'Items' | 'Length'): JsonObject {
  const { min_length: least, max_length: most } = constraints;
  return {
    ...(least === undefined ? {} : { [`min${what}`]: least }),
    ...(most === undefined ? {} : { [`max${what}`]: most }),
  };
}

/** The default as JSON; left out when it cannot be one, such as an integer beyond 2^53 or a default that is no value of its type. */
function defaultOf({ type, default: text }: ParameterContract): Json | undefined {
  if (text === undefined) return undefined;
  if (elementOf(type) === undefined && !['int', 'float', 'bool'].includes(type)) return text;
  try {
    const value = JSON.parse(text) as Json;
    if (elementOf(type) !== undefined) return Array.isArray(value) ? value : undefined;
    if (type === 'bool') return typeof value === 'boolean' ? value : undefined;
    return typeof value === 'number' && (type === 'float' || Number.isSafeInteger(value)) ? value : undefined;
  } catch {
    return undefined;
  }
}
