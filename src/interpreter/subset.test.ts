import { expect, it } from 'vitest';
import { code, on, rest, smallApp, widget } from '../../test/interpreter/small-app.ts';
import type { Plugin } from '../retool/app.ts';
import { openApp } from './open-app.ts';

const open = (...plugins: readonly Plugin[]) => openApp({ app: smallApp(...plugins), fetch });

it.each<[string, Plugin, string]>([
  ['a subtype', widget('a', 'MapWidget'), 'nothing is known here of MapWidget'],
  [
    'a member of a template',
    widget('a', 'TextWidget2', { blink: true }),
    'nothing is known here of blink of a TextWidget2',
  ],
  [
    'another way to page',
    widget('a', 'TableWidget2', { _serverPaginationType: 'cursorBased' }),
    '_serverPaginationType is "cursorBased", and only "limitOffsetBased" is run',
  ],
  [
    'one of several columns that can be edited',
    widget('a', 'TableWidget2', { _columnEditable: { a: '', b: true } }),
    '_columnEditable is {"a":"","b":true}, and only "" is run',
  ],
  [
    'an event',
    widget('a', 'TextInputWidget2', { events: [on('focus', 'script', 'run', '')] }),
    'its event focus never happens here',
  ],
  [
    'an effect',
    widget('a', 'ButtonWidget2', { events: [on('click', 'util', 'confetti', '')] }),
    'nothing is known here of util/confetti',
  ],
  [
    'a handler that waits',
    widget('a', 'ButtonWidget2', { events: [on('click', 'script', 'run', '', {}, { waitMs: '100' })] }),
    'its handler waits',
  ],
  ['code that is none', code('a', 'return {{ b.value }}'), 'its code is no JavaScript: Unexpected token (1:8)'],
  [
    'code that runs by itself',
    code('a', '', { runWhenModelUpdates: true }),
    'runWhenModelUpdates is true, and only false is run',
  ],
  [
    'a POST that runs by itself',
    rest('a', 'http://localhost', { type: 'POST' }),
    'it runs by itself, which Retool documents for GET and not for POST',
  ],
  ['a GET with a body', rest('a', 'http://localhost', { bodyType: 'raw', body: 'x' }), 'a GET has no body'],
  [
    'a period that is computed',
    rest('a', 'http://localhost', { queryRefreshTime: '{{ 1000 }}' }),
    'its queryRefreshTime is a template, and whether Retool evaluates it is not known',
  ],
  [
    'a transformer with inputs',
    rest('a', 'http://localhost', { transformer: 'return {{ b.value }}' }),
    'its transformer holds {{ }}, and whether that makes an input is not known',
  ],
  [
    'a delay',
    rest('a', 'http://localhost', { queryTriggerDelay: '50' }),
    'queryTriggerDelay is "50", and only "0" is run',
  ],
])('refuses %s by name', (_, plugin, why) => {
  expect(() => open(plugin)).toThrow(
    expect.objectContaining({ code: 'RETOOL_APP_INVALID', message: `a cannot be run here: ${why}.` }),
  );
});

it('refuses an app whose first screen is not in it', () => {
  expect(() => openApp({ app: { ...smallApp(), rootScreen: 'page2' }, fetch })).toThrow(
    'The app cannot be run here: its first screen page2 is not in it.',
  );
});
