import { describe, expect, it } from 'vitest';
import { check, code, path, rest } from '../../../test/unit/retool/edited-app.ts';
import type { Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';
import { onPage } from '../plugins/place.ts';
import { widget } from '../plugins/widget.ts';

const purchases = rest(`${path}/rows?userid=u1`);
const totals = rest('ws/commons/lambdas/totals/tags/latest/rows', {}, 'totals');
const unknown = rest('ws/shop.eu/lambdas/anything/tags/latest/rows', {}, 'unknown');
const place = onPage({ row: 0, col: 0, width: 12, height: 8 });
const text = (value: string): Plugin => widget('TextWidget2', { id: 'text', screen: 'page1', place }, { value });
const tableOf = (template: Record<string, Json>): Plugin =>
  widget(
    'TableWidget2',
    { id: 'table', screen: 'page1', place },
    { data: '{{ purchases.data.results }}', ...template },
  );

describe('what reads an answer', () => {
  it.each([
    'purchases.data.results[0].price + purchases.data.results[0]["day"]',
    'purchases.data?.results?.[0]?.price ?? "–"',
    'purchases.data.data_age_ms + purchases.data.results.length',
    'purchases.data.results[0][column.value]',
    'purchases.data.results[0].price.amount',
    'purchases.data.results[0].hasOwnProperty("x")',
    'purchases.data.results.map((one) => ({ ...one, total: 1 })).map((one) => one.total + one.price)',
    'purchases.data.results.map((one) => ({ x: one.price })).map((one) => one.x)',
    '(purchases.data.results ?? other.value).map((one) => one.x)',
    'purchases.data.results.concat([{ x: 1 }]).map((one) => one.x)',
    '(unknown.data.results ?? []).map((one) => one.x)',
    '((purchases) => purchases.data.results[0].x)({ data: 1 })',
    '(() => { const purchases = other.value; return purchases.data.results[0].x; })()',
    'Object.keys(purchases.data.results[0]).length',
    '_.sumBy(purchases.data.results, "price") + _.get(purchases, "data.x")',
    'formatDataAsObject(purchases.data.results).price',
    '(() => { for (const one of purchases.data.results) one.x = 1; return purchases.data.results[0].x; })()',
    '(() => { let one = purchases.data.results[0]; one = other; return one.x; })()',
  ])('fits: %s', (expression) => {
    expect(check(purchases, totals, unknown, text(`{{ ${expression} }}`))).toEqual([]);
  });

  const wrong = (column = 'x', query = 'commons.purchases (query purchases)'): string =>
    `text: value: reads the column "${column}", which ${query} does not return.`;
  it.each([
    ['purchases.data.results[0].x'],
    ['purchases.data?.results?.[0]?.["x"]'],
    ['purchases.data.results[index.value].x'],
    ['(purchases.data?.results ?? []).map((one) => one.x)'],
    ['((c.value && !purchases.error && purchases.data?.results) || [])[0]?.x ?? null'],
    ['(c.value ? purchases.data.results : []).filter(({ x }) => x > 1)'],
    ['purchases.data.results.filter((one) => one.price > 1).at(-1).x'],
    ['purchases.data.results.reduce((sum, one) => sum + one.x, 0)'],
    ['purchases.data.results.sort((a, b) => a.day - b.x)'],
    ['[...purchases.data.results].find((one) => one.day === 1).x'],
    ['(() => { const [first] = purchases.data.results; return first.x; })()'],
    ['(() => { const { results } = purchases.data; for (const { x } of results) return x; })()'],
    ['((rows) => rows[0].x)(purchases.data.results)'],
    ['(() => { const rowsOf = () => purchases.data.results; return rowsOf()[0].x; })()'],
    ['_.sumBy(purchases.data.results, "x")'],
    ['_.orderBy(purchases.data.results, ["day"])[0].x'],
    ['formatDataAsObject(purchases.data.results).x'],
    ['purchases.data.results.map((one) => one).map((one) => one.x)'],
    ['purchases.data.results.map((one) => ({ ...one, total: 1 })).map((one) => one.x)'],
    ['[{ rows: purchases.data.results }].map((one) => one.rows[0].x)'],
    ['purchases.rawData.results[0].x'],
    ['table.selectedRow.x'],
    ['table.data[0].x'],
    ['later.value[0].x'],
    ['script.data.results[0].x'],
    ['transformed.data[0].x', wrong('x', 'commons.purchases (query transformed)')],
    ['purchases.data.results[0].products', `${wrong('products')} Did you mean "product"?`],
    ['totals.data.results[0].price', wrong('price', 'commons.totals (query totals)')],
  ])('does not fit: %s', (expression, expected = wrong()) => {
    const later: Plugin = {
      id: 'later',
      type: 'function',
      subtype: 'Function',
      template: { funcBody: 'return {{ purchases.data }}.results' },
    };
    const transformed = rest(
      `${path}/rows?userid=u1`,
      { enableTransformer: true, transformer: 'return data.results' },
      'transformed',
    );
    const script = code('const answer = await purchases.trigger(); return answer;');
    expect(check(purchases, totals, transformed, later, script, tableOf({}), text(`{{ ${expression} }}`))).toEqual([
      expected,
    ]);
  });

  it.each<[string, Plugin, readonly string[]]>([
    [
      'a column of a table',
      tableOf({ _columnIds: ['1', '2', '3', '4'], _columnKey: { 1: 'day', 2: 'prize', 3: '', 4: '{{ c.value }}' } }),
      [
        'table: _columnKey.2: reads the column "prize", which commons.purchases (query purchases) does not return. Did you mean "price"?',
      ],
    ],
    [
      'the value of a column',
      tableOf({ _columnIds: ['1'], _columnValueOverride: { 1: '{{ currentSourceRow.x + item.y }}' } }),
      [
        'table: _columnValueOverride.1: reads the column "x", which commons.purchases (query purchases) does not return.',
      ],
    ],
    [
      'a row of a key-value list',
      widget(
        'KeyValueWidget2',
        { id: 'details', screen: 'page1', place },
        {
          data: '{{ purchases.data.results[0] ?? {} }}',
          _propertyIds: ['day', 'x', 'made'],
          _propertyValueOverride: { made: '{{ 1 }}' },
        },
      ),
      ['details: _propertyIds.x: reads the column "x", which commons.purchases (query purchases) does not return.'],
    ],
    [
      'an option of a select',
      widget(
        'SelectWidget2',
        { id: 'choice', screen: 'page1', place },
        {
          itemMode: 'dynamic',
          data: '{{ purchases.data.results }}',
          values: '{{ item.product }}',
          labels: '{{ item.x }}',
        },
      ),
      ['choice: labels: reads the column "x", which commons.purchases (query purchases) does not return.'],
    ],
    [
      'the series of a chart',
      widget(
        'ChartWidget2',
        { id: 'chart', screen: 'page1', place },
        {
          _seriesIds: ['0'],
          _seriesDatasource: { 0: '{{ purchases.data.results }}' },
          _seriesXData: { 0: '{{ purchases.data.results.map((one) => one.day) }}' },
          _seriesYData: { 0: '{{ purchases.data.results.map((one) => one.x) }}' },
          _seriesGroupBy: { 0: ['group'] },
        },
      ),
      [
        'chart: _seriesGroupBy.0: reads the column "group", which commons.purchases (query purchases) does not return.',
        'chart: _seriesYData.0: reads the column "x", which commons.purchases (query purchases) does not return.',
      ],
    ],
    [
      'a transformer',
      rest(`${path}/rows?userid=u1`, {
        enableTransformer: true,
        transformer: 'return data.results.map((one) => one.x)',
      }),
      ['purchases: transformer: reads the column "x", which commons.purchases (query purchases) does not return.'],
    ],
    [
      'a query in JavaScript',
      code('const { results } = await purchases.trigger();\nreturn results.map(({ x }) => x);'),
      ['script: query: reads the column "x", which commons.purchases (query purchases) does not return.'],
    ],
    [
      'an event handler',
      {
        ...text(''),
        template: { events: [{ params: { src: 'purchases.trigger().then((answer) => answer.results[0].x)' } }] },
      },
      ['text: events.0.params.src: reads the column "x", which commons.purchases (query purchases) does not return.'],
    ],
  ])('is named when it does not fit: %s', (_name, plugin, expected) => {
    expect(check(...(plugin.id === 'purchases' ? [] : [purchases]), plugin)).toEqual(expected);
  });

  it('finds columns also in what a table adds to its rows', () => {
    const table = tableOf({ _columnIds: ['1'], _columnKey: { 1: '' }, _columnReferenceId: { 1: 'total' } });
    expect(check(purchases, table, text('{{ table.selectedRow.total + table.selectedSourceRow.total }}'))).toEqual([
      'text: value: reads the column "total", which commons.purchases (query purchases) does not return.',
    ]);
  });

  it('executes nothing and passes over what is no JavaScript', () => {
    expect(check(purchases, text('{{ purchases.data.results[0]. }}'), code('throw new Error('))).toEqual([]);
  });
});
