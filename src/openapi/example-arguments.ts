import { isRequired, type LambdaContract } from '../api/lambda-contract.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { parameterSchema } from './parameter-schema.ts';

/**
 * Arguments with which the lambda can be called as they stand: of each parameter its example, else its default, else the first value that it allows.
 * Undefined when a required one has none of them, as then nobody can promise a call that works.
 */
export function exampleArguments({ parameters }: LambdaContract): JsonObject | undefined {
  const found: [string, Json][] = [];
  for (const parameter of parameters) {
    const { examples, default: standard, enum: allowed, items } = parameterSchema(parameter);
    // The values that a list allows stand at its items, and are no lists.
    const value = first(examples) ?? standard ?? (items === undefined ? first(allowed) : undefined);
    if (value !== undefined) found.push([parameter.name, value]);
    else if (isRequired(parameter)) return undefined;
  }
  // A parameter may be called __proto__.
  return Object.fromEntries(found);
}

const first = (values: Json | undefined): Json | undefined =>
  Array.isArray(values) ? (values as readonly Json[])[0] : undefined;
