import { List, Map } from 'immutable';
import { describe, expect, it } from 'vitest';
import type { RetoolApp } from '../app.ts';
import { decodeApp } from './decode-app.ts';
import { encodeApp } from './encode-app.ts';
import { codec } from './records.ts';

const app: RetoolApp = {
  name: 'two inputs',
  rootScreen: 'page1',
  plugins: [
    { id: 'page1', type: 'screen', subtype: 'Screen', template: { title: 'Page', _searchParams: [] } },
    { id: '$main', type: 'frame', subtype: 'Frame', template: { type: 'main' }, screen: 'page1' },
    {
      id: 'rows',
      type: 'datasource',
      subtype: 'RESTQuery',
      template: { query: 'a?b={{ c.value }}', watchedParams: [], '~odd': '^text' },
      screen: 'page1',
      resource: { name: 'uuid', displayName: null },
    },
    {
      id: 'table1',
      type: 'widget',
      subtype: 'TableWidget2',
      template: {
        _columnIds: ['0a'],
        _columnFormatOptions: { '0a': { showSeparators: true } },
        data: '{{ rows.data }}',
        events: [{ event: 'change', params: {} }],
      },
      place: { container: '', subcontainer: '', rowGroup: 'body', row: 0.2, col: 0, width: 12, height: 8 },
      screen: 'page1',
    },
  ],
};

const stateOf = (text: string): string =>
  (JSON.parse(text) as { readonly page: { readonly data: { readonly appState: string } } }).page.data.appState;

describe('encodeApp', () => {
  it('writes what decodes to the same app', () => {
    const { version, ...decoded } = decodeApp(encodeApp(app), app.name);
    expect(decoded).toEqual(app);
    expect(version).toBe('3.355.0');
  });

  it('writes the same bytes each time, and what decodes and encodes to itself', () => {
    const text = encodeApp(app);
    expect(encodeApp(structuredClone(app))).toBe(text);
    expect(codec.toJSON(codec.fromJSON(stateOf(text)))).toBe(stateOf(text));
  });

  it('names its three records, and writes item lists and maps as immutable ones', () => {
    const state = stateOf(encodeApp(app));
    expect(new Set(state.match(/"n","\w+"/g))).toEqual(
      new Set(['"n","appTemplate"', '"n","pluginTemplate"', '"n","position2"']),
    );
    const template = (codec.fromJSON(state) as Map<string, unknown>).getIn(['plugins', 'table1', 'template']);
    expect(template).toEqual(
      Map<string, unknown>([
        ['_columnIds', List(['0a'])],
        ['_columnFormatOptions', Map([['0a', Map([['showSeparators', true]])]])],
        ['data', '{{ rows.data }}'],
        [
          'events',
          List([
            Map<string, unknown>([
              ['event', 'change'],
              ['params', Map()],
            ]),
          ]),
        ],
      ]),
    );
  });
});

describe('decodeApp', () => {
  it.each([
    ['', 'app.json is no classic app that Retool exported: it is empty.'],
    ['{ "page": {', 'app.json is no classic app that Retool exported: it is no JSON: it ends before its last }.'],
    ['page', 'app.json is no classic app that Retool exported: it is no JSON.'],
    ['null', 'app.json is no classic app that Retool exported: it has no page.data.appState.'],
    ['{"page":{"data":{}}}', 'app.json is no classic app that Retool exported: it has no page.data.appState.'],
    [
      '{"page":{"data":{"appState":"["}}}',
      'app.json is no classic app that Retool exported: its app state cannot be decoded.',
    ],
    [
      '{"page":{"data":{"appState":"[\\"~#iL\\",[]]"}}}',
      'app.json is no classic app that Retool exported: its app state is no app.',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => decodeApp(text, 'app.json')).toThrow(message);
  });
});
