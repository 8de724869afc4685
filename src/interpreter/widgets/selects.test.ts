import { describe, expect, it } from 'vitest';
import { openSmall, text, variable, widget } from '../../../test/interpreter/small-app.ts';
import { optionTemplate } from '../../retool/plugins/option-list.ts';

const static3 = {
  ...optionTemplate({ kind: 'static', items: ['a', 'b', '{{ 1 + 2 }}'] }),
  _labels: ['', 'Bee', 'Three'],
};
const dynamic = optionTemplate({
  kind: 'dynamic',
  data: '{{ people.value }}',
  values: '{{ item.id }}',
  labels: '{{ i }}: {{ item.name }}',
});
const people = variable('people', "[{ id: 'u-1', name: 'Ann' }, { id: 'u-2', name: 'Bob' }]");

describe('a select', () => {
  it('offers its items, by their values where they have no label', async () => {
    const app = await openSmall([widget('pick', 'SelectWidget2', static3)]);
    expect(app.shown('pick')).toEqual({
      hidden: false,
      label: '',
      disabled: false,
      loading: false,
      value: null,
      options: [
        { value: 'a', label: 'a' },
        { value: 'b', label: 'Bee' },
        { value: 3, label: 'Three' },
      ],
    });
  });

  it('offers an option per element of its data', async () => {
    const app = await openSmall([people, widget('pick', 'SelectWidget2', dynamic)]);
    expect(app.shown('pick').options).toEqual([
      { value: 'u-1', label: '0: Ann' },
      { value: 'u-2', label: '1: Bob' },
    ]);
    expect(app.problems()).toEqual([]);
  });

  it('offers nothing of data that is no list, and tells', async () => {
    const app = await openSmall([widget('pick', 'SelectWidget2', { ...dynamic, data: '{{ 3 }}' })]);
    expect(app.shown('pick').options).toEqual([]);
    expect(app.problems()).toEqual([{ plugin: 'pick', message: 'data is no list: 3' }]);
  });

  it('takes what it offers, or nothing', async () => {
    const app = await openSmall([
      people,
      widget('pick', 'SelectWidget2', dynamic),
      text('label', "{{ pick.selectedLabel ?? 'nobody' }}"),
    ]);
    expect(app.shown('label').text).toBe('nobody');
    app.set('pick', 'u-2');
    expect(app.shown('label').text).toBe('1: Bob');
    expect(() => app.set('pick', 'u-3')).toThrow('Nobody can do this with pick: "u-3" is not offered: "u-1", "u-2".');
    app.set('pick', null);
    expect(app.shown('pick').value).toBe(null);
  });

  it('takes what is typed when it allows that', async () => {
    const app = await openSmall([widget('pick', 'SelectWidget2', { ...static3, allowCustomValue: true })]);
    app.set('pick', 'anything');
    expect(app.shown('pick').value).toBe('anything');
    expect(() => app.set('pick', 7)).toThrow('only text can be typed');
  });

  it('tells what is typed to search, until something is picked', async () => {
    const app = await openSmall([
      people,
      widget('pick', 'SelectWidget2', dynamic),
      text('typed', "typed {{ pick.inputValue || 'nothing' }}"),
    ]);
    app.type('pick', 'bo');
    expect(app.shown('typed').text).toBe('typed bo');
    app.set('pick', 'u-2');
    expect(app.shown('typed').text).toBe('typed nothing');
  });
});

describe('a multiselect', () => {
  it('takes several of what it offers', async () => {
    const app = await openSmall([widget('pick', 'MultiselectWidget2', { ...static3, maxCount: 2 })]);
    app.set('pick', ['a', 'b']);
    expect(app.shown('pick').value).toEqual(['a', 'b']);
    expect(() => app.set('pick', ['a', 'x'])).toThrow('"x" is not offered: "a", "b", 3');
    expect(() => app.set('pick', ['a', 'b', 3])).toThrow('2 values can be picked');
    expect(() => app.set('pick', 'a')).toThrow('a list of values is picked');
  });
});
