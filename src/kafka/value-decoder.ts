import { RockpoolError } from '../base/error.ts';
import type { KafkaIntegration } from '../config/config.ts';
import { openSchemaRegistry, type RegisteredSchema } from './schema-registry.ts';

/** JSON text, or why there is none: then the record becomes a dead letter. */
export type DecodedValue = { readonly value: Uint8Array } | { readonly problem: string };

/**
 * Turns a value that is not null into JSON text; at once when its schema is known. Throws, or rejects with, SOURCE_UNREADABLE when the registry
 * is away or refuses us: that is no record's fault, and mends itself or by hand.
 */
export type ValueDecoder = (value: Buffer) => DecodedValue | Promise<DecodedValue>;

/** Before the value: a zero and the id of its schema. https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/ */
const frameBytes = 5;

/**
 * The decoder of a topic's values; undefined when they pass as they are, which costs nothing.
 * With a registry, JSON may come with or without a schema's id before it. Throws CONFIG_INVALID for Avro without a registry.
 */
export function makeValueDecoder(
  registry: KafkaIntegration['schemaRegistry'],
  format: 'json' | 'avro',
): ValueDecoder | undefined {
  if (format === 'json') return registry === undefined ? undefined : unframeJson;
  if (registry === undefined) {
    throw new RockpoolError(
      'CONFIG_INVALID',
      'A source has `format: avro`, and its integration has no schema registry.',
      {
        hint: 'Write `schema_registry: { url: … }` under the integration in rockpool.yaml.',
      },
    );
  }
  const schemas = openSchemaRegistry(registry);
  return (value) => {
    const id = schemaIdOf(value);
    if (id === undefined) {
      return { problem: 'it does not begin with the id of a schema, as Avro that was written with a registry does' };
    }
    const known = schemas.known(id);
    return known === undefined
      ? schemas.fetch(id).then((schema) => decode(schema, id, value))
      : decode(known, id, value);
  };
}

function schemaIdOf(value: Buffer): number | undefined {
  return value.length >= frameBytes && value[0] === 0 ? value.readUInt32BE(1) : undefined;
}

function decode(schema: RegisteredSchema, id: number, value: Buffer): DecodedValue {
  switch (schema.kind) {
    case 'problem':
      return { problem: schema.problem };
    case 'json':
      return { value: value.subarray(frameBytes) };
    case 'avro':
      try {
        return { value: Buffer.from(schema.toJson(value, frameBytes)) };
      } catch (error) {
        return { problem: `it is not what schema ${id} describes: ${(error as Error).message}` };
      }
  }
}

function unframeJson(value: Buffer): DecodedValue {
  const id = schemaIdOf(value);
  if (id === undefined) return { value };
  const json = value.subarray(frameBytes);
  // JSON of an object or a list begins so; spaces may stand before it.
  if (/^\s*[{[]/.test(json.toString('latin1', 0, 64))) return { value: json };
  return { problem: `behind the id of its schema (${id}) stands no JSON; if it is Avro, write \`format: avro\`` };
}
