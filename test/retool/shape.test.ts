import { Map, List, type Record as ImmutableRecord } from 'immutable';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import type { RetoolApp } from '../../src/retool/app.ts';
import { encodeApp } from '../../src/retool/codec/encode-app.ts';
import { codec } from '../../src/retool/codec/records.ts';
import { events, type Effect } from '../../src/retool/plugins/event.ts';
import { lambdaQuery } from '../../src/retool/plugins/lambda-query.ts';
import { onPage } from '../../src/retool/plugins/place.ts';
import { screen } from '../../src/retool/plugins/screen.ts';
import { widget } from '../../src/retool/plugins/widget.ts';
import { findShapeProblems } from './shape.ts';

const place = onPage({ row: 0, col: 0, width: 12, height: 8 });

/** One table, with more in its template. */
const tableApp = (template: Record<string, Json> = {}, subtype = 'TableWidget2'): RetoolApp => ({
  name: 'a table',
  rootScreen: 'page1',
  plugins: [
    ...screen('page1', 'Page', 0),
    lambdaQuery({
      id: 'rows',
      screen: 'page1',
      way: { kind: 'resource' },
      lambda: { workspace: 'commons', name: 'rows' },
      tag: 'latest',
      arguments: {},
    }),
    widget(subtype, { id: 'table', screen: 'page1', place }, { data: '{{ rows.data.results }}', ...template }),
  ],
});

const handled = (effect: Effect): RetoolApp => tableApp({ events: events('table', [effect]) });

type State = ImmutableRecord<Record<string, unknown>>;

/** The file of an app whose state was changed after it was encoded. */
function withState(change: (state: State) => unknown): string {
  const file = JSON.parse(encodeApp(tableApp())) as { readonly page: { readonly data: { appState: string } } };
  const { data } = file.page;
  data.appState = codec.toJSON(change(codec.fromJSON(data.appState) as State));
  return JSON.stringify(file);
}
const template = (key: string): readonly string[] => ['plugins', 'table', 'template', key];

const problems = (text: string): readonly string[] =>
  findShapeProblems(text).map(({ plugin, message }) => `${plugin}: ${message}`);

describe('findShapeProblems', () => {
  it('finds none in an app that is right', () => {
    expect(
      findShapeProblems(
        encodeApp(tableApp({ _rowHeight: '{{ live }}', _columnIds: ['0a'], _columnFormat: { '0a': 'tag' } })),
      ),
    ).toEqual([]);
  });

  it.each<[string, RetoolApp, string]>([
    ['a key that its subtype has not', tableApp({ rows: '' }), 'table: rows is no key of it.'],
    ['a text where items belong', tableApp({ _columnIds: '0a' }), 'table: _columnIds is string, not iL.'],
    ['a map where a list belongs', tableApp({ _columnIds: { '0a': 'a' } }), 'table: _columnIds is iM, not iL.'],
    [
      'a list where a text belongs',
      tableApp({ emptyMessage: ['none'] }),
      'table: emptyMessage is array, not a scalar.',
    ],
    [
      'a value that is unknown',
      tableApp({ _rowHeight: 'huge' }),
      'table: _rowHeight is "huge", known are "medium", "", "xsmall", "small", "large".',
    ],
    [
      'a value of an item that is unknown',
      tableApp({ _columnIds: ['0a'], _columnAlignment: { '0a': 'middle' } }),
      'table: _columnAlignment.0a is "middle", known are "left", "right", "center".',
    ],
    [
      'a style that its subtype has not',
      tableApp({ style: { glow: 'red' } }, 'TextWidget2'),
      'table: style.glow is no style of it.',
    ],
    ['a subtype that nobody knows', tableApp({}, 'TableWidget3'), 'table: Nothing is known of TableWidget3.'],
    [
      'an event that a table has not',
      handled({ on: 'submit', type: 'datasource', method: 'trigger', target: 'rows' }),
      'table: events.0: TableWidget2 / submit / datasource / trigger is unknown.',
    ],
    [
      'a parameter that a handler has not',
      handled({ on: 'selectRow', type: 'script', method: 'run', target: '', params: { code: '' } }),
      'table: events.0: code is no parameter of TableWidget2 / selectRow / script / run.',
    ],
  ])('finds %s', (_name, app, expected) => {
    expect(problems(encodeApp(app))).toContain(expected);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'a plain array where an immutable list belongs',
      withState((state) => state.setIn(template('_columnIds'), ['0a'])),
      ['table: _columnIds is array, not iL.'],
    ],
    [
      'plain event handlers',
      withState((state) => state.setIn(template('events'), List([{ event: 'change' }]))),
      ['table: events.0: it is obj, not iM.'],
    ],
    [
      'a plugin that is no record',
      withState((state) => state.setIn(['plugins', 'table'], Map({ id: 'table' }))),
      ['table: It is no pluginTemplate.'],
    ],
    [
      'a plugin under the key of another',
      withState((state) => state.setIn(['plugins', 'table', 'id'], 'tables')),
      ['table: It stands under the key table, but its id is tables.'],
    ],
    [
      'a date that is none',
      withState((state) => state.setIn(['plugins', 'table', 'createdAt'], null)),
      ['table: createdAt is null, not date(~m).'],
    ],
    [
      'a place of another kind',
      withState((state) => state.setIn(['plugins', 'table', 'position2', 'row'], '0')),
      ['table: row is string, not number.'],
    ],
    [
      'folders that are no immutable list',
      withState((state) => state.set('folders', [])),
      [': folders is array, not iL.'],
    ],
    ['a state that is no app', withState(() => Map()), [': The state is no appTemplate.']],
    [
      'a field that no record has',
      encodeApp(tableApp()).replace(String.raw`\"stackPosition\"`, String.raw`\"stacked\"`),
      [': The state is not what the codec writes of it.'],
    ],
    [
      'an unknown key of the file',
      encodeApp(tableApp()).replace('"modules"', '"module"'),
      [': The file has the unknown key module.', ': The file lacks the key modules.'],
    ],
  ])('finds %s', (_name, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});
