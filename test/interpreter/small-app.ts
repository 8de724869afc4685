import type { Json } from '../../src/base/json.ts';
import type { Plugin, RetoolApp, Template } from '../../src/retool/app.ts';
import { openApp, type OpenAppOptions } from '../../src/interpreter/open-app.ts';
import type { RunningApp } from '../../src/interpreter/running-app.ts';
import { onPage } from '../../src/retool/plugins/place.ts';
import { screen } from '../../src/retool/plugins/screen.ts';

/** An app of one screen, `page1`, with these plugins. */
export const smallApp = (...plugins: readonly Plugin[]): RetoolApp => ({
  name: 'small',
  rootScreen: 'page1',
  plugins: [...screen('page1', 'Page 1', 0), ...plugins],
});

/** Opens it, and waits until what runs on load is done. */
export async function openSmall(
  plugins: readonly Plugin[],
  options: Partial<OpenAppOptions> = {},
): Promise<RunningApp> {
  const running = openApp({ app: smallApp(...plugins), fetch, ...options });
  await running.settled();
  return running;
}

export const widget = (id: string, subtype: string, template: Template = {}, container = ''): Plugin => ({
  id,
  type: 'widget',
  subtype,
  template,
  place: { ...onPage({ row: 0, col: 0, width: 12, height: 1 }), container },
  screen: 'page1',
});

export const text = (id: string, value: string): Plugin => widget(id, 'TextWidget2', { value });

export const input = (id: string, value = ''): Plugin => widget(id, 'TextInputWidget2', { value });

export const variable = (id: string, value: string): Plugin => ({
  id,
  type: 'state',
  subtype: 'State',
  template: { value },
});

/** Automatic, without a resource. */
export const rest = (id: string, query: string, template: Template = {}): Plugin => ({
  id,
  type: 'datasource',
  subtype: 'RESTQuery',
  template: { query, runWhenModelUpdates: true, ...template },
  screen: 'page1',
  resource: { name: 'REST-WithoutResource', displayName: null },
});

/** Runs when it is triggered. */
export const code = (id: string, query: string, template: Template = {}): Plugin => ({
  id,
  type: 'datasource',
  subtype: 'JavascriptQuery',
  template: { query, ...template },
  screen: 'page1',
  resource: { name: 'JavascriptQuery', displayName: null },
});

/** One handler, as `events` of a template. */
export const on = (
  event: string,
  type: string,
  method: string,
  pluginId: string,
  params: Record<string, Json> = {},
  rest: Record<string, Json> = {},
): Json => ({
  id: '00000000',
  event,
  type,
  method,
  pluginId,
  targetId: null,
  params,
  waitType: 'debounce',
  waitMs: '0',
  ...rest,
});
