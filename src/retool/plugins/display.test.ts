import { describe, expect, it } from 'vitest';
import { findShapeProblems } from '../../../test/retool/shape.ts';
import type { Place, Plugin, RetoolApp } from '../app.ts';
import { findAppProblems } from '../check/find-app-problems.ts';
import { encodeApp } from '../codec/encode-app.ts';
import { chart } from './chart.ts';
import { amounts, columnOf } from './column-format.ts';
import { container } from './container.ts';
import { javascriptQuery } from './javascript-query.ts';
import { keyValue } from './key-value.ts';
import { inContainer, onPage } from './place.ts';
import { screen } from './screen.ts';
import { statistic } from './statistic.ts';
import { switchWidget } from './switch.ts';
import { table } from './table.ts';
import { textWidget } from './text-widget.ts';

const on = (row: number): { readonly screen: string; readonly place: Place } => ({
  screen: 'page1',
  place: onPage({ row, col: 0, width: 12, height: 1 }),
});

const figure = { value: '{{ rows.data[0]?.n ?? null }}', style: 'decimal' } as const;

/** Every builder, with all of its options and with none. */
const app: RetoolApp = {
  name: 'Display',
  rootScreen: 'page1',
  plugins: [
    ...screen('page1', 'Display', 0),
    javascriptQuery({ id: 'rows', screen: 'page1', runs: 'onLoad', code: 'return [{ n: 1, m: 2 }];' }),
    javascriptQuery({
      id: 'clock',
      screen: 'page1',
      runs: { everyMs: 1000 },
      disabledWhile: '!live.value',
      code: 'return Date.now();',
      effects: [{ on: 'success', type: 'datasource', method: 'trigger', target: 'rows' }],
    }),
    textWidget({ ...on(0), id: 'text', value: '**{{ rows.data.length }}**', hidden: '{{ !live.value }}' }),
    switchWidget({ ...on(1), id: 'live', label: 'Live' }),
    statistic({ ...on(2), id: 'oneFigure', label: 'One', primary: figure }),
    statistic({
      ...on(3),
      id: 'twoFigures',
      label: 'Two',
      primary: { ...figure, style: { currency: 'USD' }, decimalPlaces: 2 },
      secondary: { ...figure, prefix: 'Purchases: ' },
    }),
    keyValue({
      ...on(5),
      id: 'chosenMembers',
      data: '{{ rows.data[0] }}',
      rows: [{ key: 'n', label: 'N', ...amounts('USD') }],
    }),
    table({ ...on(6), id: 'anyColumns', data: '{{ rows.data }}', emptyMessage: 'None' }),
    table({
      ...on(7),
      id: 'chosenColumns',
      data: '{{ rows.data }}',
      columns: [
        columnOf({ name: 'n', type: { kind: 'bigint' } }),
        { key: 'm', label: 'M', ...amounts('EUR'), size: 80 },
      ],
      primaryKey: 'm',
      emptyMessage: 'None',
      toolbar: true,
      serverPages: { rowCount: '{{ rows.data.length }}' },
    }),
    ...container({ ...on(8), id: 'box', title: 'Over time' }),
    chart({
      id: 'oneSeries',
      screen: 'page1',
      place: inContainer('box', { row: 0, col: 0, width: 12, height: 5 }),
      series: [{ name: 'N', type: 'line', x: '{{ [1] }}', y: '{{ [2] }}' }],
      xScale: 'date',
    }),
    chart({
      ...on(9),
      id: 'twoSeries',
      series: [
        { name: 'N', type: 'bar', x: '{{ [1] }}', y: '{{ [2] }}' },
        { name: 'M', type: 'line', x: '{{ [1] }}', y: '{{ [3] }}' },
      ],
      xScale: 'category',
      xTitle: 'X',
      yTitle: 'Y',
    }),
  ],
};

const templateOf = (id: string): Plugin['template'] => app.plugins.find((plugin) => plugin.id === id)!.template;

describe('builders of what is displayed', () => {
  it('make only what exports of Retool have', () => {
    expect(findShapeProblems(encodeApp(app))).toEqual([]);
  });

  it('make what holds together', () => {
    expect(findAppProblems(app)).toEqual([]);
  });

  it('hide the second line of a statistic that has one number', () => {
    expect(templateOf('oneFigure')['secondaryValue']).toBe('');
    expect(templateOf('twoFigures')).toMatchObject({
      formattingStyle: 'currency',
      currency: 'USD',
      decimalPlaces: 2,
      padDecimal: true,
      secondaryFormattingStyle: 'decimal',
      secondaryPrefix: 'Purchases: ',
      secondaryEnableTrend: false,
    });
  });

  it('say of every member of an object what they say of one', () => {
    expect(templateOf('chosenMembers')).toMatchObject({
      _propertyIds: ['n'],
      _propertyLabel: { n: 'N' },
      _propertyFormat: { n: 'currency' },
    });
  });

  it('compute the lists of a series, each series under its own number', () => {
    expect(templateOf('twoSeries')).toMatchObject({
      chartType: 'mixed',
      legendPosition: 'top',
      _seriesIds: ['0', '1'],
      _seriesName: { 0: 'N', 1: 'M' },
      _seriesType: { 0: 'bar', 1: 'line' },
      _seriesXDataMode: { 0: 'manual', 1: 'manual' },
      _seriesYData: { 0: '{{ [2] }}', 1: '{{ [3] }}' },
    });
    expect(templateOf('oneSeries')).toMatchObject({
      chartType: 'line',
      legendPosition: 'none',
      clearOnEmptyData: true,
    });
  });

  it('run code on load, or again and again', () => {
    expect(templateOf('rows')).toMatchObject({
      runWhenPageLoads: true,
      runWhenModelUpdates: false,
      queryRefreshTime: '',
    });
    expect(templateOf('clock')).toMatchObject({
      runWhenPageLoads: false,
      queryRefreshTime: '1000',
      queryDisabled: '{{ !live.value }}',
    });
  });
});
