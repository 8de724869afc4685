import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../../base/error.ts';
import { screen } from '../plugins/screen.ts';
import { decodeApp } from './decode-app.ts';
import { encodeApp } from './encode-app.ts';

const refusal = (text: string): { readonly message: string; readonly hint: string | undefined } => {
  try {
    decodeApp(text, 'app.json');
  } catch (error) {
    if (error instanceof RockpoolError && error.code === 'RETOOL_APP_INVALID') {
      return { message: error.message, hint: error.hint };
    }
  }
  throw new Error('it was not refused as it should be');
};

const written = encodeApp({ name: 'app', rootScreen: 'page1', plugins: screen('page1', 'Page', 0) });

describe('decodeApp', () => {
  it.each(['3.33.19', '4.86.0'])('reads an app that Retool %s wrote', (version) => {
    const text = written.replace('3.355.0', version);
    const app = decodeApp(text, 'app.json');
    expect([app.version, app.plugins.map(({ id }) => id)]).toEqual([version, ['page1', '$main']]);
  });

  it.each([
    [
      'a ZIP',
      'PK\u0003\u0004',
      'it is no JSON but a ZIP',
      'not Toolscript ZIP. An app of the newer React format cannot be read',
    ],
    ['Toolscript', '<App>\n</App>', 'it is no JSON but Toolscript', 'not Toolscript.'],
    ['an app of React', "import React from 'react';", 'it is no JSON but code', 'Only classic apps can be read.'],
    ['another text', 'hello', 'it is no JSON.', 'choose ••• → Export → JSON'],
    [
      'a resource',
      '{"type":"restapi","options":{}}',
      'it has no page.data.appState: it is a resource.',
      'Name the file of the app',
    ],
    [
      'an OpenAPI document',
      '{"openapi":"3.1.0"}',
      'it has no page.data.appState: it is an OpenAPI document.',
      'Name the file of the app.',
    ],
    [
      'a state alone',
      '{"appState":"[]"}',
      'it has no page.data.appState: it is the state alone.',
      'name that file as it is',
    ],
    ['other JSON', '[1]', 'it has no page.data.appState.', 'choose ••• → Export → JSON'],
    [
      'a state of an unknown format',
      JSON.stringify({ page: { data: { appState: '["~#iR",["^ ","n","appTemplate2","v",["^ "]]]' } } }),
      'its app state cannot be decoded.',
      'after a newer one has exported it',
    ],
  ])('refuses %s, and says what to do instead', (_name, text, why, hint) => {
    const refused = refusal(text);
    expect(refused.message).toContain(`app.json is no classic app that Retool exported: ${why}`);
    expect(refused.hint).toContain(hint);
  });
});
