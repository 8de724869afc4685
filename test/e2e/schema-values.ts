import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';

/** Values that a JSON Schema allows; `resolve` gives what a reference names. Dates lie between the years 1 and 9999, as ISO writes them in four digits. */
export function valuesOf(schema: JsonObject, resolve: (reference: string) => JsonObject): fc.Arbitrary<unknown> {
  const inner = (one: Json | undefined): fc.Arbitrary<unknown> => valuesOf((one ?? {}) as JsonObject, resolve);
  const { $ref, enum: values, anyOf, type } = schema;
  if (typeof $ref === 'string') return inner(resolve($ref));
  if (Array.isArray(values)) return fc.constantFrom(...(values as readonly Json[]));
  if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as readonly Json[]).map(inner));
  if (Array.isArray(type))
    return fc.oneof(...(type as readonly string[]).map((one) => inner({ ...schema, type: one })));
  const least = (name: string): { min?: number } => (schema[name] === undefined ? {} : { min: Number(schema[name]) });
  const most = (name: string): { max?: number } => (schema[name] === undefined ? {} : { max: Number(schema[name]) });
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return schema['maximum'] === undefined && schema['minimum'] === undefined
        ? fc.maxSafeInteger()
        : fc.integer({ ...least('minimum'), ...most('maximum') });
    case 'number':
      return fc.double({ ...least('minimum'), ...most('maximum'), noNaN: true, noDefaultInfinity: true });
    case 'string':
      return texts(schema);
    case 'array': {
      const [minLength, maxLength] = [Number(schema['minItems'] ?? 0), Math.min(Number(schema['maxItems'] ?? 4), 8)];
      return fc.array(inner(schema['items']), { minLength, maxLength });
    }
    case 'object':
      return objects(schema, inner);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function texts(schema: JsonObject): fc.Arbitrary<string> {
  const moments = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  if (schema['format'] === 'date') return moments.map((moment) => moment.toISOString().slice(0, 10));
  if (schema['format'] === 'date-time') return moments.map((moment) => moment.toISOString());
  if (typeof schema['pattern'] === 'string') {
    const pattern = new RegExp(schema['pattern']);
    // What must not follow is filtered: fast-check cannot generate it.
    const plain = new RegExp(schema['pattern'].replace(/\(\?!.*?\$\)/, ''));
    return fc.stringMatching(plain).filter((text) => pattern.test(text));
  }
  const [minLength, maxLength] = [Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? 30)];
  return fc.oneof(fc.string({ minLength, maxLength }), fc.string({ unit: 'binary', minLength, maxLength }));
}

function objects(
  { properties = {}, required = [], additionalProperties }: JsonObject,
  inner: (schema: Json | undefined) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const members = Object.entries(properties as JsonObject).map(([name, schema]) => [name, inner(schema)] as const);
  const record = fc.record(Object.fromEntries(members), { requiredKeys: required as string[] });
  // Of a closed object nothing else is allowed; of one without members of its own everything is its content.
  if (additionalProperties === false || members.length > 0) return record;
  const value = additionalProperties === true ? undefined : additionalProperties;
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), inner(value), { maxKeys: 4 });
}

const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);

/** What no schema asks for. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    true,
    [],
    {},
    [[]],
    '__proto__',
    "'; --",
    '\0',
  ),
  fc.constantFrom<unknown>('9223372036854775808', '2026-02-30', 'NaN', '1e999', '%', ':a', '\u{1f41f}', '\ud800'),
  fc.constant('x'.repeat(100_000)),
  fc.constant(nested(500)),
);

/** The value with one of its parts, or all of it, replaced by junk or left out. */
export const spoiled = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.nat(), fc.option(junk, { nil: undefined }))
    .map(([number, other]) => replacePart(value, number % countParts(value), other));

function countParts(value: unknown): number {
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return parts.reduce<number>((count, part) => count + countParts(part), 1);
}

function replacePart(value: unknown, number: number, other: unknown): unknown {
  if (number === 0) return other;
  let before = 1;
  const replaced = Object.entries(value as object).map(([key, part]: [string, unknown]) => {
    const own = number - before;
    const count = countParts(part);
    before += count;
    return [key, own >= 0 && own < count ? replacePart(part, own, other) : part] as const;
  });
  return Array.isArray(value) ? replaced.map(([, part]) => part) : Object.fromEntries(replaced);
}
