import { describe, expect, it } from 'vitest';
import type { ParameterContract } from '../../../api/lambda-contract.ts';
import { scalarArgumentTypes, type ArgumentType } from '../../../schema/argument-type.ts';
import { onPage } from '../../plugins/place.ts';
import { parameterInput, type ParameterInput } from './parameter-input.ts';

const inputOf = (parameter: Partial<ParameterContract> & { readonly type: ArgumentType }): ParameterInput =>
  parameterInput(
    { name: 'p', ...parameter },
    { id: 'p', screen: 'page', place: onPage({ row: 0, col: 0, width: 4, height: 1 }), label: 'User id' },
  );

/** The members of the template that these keys name, after the subtype. */
const looks = (parameter: Parameters<typeof inputOf>[0], keys: string): readonly unknown[] => {
  const { plugin } = inputOf(parameter);
  return [plugin.subtype, ...keys.split(' ').map((key) => plugin.template[key])];
};

describe('the input of a parameter', () => {
  it('is one that fits its type', () => {
    const types = scalarArgumentTypes.flatMap((type): ArgumentType[] => [type, `${type}[]`]);
    expect(types.map((type) => [type, inputOf({ type }).plugin.subtype])).toEqual([
      ['string', 'TextInputWidget2'],
      ['string[]', 'MultiselectWidget2'],
      ['int', 'NumberInputWidget'],
      ['int[]', 'MultiselectWidget2'],
      ['float', 'NumberInputWidget'],
      ['float[]', 'MultiselectWidget2'],
      ['bool', 'SelectWidget2'],
      ['bool[]', 'MultiselectWidget2'],
      ['date', 'DateWidget'],
      ['date[]', 'MultiselectWidget2'],
      ['timestamp', 'DateTimeWidget'],
      ['timestamp[]', 'MultiselectWidget2'],
      ['datetime', 'TextInputWidget2'],
      ['datetime[]', 'MultiselectWidget2'],
      ['time', 'TextInputWidget2'],
      ['time[]', 'MultiselectWidget2'],
    ]);
  });

  it('is marked as required when there is neither a default nor null', () => {
    const required = (parameter: Partial<ParameterContract>): readonly unknown[] => {
      const { plugin, missing, argument } = inputOf({ type: 'string', ...parameter });
      return [plugin.template['required'], plugin.template['showClear'], missing, argument.form];
    };
    expect(required({})).toEqual([true, false, "(p.value ?? '') === ''", undefined]);
    expect(required({ default: '' })).toEqual([false, true, undefined, 'optional']);
    expect(required({ constraints: { nullable: true } })).toEqual([false, true, undefined, 'optional']);
    expect(required({ type: 'int[]' })).toEqual([true, false, '(p.value ?? []).length === 0', 'list']);
    expect(required({ type: 'int[]', default: '[]' })).toEqual([false, true, undefined, 'list']);
  });

  it('says what it is for, what may be given and what is usual', () => {
    const text = { type: 'string', description: 'Who, as in {{ this }}', example: 'u-17' } as const;
    expect(
      looks(
        { ...text, constraints: { pattern: '^u-', max_length: 20 } },
        'label labelCaption tooltipText placeholder patternType pattern maxLength minLength',
      ),
    ).toEqual([
      'TextInputWidget2',
      'User id',
      'text, at most 20 characters, matches ^u-',
      '{{ "Who, as in \\u007b\\u007b this \\u007d\\u007d" }}',
      'u-17',
      'regex',
      '^u-',
      20,
      undefined,
    ]);
    expect(
      looks(
        { type: 'int', default: '5', constraints: { minimum: 1, maximum: 9 } },
        'labelCaption value min max decimalPlaces allowNull',
      ),
    ).toEqual(['NumberInputWidget', 'whole number, 1 to 9, default 5', 5, 1, 9, 0, true]);
    expect(
      looks(
        { type: 'float', constraints: { minimum: 0.5, nullable: true }, example: 1.5 },
        'labelCaption value min max decimalPlaces placeholder',
      ),
    ).toEqual(['NumberInputWidget', 'number, at least 0.5, may be empty', null, 0.5, null, null, '1.5']);
  });

  it('offers what an enum and a truth may be, and chooses the default', () => {
    expect(
      looks(
        { type: 'string', constraints: { enum: ['a', '{{ b }}'] }, default: 'a' },
        'itemMode _values _ids value allowCustomValue',
      ),
    ).toEqual([
      'SelectWidget2',
      'static',
      ['a', '{{ "\\u007b\\u007b b \\u007d\\u007d" }}'],
      ['00030', '00031'],
      'a',
      false,
    ]);
    expect(looks({ type: 'int', constraints: { enum: [1, 2] } }, '_values value')).toEqual([
      'SelectWidget2',
      ['1', '2'],
      null,
    ]);
    expect(looks({ type: 'bool', default: 'false' }, '_values value')).toEqual([
      'SelectWidget2',
      ['true', 'false'],
      'false',
    ]);
    expect(
      looks(
        { type: 'string[]', constraints: { enum: ['a', 'b'], max_length: 2 }, default: '["b"]' },
        '_values value allowCustomValue maxCount',
      ),
    ).toEqual(['MultiselectWidget2', ['a', 'b'], ['b'], false, 2]);
  });

  it('takes any entries of a list without an enum, and suggests the default and the example', () => {
    expect(
      looks({ type: 'string[]', default: '["a"]', example: ['b', 'a'] }, '_values value allowCustomValue'),
    ).toEqual(['MultiselectWidget2', ['a', 'b'], ['a'], true]);
    expect(looks({ type: 'int[]', default: '[9007199254740993,2]' }, 'value')).toEqual([
      'MultiselectWidget2',
      ['9007199254740993', '2'],
    ]);
    expect(looks({ type: 'date[]', default: 'no list' }, 'value')).toEqual(['MultiselectWidget2', []]);
    expect(looks({ type: 'bool[]' }, '_values allowCustomValue')).toEqual([
      'MultiselectWidget2',
      ['true', 'false'],
      false,
    ]);
  });

  it('is a text where a number of JavaScript would be another one, and several lines for long texts', () => {
    expect(looks({ type: 'int', default: '9007199254740993' }, 'value')).toEqual([
      'TextInputWidget2',
      '9007199254740993',
    ]);
    expect(looks({ type: 'int', default: '5', constraints: { maximum: 9007199254740994 } }, 'value')).toEqual([
      'TextInputWidget2',
      '5',
    ]);
    const safe = Number.MAX_SAFE_INTEGER;
    expect(looks({ type: 'int', default: '5' }, 'value min max')).toEqual(['NumberInputWidget', 5, -safe, safe]);
    expect(looks({ type: 'string', constraints: { max_length: 2000 }, default: 'so' }, 'value maxLength')).toEqual([
      'TextAreaWidget',
      'so',
      2000,
    ]);
  });

  it('shows days and instants that a calendar shows, and leaves others to the lambda', () => {
    expect(
      looks({ type: 'date', default: '2026-10-05', constraints: { minimum: '2026-01-01' } }, 'value minDate maxDate'),
    ).toEqual(['DateWidget', '2026-10-05', '2026-01-01', '']);
    expect(looks({ type: 'date', default: 'infinity' }, 'value')).toEqual(['DateWidget', '']);
    expect(looks({ type: 'timestamp', default: '2026-10-05T08:30:00.120000Z' }, 'value')).toEqual([
      'DateTimeWidget',
      '2026-10-05T08:30:00.120Z',
    ]);
    expect(looks({ type: 'timestamp', default: '2026-10-05T08:30:00.120001Z' }, 'value')).toEqual([
      'DateTimeWidget',
      '',
    ]);
    expect(looks({ type: 'timestamp', default: '-infinity' }, 'value')).toEqual(['DateTimeWidget', '']);
  });

  it('sends instants in UTC and days without a time, however Retool writes them', () => {
    const sent = (type: ArgumentType, value: unknown): unknown => {
      const { expression } = inputOf({ type }).argument;
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the text that Retool evaluates
      return new Function('p', `return ${expression};`)({ value });
    };
    expect(sent('timestamp', '2026-10-05T10:30:00+02:00')).toBe('2026-10-05T08:30:00.000Z');
    expect(sent('timestamp', new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(sent('timestamp', '')).toBe('');
    expect(sent('timestamp', null)).toBe(null);
    expect(sent('date', '2026-10-05T00:00:00.000Z')).toBe('2026-10-05');
    expect(sent('date', null)).toBe('');
  });
});
