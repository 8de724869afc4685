import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import type { ArgumentType } from '../schema/argument-type.ts';
import { toArgumentJson } from './argument-json.ts';
import { bindArguments, type BindRequest } from './bind-arguments.ts';
import type { Parameter, ParameterConstraints } from './lambda.ts';
import { NumberText, type ArgumentForm, type ArgumentJson } from './lambda-service.ts';

const bindOne = (
  type: ArgumentType,
  value: ArgumentJson,
  more: { constraints?: ParameterConstraints; form?: ArgumentForm; default?: string } = {},
) => {
  const { form = 'plain', ...rest } = more;
  const parameters: Parameter[] = [{ name: 'x', type, ...rest }];
  return bindArguments({ parameters, used: ['x'], arguments: new Map([['x', { value }]]), form }).values.get('x');
};

const refusal = (run: () => unknown): string => {
  try {
    return `no refusal: ${String(run())}`;
  } catch (error) {
    if (error instanceof RockpoolError) return `${error.code} ${error.message}`;
    throw error;
  }
};

const number = (text: string): ArgumentJson => new NumberText(text);

describe('arguments', () => {
  it.each<[ArgumentType, ArgumentJson, unknown]>([
    ['string', 'u-17', 'u-17'],
    ['string', '', ''],
    ['string', "'; DROP TABLE x; --", "'; DROP TABLE x; --"],
    ['string', number('007.50'), '007.50'],
    ['string', true, 'true'],
    ['int', number('5'), 5n],
    ['int', number('9007199254740993'), 9007199254740993n],
    ['int', number('-9223372036854775808'), -(2n ** 63n)],
    ['int', number('3.0'), 3n],
    ['int', number('1e3'), 1000n],
    ['int', ' 42 ', 42n],
    ['float', number('1.5'), 1.5],
    ['float', '2', 2],
    ['bool', true, true],
    ['bool', 'True', true],
    ['bool', 'false', false],
    ['date', '1970-01-02', 1],
    ['timestamp', '1970-01-01T00:00:01Z', 1_000_000n],
    ['timestamp', '1970-01-01T02:00:00+02:00', 0n],
    ['datetime', '1970-01-01 00:00:01', 1_000_000n],
    ['datetime', '1970-01-01T00:00:01.5Z', 1_500_000n],
    ['time', '00:00:01', 1_000_000n],
    ['string[]', ['a', 'b'], ['a', 'b']],
    ['string[]', [], []],
    ['int[]', [number('1'), '2'], [1n, 2n]],
    ['int[]', '[1, 9007199254740993]', [1n, 9007199254740993n]],
    ['string[]', '["a, b", "9007199254740993123"]', ['a, b', '9007199254740993123']],
    ['bool[]', [true, 'False'], [true, false]],
    ['date', { __rockset_type: 'date', value: '1970-01-03' }, 2],
    ['date[]', [{ __rockset_type: 'date', value: '1970-01-03' }], [2]],
  ])('of the type %s read %j', (type, value, expected) => {
    expect(bindOne(type, value)).toEqual(expected);
  });

  it.each<[ArgumentType, ArgumentJson, string]>([
    ['int', 'five', 'Value "five" for parameter "x" (specified type "int") is invalid: expected a whole number.'],
    ['int', number('1.5'), 'Value 1.5 for parameter "x" (specified type "int") is invalid: expected a whole number.'],
    ['int', '', 'Value "" for parameter "x" (specified type "int") is invalid: expected a whole number.'],
    ['int', true, 'Value true for parameter "x" (specified type "int") is invalid: expected a whole number.'],
    [
      'int',
      number('9223372036854775808'),
      'Value "9223372036854775808" for parameter "x" (specified type "int") is invalid: expected a whole number of 64 bits.',
    ],
    ['int', [number('1')], 'Value [1] for parameter "x" (specified type "int") is invalid: expected a whole number.'],
    [
      'int',
      { a: number('1') },
      'Value {"a":1} for parameter "x" (specified type "int") is invalid: expected a whole number.',
    ],
    ['float', 'NaN', 'Value "NaN" for parameter "x" (specified type "float") is invalid: expected a number.'],
    [
      'float',
      number('1e999'),
      'Value "1e999" for parameter "x" (specified type "float") is invalid: it is beyond what a 64 bit float holds.',
    ],
    ['bool', number('1'), 'Value 1 for parameter "x" (specified type "bool") is invalid: expected true or false.'],
    ['bool', 'yes', 'Value "yes" for parameter "x" (specified type "bool") is invalid: expected true or false.'],
    [
      'date',
      '2026-02-30',
      'Value "2026-02-30" for parameter "x" (specified type "date") is invalid: expected a date such as 2026-08-17.',
    ],
    [
      'date',
      number('20260801'),
      'Value 20260801 for parameter "x" (specified type "date") is invalid: expected a date such as 2026-08-17.',
    ],
    [
      'timestamp',
      'yesterday',
      'Value "yesterday" for parameter "x" (specified type "timestamp") is invalid: expected a time such as 2026-08-17T21:19:57Z.',
    ],
    [
      'time',
      '25:00',
      'Value "25:00" for parameter "x" (specified type "time") is invalid: expected a time of day such as 21:19:57.',
    ],
    ['string', ['a'], 'Value ["a"] for parameter "x" (specified type "string") is invalid: expected a text.'],
    [
      'string',
      'a\ud800b',
      'Value "a\\ud800b" for parameter "x" (specified type "string") is invalid: it holds half of a surrogate pair, which is no Unicode text.',
    ],
    [
      'string',
      'x'.repeat(1_000_001),
      `Value "${'x'.repeat(98)}… for parameter "x" (specified type "string") is invalid: a text holds at most 1000000 characters.`,
    ],
    [
      'string[]',
      'a',
      'Value "a" for parameter "x" (specified type "string[]") is invalid: expected a list, such as ["a", "b"].',
    ],
    [
      'string[]',
      ['a', null],
      'Value ["a",null] for parameter "x" (specified type "string[]") is invalid: null has no place in a list at element 2.',
    ],
    [
      'int[]',
      [number('1'), 'x'],
      'Value [1,"x"] for parameter "x" (specified type "int[]") is invalid: expected a whole number at element 2.',
    ],
    ['int[]', '[1', 'Value "[1" for parameter "x" (specified type "int[]") is invalid: expected a list, such as […].'],
  ])('of the type %s refuse %j', (type, value, message) => {
    expect(refusal(() => bindOne(type, value))).toBe(`ARGUMENT_INVALID ${message}`);
  });

  it.each<[ArgumentType, ParameterConstraints, ArgumentJson, string]>([
    ['int', { minimum: 1 }, number('0'), 'it must be at least 1'],
    ['int', { maximum: 100 }, number('9007199254740993'), 'it must be at most 100'],
    ['float', { maximum: 0.5 }, number('0.6'), 'it must be at most 0.5'],
    ['date', { minimum: '2026-01-01' }, '2025-12-31', 'it must be at least 2026-01-01'],
    [
      'timestamp',
      { maximum: '2026-01-01T00:00:00Z' },
      '2026-01-01T00:00:01Z',
      'it must be at most 2026-01-01T00:00:00Z',
    ],
    ['string', { enum: ['a', 'b'] }, 'c', 'it must be one of "a", "b"'],
    ['int', { enum: [1, 2] }, number('3'), 'it must be one of 1, 2'],
    ['string', { min_length: 2 }, '😀', 'it must have at least 2 characters'],
    ['string', { max_length: 2 }, 'abc', 'it must have at most 2 characters'],
    ['string', { pattern: '^u-\\d+$' }, 'x', 'it must match ^u-\\d+$'],
    ['int[]', { maximum: 3, max_length: 9 }, [number('1'), number('4')], 'it must be at most 3 at element 2'],
    ['int[]', { max_length: 1 }, [number('1'), number('4')], 'it must have at most 1 elements'],
  ])('of the type %s keep to %j', (type, constraints, value, reason) => {
    expect(refusal(() => bindOne(type, value, { constraints }))).toContain(`is invalid: ${reason}.`);
  });

  it('that are missing take the default, else are named', () => {
    const parameters: Parameter[] = [
      { name: 'a', type: 'int', default: '5' },
      { name: 'b', type: 'string[]', default: '["x"]' },
      { name: 'c', type: 'string', constraints: { nullable: true } },
    ];
    const request: BindRequest = {
      parameters,
      used: ['a', 'b', 'c'],
      arguments: new Map([['a', { value: null }]]),
      form: 'plain',
    };

    expect(bindArguments(request).values).toEqual(
      new Map<string, unknown>([
        ['a', 5n],
        ['b', ['x']],
        ['c', null],
      ]),
    );
    expect(
      refusal(() =>
        bindArguments({
          parameters: [{ name: 'stopTime', type: 'string' }],
          used: ['stopTime'],
          arguments: new Map(),
          form: 'plain',
        }),
      ),
    ).toBe(
      'ARGUMENT_MISSING No value specified for query parameter "stopTime". Please provide a value for this parameter and try again.',
    );
  });

  it.each<[ArgumentForm, string]>([
    ['plain', 'ARGUMENT_UNKNOWN There is no parameter "usrid". Did you mean "userid"?'],
    ['text', 'ARGUMENT_UNKNOWN There is no parameter "usrid". Did you mean "userid"?'],
    ['rockset', 'no refusal: [object Object]'],
  ])('that nobody knows are, in the form %s, answered with: %s', (form, answer) => {
    const parameters: Parameter[] = [{ name: 'userid', type: 'string', default: 'x' }];

    expect(
      refusal(() =>
        bindArguments({ parameters, used: ['userid'], arguments: new Map([['usrid', { value: 'y' }]]), form }),
      ),
    ).toBe(answer);
  });

  it('from a query string: an empty text is a value for a text only, and one text is a list', () => {
    expect(bindOne('string', '', { form: 'text', default: 'd' })).toBe('');
    expect(bindOne('int', '', { form: 'text', default: '7' })).toBe(7n);
    expect(bindOne('string[]', 'a', { form: 'text' })).toEqual(['a']);
    expect(bindOne('int[]', ['1', '2'], { form: 'text' })).toEqual([1n, 2n]);
    expect(refusal(() => bindOne('int', '', { form: 'text' }))).toContain('ARGUMENT_MISSING');
  });

  it('fixed by the key win over the caller’s', () => {
    const parameters: Parameter[] = [{ name: 'tenant', type: 'int' }];
    const { values } = bindArguments({
      parameters,
      used: ['tenant'],
      arguments: new Map([['tenant', { value: toArgumentJson(2) }]]),
      form: 'plain',
      fixedArguments: { tenant: 1 },
    });

    expect(values).toEqual(new Map([['tenant', 1n]]));
  });

  it.each<[ArgumentJson, string | undefined, ArgumentType, unknown]>([
    ['x', undefined, 'string', 'x'],
    [number('5'), undefined, 'int', 5n],
    [number('5.5'), undefined, 'float', 5.5],
    [false, undefined, 'bool', false],
    [null, undefined, 'string', null],
    [[number('1'), number('2.5')], undefined, 'float[]', [1, 2.5]],
    [[], undefined, 'string[]', []],
    ['5', 'Integer', 'int', 5n],
    ['5', 'double precision', 'float', 5],
    ['2020-01-01 02:03:00', 'datetime', 'datetime', 1577844180000000n],
    [['a'], 'string', 'string[]', ['a']],
    [['a'], 'array', 'string[]', ['a']],
    [{ __rockset_type: 'date', value: '1970-01-02' }, undefined, 'date', 1],
  ])('that nobody declared take their type from the call: %j as %s', (value, word, type, expected) => {
    const argument = { value, ...(word === undefined ? {} : { type: word }) };
    const bound = bindArguments({
      parameters: [],
      used: ['x'],
      arguments: new Map([['x', argument]]),
      form: 'rockset',
    });

    expect([bound.types.get('x'), bound.values.get('x')]).toEqual([type, expected]);
  });

  it('of an unknown type are refused with a suggestion', () => {
    const run = () =>
      bindArguments({
        parameters: [],
        used: ['x'],
        arguments: new Map([['x', { value: '1', type: 'strng' }]]),
        form: 'rockset',
      });

    expect(refusal(run)).toBe(
      'ARGUMENT_INVALID The type "strng" of parameter "x" is not known. Did you mean "string"?',
    );
  });
});
