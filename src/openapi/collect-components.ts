import type { TSchema } from 'typebox';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { simpleSchema } from './simple-schema.ts';

/** Schemas of the contract as JSON, where each one with a title stands once under its name and is referred to everywhere else. */
export interface Components {
  refer(schema: TSchema): JsonObject;
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

export function collectComponents(): Components {
  const schemas: Record<string, JsonObject> = {};
  const visit = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isJsonObject(value)) return value;
    const title = value['title'];
    const isNamed = typeof title === 'string' && value['type'] === 'object';
    if (isNamed && Object.hasOwn(schemas, title)) return { $ref: `#/components/schemas/${title}` };
    // Taken before its inside is visited, so that the names keep the order of the contract.
    if (isNamed) schemas[title] = {};
    const copy: Record<string, Json> = simpleSchema(
      Object.fromEntries(
        Object.entries(value).map(([key, member]) => [
          key,
          key === 'examples' || key === 'default' ? member : visit(member),
        ]),
      ),
    );
    if (!isNamed) return copy;
    delete copy['title'];
    schemas[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  };
  return { schemas, refer: (schema) => visit(JSON.parse(JSON.stringify(schema)) as Json) as JsonObject };
}
