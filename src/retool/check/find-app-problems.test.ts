import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { Plugin, RetoolApp } from '../app.ts';
import { events } from '../plugins/event.ts';
import { inContainer, inHeader, onPage } from '../plugins/place.ts';
import { screen } from '../plugins/screen.ts';
import { widget } from '../plugins/widget.ts';
import { findAppProblems } from './find-app-problems.ts';

const page = 'page1';
const area = (row: number, col = 0, width = 12, height = 1) => ({ row, col, width, height });

const query: Plugin = {
  id: 'spend',
  type: 'datasource',
  subtype: 'RESTQuery',
  template: {
    query: 'ws/commons/lambdas/total_spend/tags/latest/rows?userid={{ encodeURIComponent(customer.value) }}',
    bodyType: 'json',
    body: '[{"key":"arguments","value":"{{ { userid: customer[\\"value\\"] } }}"}]',
    watchedParams: ['customer.value'],
    transformer: 'const [first] = data.results;\nreturn {{ live.value }} ? first : await Promise.resolve(first);',
    queryDisabled: '{{ !customer.value }}',
    events: events('spend', [{ on: 'failure', type: 'state', method: 'setValue', target: 'live' }]),
  },
  screen: page,
  resource: { name: 'uuid', displayName: null },
};

const right: RetoolApp = {
  name: 'right',
  rootScreen: page,
  plugins: [
    ...screen(page, 'Page', 0),
    query,
    { id: 'live', type: 'state', subtype: 'State', template: { value: 'false' } },
    {
      id: 'rows',
      type: 'function',
      subtype: 'Function',
      template: { funcBody: 'return {{ spend.data }}.results.map(({ day }) => day)', value: '' },
      screen: page,
    },
    {
      id: 'refresh',
      type: 'datasource',
      subtype: 'JavascriptQuery',
      template: { query: 'const rows = await spend.trigger();\nreturn rows;' },
      screen: page,
      resource: { name: 'JavascriptQuery', displayName: null },
    },
    widget('TextInputWidget2', { id: 'customer', screen: page, place: onPage(area(0)) }, { value: '' }),
    widget(
      'ButtonWidget2',
      { id: 'button', screen: page, place: onPage(area(1)) },
      {
        events: events('button', [
          { on: 'click', type: 'datasource', method: 'trigger', target: 'spend' },
          { on: 'click', type: 'script', method: 'run', target: '', params: { src: 'customer.setValue("1")' } },
        ]),
      },
    ),
    widget(
      'ContainerWidget2',
      { id: 'box', screen: page, place: onPage(area(2, 0, 6, 5)) },
      { _ids: ['00030'], _viewKeys: ['View 1'] },
    ),
    widget(
      'TextWidget2',
      { id: 'title', screen: page, place: inHeader('box', area(0)) },
      { value: '#### {{ self.id }}' },
    ),
    widget(
      'TextWidget2',
      { id: 'body', screen: page, place: inContainer('box', area(0)) },
      { value: '{{ spend.data?.results[0]?.sum ?? "–" }}' },
    ),
    widget(
      'TableWidget2',
      { id: 'table', screen: page, place: onPage(area(2, 6, 6, 4.2)) },
      {
        data: '{{ spend.data.results }}',
        _columnIds: ['0a', '0b'],
        _columnKey: { '0a': 'day', '0b': 'sum' },
        _columnHidden: {},
        _primaryKeyColumnId: '0a',
        _toolbarButtonIds: ['3c'],
        _toolbarButtonType: { '3c': 'custom' },
        events: events('table', [
          { on: 'clickToolbar', type: 'widget', method: 'exportData', target: 'table', item: '3c' },
        ]),
      },
    ),
    widget(
      'SelectWidget2',
      { id: 'choice', screen: page, place: onPage(area(7)) },
      { _ids: ['00030', '00031'], _values: ['a', 'b'], _labels: ['', ''] },
    ),
    ...screen('page2', 'Page 2', 1),
    widget('TextWidget2', { id: 'other', screen: 'page2', place: onPage(area(0)) }, { value: '{{ live.value }}' }),
  ],
};

/** The app with one plugin changed. */
const changed = (id: string, change: Partial<Plugin>): RetoolApp => ({
  ...right,
  plugins: right.plugins.map((plugin) => (plugin.id === id ? { ...plugin, ...change } : plugin)),
});
const withTemplate = (id: string, template: Record<string, Json>): RetoolApp =>
  changed(id, { template: { ...right.plugins.find((plugin) => plugin.id === id)!.template, ...template } });
const moved = (id: string, place: Partial<NonNullable<Plugin['place']>>): RetoolApp =>
  changed(id, { place: { ...right.plugins.find((plugin) => plugin.id === id)!.place!, ...place } });
const without = (id: string): RetoolApp => ({ ...right, plugins: right.plugins.filter((plugin) => plugin.id !== id) });
const event = (on: string, type: string, pluginId: string, targetId: string | null = null): Record<string, Json> => ({
  events: [{ id: '1', event: on, type, method: 'trigger', pluginId, targetId, params: {} }],
});

const problems = (app: RetoolApp): readonly string[] =>
  findAppProblems(app).map(({ plugin, message }) => `${plugin}: ${message}`);

describe('findAppProblems', () => {
  it('finds none in an app that is right', () => {
    expect(findAppProblems(right)).toEqual([]);
  });

  it.each<[string, RetoolApp, readonly string[]]>([
    [
      'two plugins of one id',
      { ...right, plugins: [...right.plugins, query] },
      ['spend: Another widget or query has this id too.'],
    ],
    [
      'an id that is no identifier',
      changed('choice', { id: 'my-choice' }),
      ['my-choice: The id is no JavaScript identifier.'],
    ],
    [
      'an id that is a reserved word',
      changed('choice', { id: 'class' }),
      ['class: The id is no JavaScript identifier.'],
    ],
    [
      "an id of Retool's own",
      changed('choice', { id: 'moment' }),
      ["moment: The id hides one of Retool's or JavaScript's own names."],
    ],
    ['no first screen', { ...right, rootScreen: 'home' }, [': The first screen "home" does not exist.']],
    [
      'a screen that does not exist',
      changed('rows', { screen: 'home' }),
      [
        'rows: Its screen "home" does not exist.',
        'rows: funcBody: spend stands on another screen, which cannot be seen from here.',
      ],
    ],
    ['a screen without its frame', without('$main2'), ['page2: A screen has one main frame, this one has 0.']],
    ['a widget without a place', changed('choice', { place: undefined }), ['choice: A widget needs a place.']],
    ['a query with a place', changed('spend', { place: onPage(area(20)) }), ['spend: A datasource has no place.']],
    [
      'a container that does not exist',
      moved('title', { container: 'bax' }),
      ['title: Its container "bax" does not exist.'],
    ],
    [
      'a container that is none',
      moved('title', { container: 'table' }),
      ['title: What it names as its container, table, is a TableWidget2.'],
    ],
    ['a view that does not exist', moved('body', { subcontainer: '' }), ['body: Its container box has no view "".']],
    [
      'a view in a header',
      moved('title', { subcontainer: '00030' }),
      ['title: The header of box belongs to no view, so none may be named.'],
    ],
    [
      'the main frame as a container',
      moved('choice', { subcontainer: '$main' }),
      ['choice: What stands in $main names neither a container nor a frame.'],
    ],
    [
      'a container inside itself',
      moved('box', { container: 'box', subcontainer: '00030' }),
      ['box: It stands inside itself.'],
    ],
    [
      'thirteen columns',
      moved('choice', { col: 1 }),
      ['choice: It stands in column 1 with width 12, which is not inside the 12 columns.'],
    ],
    [
      'no width',
      moved('choice', { width: 0 }),
      ['choice: It stands in column 0 with width 0, which is not inside the 12 columns.'],
    ],
    [
      'a row between the steps',
      moved('choice', { row: 7.1 }),
      ['choice: Its row 7.1 or its height 1 is no multiple of 0.2.'],
    ],
    ['one widget over another', moved('choice', { row: 6.8 }), ['choice: It stands over box.']],
    [
      'a handler that runs no query',
      withTemplate('button', event('click', 'datasource', 'spent')),
      ['button: events.0: "spent" does not exist.'],
    ],
    [
      'a handler that runs a widget',
      withTemplate('button', event('click', 'datasource', 'customer')),
      ['button: events.0: customer is a widget, not a datasource.'],
    ],
    [
      'a handler across screens',
      withTemplate('button', event('click', 'widget', 'other')),
      ['button: events.0: other stands on another screen.'],
    ],
    [
      'a script with a target',
      withTemplate('button', event('click', 'script', 'spend')),
      ['button: events.0: what a handler of type script does concerns no plugin, but it names "spend".'],
    ],
    [
      'a toolbar button that does not exist',
      withTemplate('table', event('clickToolbar', 'widget', 'table', '4d')),
      ['table: events.0: "4d" is no item of table.'],
    ],
    [
      'tabs of no container',
      changed('choice', { subtype: 'TabsWidget2', template: { targetContainerId: 'table' } }),
      ['choice: targetContainerId: table is a TableWidget2.'],
    ],
    [
      'a column that has no key',
      withTemplate('table', { _columnKey: { '0a': 'day' } }),
      ['table: _columnKey says nothing of the item "0b".'],
    ],
    [
      'a label of no column',
      withTemplate('table', { _columnLabel: { '0a': '', '0b': '', '0c': '' } }),
      ['table: _columnLabel says something of "0c", which is none of _columnIds.'],
    ],
    [
      'a primary key that is no column',
      withTemplate('table', { _primaryKeyColumnId: '0c' }),
      ['table: _primaryKeyColumnId: "0c" is none of _columnIds.'],
    ],
    [
      'lists of different length',
      withTemplate('choice', { _labels: ['one'] }),
      ['choice: _labels has 1 entries, _ids has 2.'],
    ],
    [
      'an expression that does not parse',
      withTemplate('body', { value: '{{ spend.data. }}' }),
      ['body: value: {{ spend.data. }} is no JavaScript expression: Unexpected token.'],
    ],
    [
      'an expression that names nothing',
      withTemplate('body', { value: '{{ spent.data }}' }),
      [
        'body: value: in {{ spent.data }} spent is neither a widget, query or variable of the app nor one of Retool\'s names. Did you mean "spend"?',
      ],
    ],
    [
      'an expression in a JSON body',
      withTemplate('spend', { body: '[{"key":"a","value":"{{ x[\\"y\\"] }}"}]' }),
      [
        'spend: body.0.value: in {{ x["y"] }} x is neither a widget, query or variable of the app nor one of Retool\'s names.',
      ],
    ],
    [
      'an expression in the label of a column',
      withTemplate('table', { _columnLabel: { '0a': '{{ labels }}', '0b': '' } }),
      [
        "table: _columnLabel.0a: in {{ labels }} labels is neither a widget, query or variable of the app nor one of Retool's names.",
      ],
    ],
    [
      'code that does not parse',
      withTemplate('refresh', { query: 'return (' }),
      ['refresh: query: it is no JavaScript: Unexpected token (1:8).'],
    ],
    [
      'code that names nothing',
      withTemplate('refresh', { query: 'const spend2 = 1; return spend3(spend2);' }),
      [
        'refresh: query: spend3 is neither a widget, query or variable of the app nor one of Retool\'s names. Did you mean "spend"?',
      ],
    ],
    [
      'a transformer that names nothing',
      withTemplate('spend', { transformer: 'return rowz' }),
      [
        'spend: transformer: rowz is neither a widget, query or variable of the app nor one of Retool\'s names. Did you mean "rows"?',
      ],
    ],
    [
      'a script that names nothing',
      withTemplate('button', { events: [{ type: 'script', pluginId: '', params: { src: 'go()' } }] }),
      ["button: events.0.params.src: go is neither a widget, query or variable of the app nor one of Retool's names."],
    ],
    [
      'a variable that is no literal',
      withTemplate('live', { value: 'not one' }),
      ['live: value: it is no JavaScript: Unexpected token (1:5).'],
    ],
    [
      'a watched input that does not exist',
      withTemplate('spend', { watchedParams: ['customers.value'] }),
      [
        'spend: watchedParams: customers is neither a widget, query or variable of the app nor one of Retool\'s names. Did you mean "customer"?',
      ],
    ],
    [
      'a widget of another screen',
      withTemplate('other', { value: '{{ customer.value }}' }),
      ['other: value: in {{ customer.value }} customer stands on another screen, which cannot be seen from here.'],
    ],
  ])('finds %s', (_name, app, expected) => {
    expect(problems(app)).toEqual(expected);
  });
});
