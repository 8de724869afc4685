import { describe, expect, it } from 'vitest';
import { openSmall, text, widget } from '../../../test/interpreter/small-app.ts';
import type { Template } from '../../retool/app.ts';
import type { RunningApp } from '../running-app.ts';

const open = (subtype: string, template: Template = {}): Promise<RunningApp> =>
  openSmall([widget('input', subtype, template), text('read', "{{ JSON.stringify(input.value ?? 'nothing') }}")]);

describe('an input', () => {
  it.each<[string, Template, unknown]>([
    ['TextInputWidget2', { value: 'a' }, 'a'],
    ['TextInputWidget2', {}, ''],
    ['TextAreaWidget', { value: '{{ 1 + 1 }} lines' }, '2 lines'],
    ['NumberInputWidget', { value: 4 }, 4],
    ['NumberInputWidget', { value: null, allowNull: true }, null],
    ['DateWidget', { value: '2026-08-17' }, '2026-08-17'],
    ['DateTimeWidget', { value: '' }, ''],
    ['SwitchWidget2', {}, false],
    ['JSONEditorWidget', { value: '{}' }, '{}'],
    ['MultiselectWidget2', { value: ['a'] }, ['a']],
    ['SelectWidget2', {}, null],
  ])('%s with %j holds %j at first', async (subtype, template, value) => {
    const app = await open(subtype, template);
    expect(app.shown('input').value).toEqual(value);
    expect(app.problems()).toEqual([]);
  });

  it.each<[string, Template, unknown]>([
    ['TextInputWidget2', { value: 'a' }, ''],
    ['TextAreaWidget', {}, 'a\nb'],
    ['NumberInputWidget', { min: 1, max: 5 }, 5],
    ['NumberInputWidget', { allowNull: true }, null],
    ['DateWidget', {}, '2026-08-17'],
    ['DateTimeWidget', {}, '2026-08-17T21:19:57.123Z'],
    ['SwitchWidget2', {}, true],
    ['JSONEditorWidget', {}, '{"a": 1}'],
  ])('%s with %j takes %j', async (subtype, template, value) => {
    const app = await open(subtype, template);
    app.set('input', value);
    expect(app.shown('input').value).toEqual(value);
    expect(app.shown('read').text).toBe(JSON.stringify(value ?? 'nothing'));
  });

  it.each<[string, Template, unknown, string]>([
    ['TextInputWidget2', {}, 1, 'only text can be entered'],
    ['NumberInputWidget', {}, '1', 'only a number can be entered'],
    ['NumberInputWidget', {}, null, 'it cannot be empty'],
    ['NumberInputWidget', { min: 1 }, 0, '0 is below 1'],
    ['NumberInputWidget', { max: '{{ 1 + 1 }}' }, 3, '3 is above 2'],
    ['NumberInputWidget', { decimalPlaces: 0 }, 1.5, '1.5 is no whole number'],
    ['DateWidget', {}, '17.8.2026', 'a day is text such as 2026-08-17'],
    ['DateTimeWidget', {}, 'soon', 'an instant is text in ISO 8601'],
    ['SwitchWidget2', {}, 'true', 'it is on or off'],
  ])('%s with %j does not take %j', async (subtype, template, value, why) => {
    const app = await open(subtype, template);
    expect(() => app.set('input', value)).toThrow(`Nobody can do this with input: ${why}.`);
  });

  it('tells whether what is typed is JSON', async () => {
    const app = await openSmall([
      widget('input', 'JSONEditorWidget', { value: '{}' }),
      text('valid', '{{ input.valid }} it is'),
    ]);
    expect(app.shown('valid').text).toBe('true it is');
    app.set('input', '{');
    expect(app.shown('valid').text).toBe('false it is');
  });
});
