import { describe, expect, it } from 'vitest';
import { openSmall, text, variable, widget } from '../../../test/interpreter/small-app.ts';
import { chart } from '../../retool/plugins/chart.ts';
import { keyValue } from '../../retool/plugins/key-value.ts';
import { navigation } from '../../retool/plugins/navigation.ts';
import { onPage } from '../../retool/plugins/place.ts';
import { statistic } from '../../retool/plugins/statistic.ts';

const options = { id: 'shown', screen: 'page1', place: onPage({ row: 0, col: 0, width: 12, height: 1 }) };
const figure = (value: string) => ({ value, style: 'decimal' as const });

describe('a text', () => {
  it('shows what its template gives, and tells when that is no text', async () => {
    const app = await openSmall([text('a', '#### {{ 1 + 1 }}'), text('none', '{{ null }}'), text('list', '{{ [1] }}')]);
    expect([app.shown('a').text, app.shown('none').text, app.shown('list').text]).toEqual(['#### 2', '', '']);
    expect(app.problems()).toEqual([{ plugin: 'list', message: 'value is no text: [1]' }]);
  });
});

describe('a statistic', () => {
  it('shows its number, and a second one when it has one', async () => {
    const app = await openSmall([
      statistic({ ...options, label: 'Spend', primary: figure('{{ 7 * 6 }}'), secondary: figure('{{ null }}') }),
      statistic({ ...options, id: 'alone', label: 'Spend', primary: figure('{{ null }}') }),
    ]);
    expect(app.shown('shown')).toEqual({ hidden: false, label: 'Spend', value: 42, secondary: null });
    expect(app.shown('alone')).toEqual({ hidden: false, label: 'Spend', value: null });
    expect(app.problems()).toEqual([]);
  });

  it('shows the sample of Retool when nothing says that there is no second number', async () => {
    const app = await openSmall([widget('bare', 'StatisticWidget2', { value: 1 })]);
    expect(app.shown('bare').secondary).toBe(0.08);
  });

  it('tells of a value that is no number', async () => {
    const app = await openSmall([statistic({ ...options, label: 'Spend', primary: figure("{{ '42' }}") })]);
    expect(app.shown('shown').value).toBe(null);
    expect(app.problems()).toEqual([{ plugin: 'shown', message: 'value is no number: "42"' }]);
  });
});

describe('a key-value list', () => {
  const person = variable('person', "{ name: 'Ann', born: '2001-02-03', tags: [] }");

  it('shows its lines by label, or every member when it has chosen none', async () => {
    const rows = [
      { key: 'born', label: 'Born', format: 'date' as const },
      { key: 'city', label: 'City', format: 'string' as const },
    ];
    const app = await openSmall([
      person,
      keyValue({ ...options, data: '{{ person.value }}', rows }),
      keyValue({ ...options, id: 'all', data: '{{ person.value }}', rows: [] }),
      keyValue({ ...options, id: 'none', data: '{{ null }}', rows }),
    ]);
    expect(app.shown('shown').rows).toEqual([{ Born: '2001-02-03', City: undefined }]);
    expect(app.shown('all').rows).toEqual([{ name: 'Ann', born: '2001-02-03', tags: [] }]);
    expect(app.shown('none').rows).toEqual([{ Born: undefined, City: undefined }]);
    expect(app.problems()).toEqual([]);
  });

  it('tells of a value that has no such format, and of data that are no object', async () => {
    const rows = [{ key: 'name', label: 'Name', format: 'date' as const }];
    const app = await openSmall([
      person,
      keyValue({ ...options, data: '{{ person.value }}', rows }),
      keyValue({ ...options, id: 'list', data: '{{ [] }}', rows }),
    ]);
    app.shown('shown');
    app.shown('list');
    expect(app.problems()).toEqual([
      { plugin: 'shown', message: 'Name has the format date and the value "Ann".' },
      { plugin: 'list', message: 'data is no object: []' },
    ]);
  });
});

describe('a chart', () => {
  const one = (x: string, y: string) =>
    chart({ ...options, series: [{ name: 'Spend', type: 'bar', x, y }], xScale: 'category' });

  it('draws its series', async () => {
    const app = await openSmall([one("{{ ['a', 'b'] }}", '{{ [1, 2] }}')]);
    expect(app.shown('shown')).toEqual({
      hidden: false,
      series: [{ name: 'Spend', type: 'bar', x: ['a', 'b'], y: [1, 2] }],
    });
    expect(app.problems()).toEqual([]);
  });

  it('draws nothing of lists of different length, and tells', async () => {
    const app = await openSmall([one("{{ ['a'] }}", '{{ [1, 2] }}')]);
    expect(app.shown('shown').series).toEqual([{ name: 'Spend', type: 'bar', x: [], y: [] }]);
    expect(app.problems()).toEqual([{ plugin: 'shown', message: 'Series Spend has no two lists of equal length.' }]);
  });
});

it('a navigation shows the pages of the app', async () => {
  const app = await openSmall([navigation(options)]);
  expect(app.shown('shown').options).toEqual([{ value: 'page1', label: 'Page 1' }]);
});

it('a button shows its text, and whether it can be pressed', async () => {
  const app = await openSmall([
    widget('go', 'ButtonWidget2', { text: 'Run {{ 2 }}', disabled: '{{ true }}', loading: '{{ 1 > 2 }}' }),
  ]);
  expect(app.shown('go')).toEqual({ hidden: false, text: 'Run 2', disabled: true, loading: false });
});
