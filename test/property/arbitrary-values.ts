import fc from 'fast-check';
import type { ScalarKind, SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';

const bits = (count: bigint) => fc.bigInt({ min: -(2n ** (count - 1n)), max: 2n ** (count - 1n) - 1n });
const microseconds = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n });
/** Any text that UTF-8 can carry, NUL and text beyond the basic plane included. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', 'a\0b', "'; DROP TABLE x; --", '𝒳', 'exactly 12 b', 'more than 12 bytes'),
);

const scalarValues: Readonly<Record<ScalarKind, fc.Arbitrary<Value>>> = {
  boolean: fc.boolean(),
  integer: fc.integer(),
  bigint: bits(64n),
  hugeint: bits(128n),
  double: fc.double(),
  varchar: anyText,
  date: fc.integer({ min: -700_000, max: 3_000_000 }),
  time: fc.bigInt({ min: 0n, max: 86_400_000_000n }),
  timestamp: microseconds,
  timestamptz: microseconds,
  uuid: fc.uuid(),
  json: fc.json(),
};

const scalarType: fc.Arbitrary<SqlType> = fc.oneof(
  fc.constantFrom(...(Object.keys(scalarValues) as ScalarKind[])).map((kind) => ({ kind })),
  fc
    .integer({ min: 1, max: 38 })
    .chain((width) => fc.integer({ min: 0, max: width }).map((scale) => ({ kind: 'decimal', width, scale }) as const)),
);

const memberNames = fc.uniqueArray(
  fc.oneof(
    fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }),
    fc.constantFrom('__proto__', '1', '0', 'a b'),
  ),
  {
    minLength: 1,
    maxLength: 4,
    selector: (name) => name.toLowerCase(),
  },
);

/** Every type, nested up to `depth` times. */
export function anyType(depth: number): fc.Arbitrary<SqlType> {
  if (depth === 0) return scalarType;
  const inner = anyType(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: scalarType },
    { weight: 1, arbitrary: inner.map((element) => ({ kind: 'list', element }) as const) },
    {
      weight: 1,
      arbitrary: memberNames.chain((names) =>
        fc
          .tuple(...names.map(() => inner))
          .map(
            (types) =>
              ({ kind: 'struct', fields: names.map((name, index) => ({ name, type: types[index]! })) }) as const,
          ),
      ),
    },
  );
}

/** Values of the type, null among them. */
export function anyValue(type: SqlType): fc.Arbitrary<Value> {
  return fc.option(presentValue(type), { nil: null, freq: 5 });
}

function presentValue(type: SqlType): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'decimal':
      return fc.bigInt({ min: -(10n ** BigInt(type.width)) + 1n, max: 10n ** BigInt(type.width) - 1n });
    case 'list':
      return fc.array(anyValue(type.element), { maxLength: 5 });
    case 'struct':
      return fc.tuple(...type.fields.map((field) => anyValue(field.type)));
    default:
      return scalarValues[type.kind];
  }
}
