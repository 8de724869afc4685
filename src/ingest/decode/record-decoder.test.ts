import { describe, expect, it } from 'vitest';
import type { InputField } from '../../catalog/collection.ts';
import { parseType } from '../../schema/parse-type.ts';
import type { Decoded } from '../batch-transformer.ts';
import { makeRecordDecoder } from './record-decoder.ts';

const field = (type: string, epochUnit?: 's' | 'ms' | 'us'): InputField => ({
  name: 'f',
  type: parseType(type)!,
  ...(epochUnit === undefined ? {} : { epochUnit }),
});
const decode = (input: InputField, record: string): Decoded => makeRecordDecoder([input], 1_000_000).decodeText(record);
const valueOf = (type: string, json: string): unknown => {
  const decoded = decode(field(type), `{"f":${json}}`);
  return decoded.ok ? decoded.values[0] : decoded.message;
};

describe('record decoder', () => {
  it.each([
    ['BOOLEAN', 'true', true],
    ['INTEGER', '1.0', 1],
    ['INTEGER', '-7', -7],
    ['BIGINT', '9223372036854775807', 9223372036854775807n],
    ['BIGINT', '-9223372036854775808', -9223372036854775808n],
    ['BIGINT', '9007199254740993', 9007199254740993n],
    ['BIGINT', '1e3', 1000n],
    ['HUGEINT', '170141183460469231731687303715884105727', 170141183460469231731687303715884105727n],
    ['DOUBLE', '1.7', 1.7],
    ['DOUBLE', '5', 5],
    ['DECIMAL(18,2)', '12.5', 1250n],
    ['DECIMAL(38,2)', '123456789012345678901234567890.12', 12345678901234567890123456789012n],
    ['DECIMAL(18,2)', '"12.50"', 1250n],
    ['VARCHAR', '""', ''],
    ['VARCHAR', '"\\ud800 half"', '\ufffd half'],
    ['VARCHAR', '"\\\\ud800 kept, \\ud83d\\ude00 whole"', '\\ud800 kept, 😀 whole'],
    ['UUID', '"6F9619FF-8B86-D011-B42D-00C04FC964FF"', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['DATE', '"2026-02-28"', 20512],
    ['TIME', '"00:00:01.5"', 1500000n],
    ['TIMESTAMP', '"1970-01-01T00:00:01"', 1000000n],
    ['TIMESTAMPTZ', '"1970-01-01T01:00:00.000001+01:00"', 1n],
    ['TIMESTAMPTZ', '"1970-01-01T00:00:00"', 0n],
    ['JSON', '{"a":[1.50,9007199254740993],"__proto__":null}', '{"a":[1.50,9007199254740993],"__proto__":null}'],
    ['JSON', '"text"', '"text"'],
    ['VARCHAR[]', '["a",null]', ['a', null]],
    ['VARCHAR[]', '[]', []],
    ['STRUCT(a INTEGER, b STRUCT(c VARCHAR))', '{"b":{"c":"x","d":1}}', [null, ['x']]],
    ['JSON', 'null', null],
    ['INTEGER', 'null', null],
  ])('reads %s from %s', (type, json, expected) => {
    expect(valueOf(type, json)).toEqual(expected);
  });

  it.each([
    ['INTEGER', '1.7', 'Field "f": expected INTEGER, got the number 1.7.'],
    ['INTEGER', '2147483648', 'Field "f": expected INTEGER, got the number 2147483648.'],
    ['BIGINT', '9223372036854775808', 'Field "f": expected BIGINT, got the number 9223372036854775808.'],
    ['INTEGER', '"1"', 'Field "f": expected INTEGER, got the text "1".'],
    ['VARCHAR', '1', 'Field "f": expected VARCHAR, got the number 1.'],
    ['VARCHAR', '{"a":1}', 'Field "f": expected VARCHAR, got an object.'],
    ['BOOLEAN', '1', 'Field "f": expected BOOLEAN, got the number 1.'],
    ['DOUBLE', '1e400', 'Field "f": expected DOUBLE, got the number 1e400.'],
    ['DECIMAL(18,2)', '1.005', 'Field "f": expected DECIMAL(18,2), got the number 1.005.'],
    ['DATE', '"2026-02-30"', 'Field "f": expected DATE, got the text "2026-02-30".'],
    ['TIMESTAMPTZ', '1700000000000', 'Field "f": expected TIMESTAMPTZ, got the number 1700000000000.'],
    ['UUID', '"x"', 'Field "f": expected UUID, got the text "x".'],
    ['VARCHAR[]', '["a",1]', 'Field "f": expected VARCHAR[], got the list ["a",1].'],
    ['VARCHAR[]', '"a"', 'Field "f": expected VARCHAR[], got the text "a".'],
    ['STRUCT(a INTEGER)', '[]', 'Field "f": expected STRUCT(a INTEGER), got the list [].'],
  ])('refuses as %s the value %s', (type, json, message) => {
    expect(decode(field(type), `{"f":${json}}`)).toEqual({ ok: false, code: 'RECORD_FIELD_TYPE', message });
  });

  it.each([
    ['s' as const, '1.5', 1500000n],
    ['ms' as const, '1700000000000', 1700000000000000n],
    ['us' as const, '1700000000000001', 1700000000000001n],
  ])('reads epoch numbers in %s', (unit, json, expected) => {
    expect(decode(field('TIMESTAMPTZ', unit), `{"f":${json}}`)).toEqual({ ok: true, values: [expected] });
  });

  it.each([
    ['', 'RECORD_NOT_JSON', 'The record is empty.'],
    ['[1,2]', 'RECORD_NOT_JSON', 'Expected a JSON object, got a list of 2.'],
    ['"x"', 'RECORD_NOT_JSON', 'Expected a JSON object, got a text.'],
    ['null', 'RECORD_NOT_JSON', 'Expected a JSON object, got null.'],
    ['17', 'RECORD_NOT_JSON', 'Expected a JSON object, got a number.'],
    [
      `{"f":${'['.repeat(1001)}${']'.repeat(1001)}}`,
      'RECORD_NOT_JSON',
      'The record is nested more than 1000 levels deep.',
    ],
    [
      `{"f":"${'x'.repeat(1_000_000)}"}`,
      'RECORD_TOO_LARGE',
      'The record has 976.6 KiB, more than the 976.6 KiB allowed.',
    ],
  ])('refuses %.20s with %s', (record, code, message) => {
    expect(decode(field('JSON'), record)).toEqual({ ok: false, code, message });
  });

  it('refuses text that is not JSON, and says where', () => {
    const decoded = decode(field('JSON'), '{"f": 1');

    expect(decoded).toMatchObject({ ok: false, code: 'RECORD_NOT_JSON' });
  });

  it('reads a record nested 999 lists deep', () => {
    const deep = `${'['.repeat(999)}${']'.repeat(999)}`;

    expect(decode(field('JSON'), `{"f":${deep}}`)).toEqual({ ok: true, values: [deep] });
  });

  it('takes the last of two equal keys, with and without long numbers', () => {
    expect(decode(field('BIGINT'), '{"f":1,"f":2}')).toEqual({ ok: true, values: [2n] });
    expect(decode(field('BIGINT'), '{"f":9007199254740993,"f":9007199254740995}')).toEqual({
      ok: true,
      values: [9007199254740995n],
    });
  });

  it('tolerates an array of one object', () => {
    expect(decode(field('INTEGER'), '[{"f":1}]')).toEqual({ ok: true, values: [1] });
  });

  it('reads __proto__ and other inherited names as ordinary members', () => {
    const input = ['__proto__', 'constructor', 'toString'].map((name) => ({ ...field('JSON'), name }));
    const decoder = makeRecordDecoder(input, 1_000);

    expect(decoder.decodeText('{"__proto__":{"a":1},"x":1e400}')).toEqual({
      ok: true,
      values: ['{"a":1}', null, null],
    });
    expect(decoder.decodeText('{}')).toEqual({ ok: true, values: [null, null, null] });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
