import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';

/**
 * The same values in the words that most readers of OpenAPI know: "or null" as a further type instead of an alternative (Retool reads few of those), and a
 * choice of texts as texts.
 */
export function simpleSchema(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  const one = nullAlternative(anyOf);
  if (one !== undefined) return { ...one, ...rest };
  const values = schema['enum'];
  const isChoice = Array.isArray(values) && values.every((value) => typeof value === 'string');
  return isChoice && schema['type'] === undefined ? { type: 'string', ...schema } : schema;
}

/** The first of two alternatives whose second is null. */
function nullAlternative(alternatives: Json | undefined): JsonObject | undefined {
  if (!Array.isArray(alternatives) || alternatives.length !== 2) return undefined;
  const [one, other] = alternatives as readonly Json[];
  if (!isJsonObject(one) || !isJsonObject(other) || other['type'] !== 'null') return undefined;
  return typeof one['type'] === 'string' ? orNull(one) : undefined;
}

/** The schema of one type, or null. */
export function orNull(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  return {
    ...schema,
    type: [type as string, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as readonly Json[]), null] } : {}),
  };
}
