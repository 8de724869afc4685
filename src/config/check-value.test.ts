import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkValue } from './check-value.ts';
import { durationSchema } from './value-kinds.ts';

const schema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    log: Type.Optional(Type.Enum(['text', 'json'])),
    every: Type.Optional(durationSchema),
    list: Type.Optional(Type.Array(Type.Boolean(), { minItems: 1 })),
    source: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('a'), topic: Type.String() }, { additionalProperties: false }),
        Type.Object({ kind: Type.Literal('b'), bucket: Type.String() }, { additionalProperties: false }),
      ]),
    ),
    size: Type.Optional(
      Type.Union([Type.Integer(), Type.Object({ least: Type.Integer() }, { additionalProperties: false })], {
        title: 'a number or names',
      }),
    ),
    login: Type.Optional(
      Type.Object(
        {
          user: Type.Optional(Type.String()),
          secret: Type.Optional(Type.String({ minLength: 1 })),
          how: Type.Optional(Type.Enum(['a', 'b'], { writeOnly: false })),
        },
        { additionalProperties: false, writeOnly: true },
      ),
    ),
    map: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.Number(), { title: 'small letters' })),
  },
  { additionalProperties: false },
);

const messages = (value: unknown) =>
  checkValue(schema, value, { placeOf: () => ({}) }).map((problem) => problem.message);

describe('checking a value', () => {
  it('finds nothing wrong with a good one', () => {
    expect(
      messages({
        name: 'x',
        port: 3,
        log: 'json',
        every: '30s',
        list: [true],
        source: { kind: 'b', bucket: 'x' },
        map: { a: 1.5 },
      }),
    ).toEqual([]);
  });

  it.each([
    [{}, ['the file needs "name": a text that is not empty.']],
    [{ name: '' }, ['"name" must be a text that is not empty, not "".']],
    [{ name: 'x', prot: 1 }, ['unknown key "prot". Did you mean "port"?']],
    [
      { name: 'x', zzzzzz: 1 },
      ['unknown key "zzzzzz". Known here: name, port, log, every, list, source, size, login, map.'],
    ],
    [{ name: 5 }, ['"name" must be a text that is not empty, not 5.']],
    [{ name: 'x', port: 11 }, ['"port" must be a whole number from 1 to 10, not 11.']],
    [{ name: 'x', port: 1.5 }, ['"port" must be a whole number from 1 to 10, not 1.5.']],
    [{ name: 'x', port: '3' }, ['"port" must be a whole number from 1 to 10, not "3".']],
    [{ name: 'x', log: 'jsno' }, ['"log" must be text or json, not "jsno". Did you mean "json"?']],
    [{ name: 'x', every: '30 sec' }, ['"every" must be a duration such as 30s, 5m or 90d, not "30 sec".']],
    [{ name: 'x', list: [] }, ['"list" must be a list with at least 1, not an empty list.']],
    [{ name: 'x', list: [true, 'no'] }, ['"list[1]" must be true or false, not "no".']],
    [{ name: 'x', list: { a: 1 } }, ['"list" must be a list with at least 1, not a set of keys.']],
    [
      { name: 'x', source: { kind: 'b', topic: 'y' } },
      ['"source" needs "bucket": a text.', 'unknown key "topic". Known here: kind, bucket.'],
    ],
    [
      { name: 'x', source: { kind: 'bb', bucket: 5 } },
      ['"source.kind" must be a or b, not "bb". Did you mean "b"?', '"source.bucket" must be a text, not 5.'],
    ],
    [{ name: 'x', 'log:json': null }, ['"log:…" is one word. Write "log: " with a space after the colon.']],
    [{ name: 'x', sizes: 1 }, ['unknown key "sizes". Did you mean "size"?']],
    [{ name: 'x', size: { least: 'x' } }, ['"size.least" must be a whole number, not "x".']],
    [{ name: 'x', size: 'x' }, ['"size" must be a number or names, not "x".']],
    [
      { name: 'x', login: { user: 5, secret: 'hunter2' } },
      ['"login.user" must be a text, not a number. Put it in quotes.'],
    ],
    [
      { name: 'x', login: { user: 'u', secret: 5 } },
      ['"login.secret" must be a text that is not empty, not a number. Put it in quotes.'],
    ],
    [{ name: 'x', login: { how: 'hunter2' } }, ['"login.how" must be a or b, not "hunter2".']],
    [{ name: 'x', login: 'hunter2' }, ['"login" must be a set of keys, not what stands there.']],
    [{ name: 'x', login: { secret: '' } }, ['"login.secret" must be a text that is not empty, not "".']],
    [
      { name: 'x', every: 'https://me:hunter2@host' },
      ['"every" must be a duration such as 30s, 5m or 90d, not "https://…@host".'],
    ],
    [{ name: 'x', source: { topic: 'y' } }, ['"source" needs "kind": a or b.']],
    [{ name: 'x', source: null }, ['"source" must be a set of keys, not nothing (null).']],
    [{ name: 'x', map: { A1: 1 } }, ['"A1" is not a name. Expected small letters.']],
    [[], ['the file must be a set of keys, not an empty list.']],
    [null, ['the file must be a set of keys, not nothing (null).']],
    ['text', ['the file must be a set of keys, not "text".']],
  ])('says what is wrong with %j', (value, expected) => {
    expect(messages(value)).toEqual(expected);
  });

  it('reports more than a handful of problems at once', () => {
    expect(messages({ name: 'x', list: Array(30).fill(1) })).toHaveLength(30);
  });
});
