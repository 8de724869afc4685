import { Type } from 'avsc';
import { describe, expect, it } from 'vitest';
import { compileAvro } from './decode-avro.ts';

/** Encodes with a library of others, decodes with ours. */
function roundTrip(schema: unknown, value: unknown): string {
  const bytes = Type.forSchema(schema as never, { wrapUnions: 'auto' }).toBuffer(value);
  return decode(schema, bytes);
}

const decode = (schema: unknown, bytes: Buffer): string => compileAvro(JSON.stringify(schema), [])(bytes, 0);

/** An int or long in Avro's encoding. */
function long(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

const record = (...fields: readonly { name: string; type: unknown }[]): object => ({
  type: 'record',
  name: 'R',
  fields,
});
const logical = (type: string, logicalType: string, more = {}): object => ({ type, logicalType, ...more });
const fixed = (size: number, logicalType?: string, more = {}): object => ({
  type: 'fixed',
  name: 'F',
  size,
  ...(logicalType === undefined ? {} : { logicalType }),
  ...more,
});

describe('Avro', () => {
  it.each([
    ['null', null, 'null'],
    ['boolean', true, 'true'],
    ['boolean', false, 'false'],
    ['int', -2147483648, '-2147483648'],
    ['int', 2147483647, '2147483647'],
    ['long', 0, '0'],
    ['long', 134217727, '134217727'],
    ['long', -134217729, '-134217729'],
    ['long', -1099511627777, '-1099511627777'],
    ['float', 0.5, '0.5'],
    ['double', 1e-7, '1e-7'],
    ['double', Infinity, '1e999'],
    ['double', -Infinity, '-1e999'],
    ['double', NaN, 'null'],
    ['string', '', '""'],
    ['string', 'ü "quoted" \u0000 🦆 \n', '"ü \\"quoted\\" \\u0000 🦆 \\n"'],
    ['bytes', Buffer.from([0, 255, 128]), '"AP+A"'],
    [fixed(2), Buffer.from([1, 2]), '"AQI="'],
    [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'B', '"B"'],
    [{ type: 'array', items: 'int' }, [], '[]'],
    [{ type: 'array', items: 'int' }, [1, 2, 3], '[1,2,3]'],
    [{ type: 'array', items: 'null' }, [null, null], '[null,null]'],
    [{ type: 'map', values: 'string' }, { a: '1', 'b "': '2' }, '{"a":"1","b \\"":"2"}'],
    [['null', 'string'], null, 'null'],
    [['null', 'string'], 'x', '"x"'],
    [['null', { type: 'array', items: ['int', 'string'] }], [1, 'a'], '[1,"a"]'],
    [record(), {}, '{}'],
    [record({ name: 'a', type: 'int' }, { name: 'b', type: ['null', 'int'] }), { a: 1, b: null }, '{"a":1,"b":null}'],
    [logical('string', 'something-new'), 'x', '"x"'],
  ])('%j of %j is %s', (schema, value, json) => {
    expect(roundTrip(schema, value)).toBe(json);
  });

  it.each([-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 28n, -(2n ** 27n) - 1n])(
    'keeps all digits of the long %i',
    (value) => {
      expect(decode('long', long(value))).toBe(String(value));
    },
  );

  it.each([
    [logical('bytes', 'decimal', { precision: 9, scale: 2 }), Buffer.from([4, 0x30, 0x39]), '123.45'],
    [logical('bytes', 'decimal', { precision: 9, scale: 2 }), Buffer.from([2, 0xff]), '-0.01'],
    [logical('bytes', 'decimal', { precision: 9, scale: 4 }), Buffer.from([2, 0x07]), '0.0007'],
    [logical('bytes', 'decimal', { precision: 9 }), Buffer.from([0]), '0'],
    [
      fixed(9, 'decimal', { precision: 20, scale: 0 }),
      Buffer.from('00ffffffffffffffff', 'hex'),
      '18446744073709551615',
    ],
    [logical('int', 'date'), long(20682n), '"2026-08-17"'],
    [logical('int', 'date'), long(-1n), '"1969-12-31"'],
    [logical('int', 'time-millis'), long(76_797_558n), '"21:19:57.558000"'],
    [logical('long', 'time-micros'), long(76_797_558_577n), '"21:19:57.558577"'],
    [logical('long', 'timestamp-millis'), long(1_787_001_597_558n), '"2026-08-17T21:19:57.558000Z"'],
    [logical('long', 'timestamp-millis'), long(-1n), '"1969-12-31T23:59:59.999000Z"'],
    [logical('long', 'timestamp-micros'), long(1_787_001_597_558_577n), '"2026-08-17T21:19:57.558577Z"'],
    [logical('long', 'timestamp-nanos'), long(-1n), '"1969-12-31T23:59:59.999999Z"'],
    [logical('long', 'timestamp-nanos'), long(1_787_001_597_558_577_999n), '"2026-08-17T21:19:57.558577Z"'],
    [logical('long', 'local-timestamp-millis'), long(1_787_001_597_558n), '"2026-08-17T21:19:57.558000"'],
    [logical('long', 'local-timestamp-micros'), long(1_787_001_597_558_577n), '"2026-08-17T21:19:57.558577"'],
    [logical('long', 'local-timestamp-nanos'), long(1_787_001_597_558_577_000n), '"2026-08-17T21:19:57.558577"'],
    [
      fixed(16, 'uuid'),
      Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
      '"00112233-4455-6677-8899-aabbccddeeff"',
    ],
    [fixed(12, 'duration'), Buffer.from('010000000200000003000000', 'hex'), '{"months":1,"days":2,"milliseconds":3}'],
    [fixed(3, 'uuid'), Buffer.from([1, 2, 3]), '"AQID"'],
    [logical('string', 'timestamp-millis'), Buffer.from([2, 65]), '"A"'],
    [{ type: { type: 'string' } }, Buffer.from([2, 65]), '"A"'],
  ])('%j of %j is %s', (schema, bytes, json) => {
    expect(decode(schema, bytes)).toBe(json);
  });

  it('knows types by their names, with and without namespaces, and inside themselves', () => {
    const schema = {
      type: 'record',
      name: 'shop.Node',
      fields: [
        { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['LEAF', 'FORK'] } },
        { name: 'next', type: ['null', 'Node'] },
        { name: 'other', type: ['null', 'shop.Kind'] },
        { name: 'far', type: { type: 'fixed', name: 'Far', namespace: 'away', size: 1 } },
        { name: 'near', type: 'away.Far' },
      ],
    };
    const leaf = { kind: 'LEAF', next: null, other: 'FORK', far: Buffer.from([1]), near: Buffer.from([2]) };

    expect(roundTrip(schema, { ...leaf, kind: 'FORK', next: leaf })).toBe(
      '{"kind":"FORK","next":{"kind":"LEAF","next":null,"other":"FORK","far":"AQ==","near":"Ag=="},' +
        '"other":"FORK","far":"AQ==","near":"Ag=="}',
    );
  });

  it('keeps names that objects inherit', () => {
    const schema = record(
      { name: '__proto__', type: 'int' },
      { name: 'constructor', type: { type: 'map', values: 'int' } },
    );
    const bytes = Buffer.concat([long(1n), long(1n), Buffer.from([18]), Buffer.from('__proto__'), long(5n), long(0n)]);

    expect(decode(schema, bytes)).toBe('{"__proto__":1,"constructor":{"__proto__":5}}');
  });

  it('reads blocks that say how many bytes they have, and several of them', () => {
    const bytes = Buffer.concat([long(-2n), long(2n), long(1n), long(2n), long(1n), long(3n), long(0n)]);

    expect(decode({ type: 'array', items: 'int' }, bytes)).toBe('[1,2,3]');
  });

  it('decodes whatever the other library encodes of a nested schema', () => {
    const schema = record(
      { name: 'n', type: 'int' },
      {
        name: 'list',
        type: { type: 'array', items: ['null', 'boolean', 'string', { type: 'map', values: 'double' }] },
      },
    );
    const type = Type.forSchema(schema as never, { wrapUnions: false });
    for (let round = 0; round < 500; round += 1) {
      const value: unknown = type.random();

      expect(JSON.parse(decode(schema, type.toBuffer(value)))).toEqual(JSON.parse(JSON.stringify(value)));
    }
  });

  it.each([
    ['nothing', 'int', [], 'it ends too early'],
    ['a string longer than what is there', 'string', [20, 65], 'it ends too early'],
    ['a negative length', 'bytes', [1], 'a length is negative (-1)'],
    ['a number of eleven bytes', 'long', Array<number>(11).fill(0xff), 'a number is longer than ten bytes'],
    ['bytes that are left over', 'int', [2, 2], '1 bytes are left over'],
    ['a branch that is not there', ['null', 'int'], [4], 'a union has no branch 2'],
    ['a negative branch', ['null', 'int'], [1], 'a union has no branch -1'],
    ['a symbol that is not there', { type: 'enum', name: 'E', symbols: ['A'] }, [2], 'an enum has no symbol 1'],
    [
      'a count that fills the memory',
      { type: 'array', items: 'long' },
      [0x80, 0x80, 0x80, 0x80, 0x10, 2],
      'a list ends too early',
    ],
    ['a count of nothings', { type: 'array', items: 'null' }, [0x80, 0x80, 0x80, 0x80, 0x10], 'a list ends too early'],
    ['the greatest count', { type: 'map', values: 'null' }, [...long(2n ** 63n - 1n)], 'a list ends too early'],
    ['half a double', 'double', [1, 2, 3], 'it ends too early'],
  ])('says what is broken: %s', (_what, schema, bytes, message) => {
    expect(() => decode(schema, Buffer.from(bytes))).toThrow(message);
  });

  it('refuses records that are too deep', () => {
    const schema = record({ name: 'next', type: ['null', 'R'] });

    expect(decode(schema, Buffer.from([...Array<number>(999).fill(2), 0]))).toHaveLength(999 * 9 + 13);
    expect(() => decode(schema, Buffer.alloc(5_000, 2))).toThrow('it is more than 1000 levels deep');
  });

  it.each([
    ['{"type":"recor"}', 'the type "recor" is not defined'],
    ['"unknown"', 'the type "unknown" is not defined'],
    ['unknown', 'the type "unknown" is not defined'],
    ['7', '7 is no schema'],
    ['{"type":"record","fields":[]}', 'a named type has no name'],
    ['{"type":"record","name":"R"}', 'a record has no fields'],
    ['{"type":"enum","name":"E"}', 'an enum has no symbols'],
    ['{"type":"array"}', 'undefined is no schema'],
    ['["null", null]', 'null is no schema'],
    ['{', "Expected property name or '}' in JSON at position 1"],
  ])('says what is wrong with the schema %s', (schema, message) => {
    expect(() => compileAvro(schema, [])).toThrow(message);
  });
});
