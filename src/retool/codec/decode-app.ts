import { isImmutable, isRecord, Map } from 'immutable';
import { RockpoolError } from '../../base/error.ts';
import type { Place, Plugin, PluginType, RetoolApp, Template } from '../app.ts';
import { noAppState, notAnApp, notJson, type NotAnExport } from './not-an-export.ts';
import { AppTemplate, codec } from './records.ts';

/** What is needed of an app that anybody exported. */
export interface ExportedApp extends RetoolApp {
  /** Of the Retool that wrote it: `3.355.0`. */
  readonly version: string;
  /** How many modules the file holds besides the app; they are not read. Absent: none. */
  readonly modules?: number;
}

/**
 * Reads a file that Retool or `encodeApp` wrote; `file` is named in errors. Throws RETOOL_APP_INVALID for what is no JSON, no export of an
 * app, or an app of the newer React format.
 */
export function decodeApp(text: string, file: string): ExportedApp {
  const { appState, modules } = readEnvelope(text, file);
  const state = readState(appState, file);
  const plugins = state.get('plugins');
  if (!Map.isMap(plugins)) throw refused(file, notAnApp('its app state holds no plugins'));
  return {
    name: file,
    version: textOf(state.get('version')),
    ...(modules === 0 ? {} : { modules }),
    rootScreen: textOf(state.get('rootScreen')),
    plugins: [...plugins.values()].map((plugin) => {
      if (!isRecord(plugin)) throw refused(file, notAnApp('one of its plugins is no record of Retool'));
      return decodePlugin(plugin.toJS() as unknown as PlainPlugin);
    }),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

interface PlainPlugin {
  readonly id: string;
  readonly type: PluginType;
  readonly subtype: string;
  readonly template: Template | null;
  readonly position2: Place | null;
  readonly screen: string | null;
  readonly resourceName: string | null;
  readonly resourceDisplayName: string | null;
}

function decodePlugin(plain: PlainPlugin): Plugin {
  const { id, type, subtype, position2: place } = plain;
  return {
    id,
    type,
    subtype,
    template: plain.template ?? {},
    ...(place === null ? {} : { place: placeOf(place) }),
    ...(plain.screen === null ? {} : { screen: plain.screen }),
    ...(plain.resourceName === null
      ? {}
      : { resource: { name: plain.resourceName, displayName: plain.resourceDisplayName } }),
  };
}

const placeOf = ({ container, subcontainer, rowGroup, row, col, width, height }: Place): Place => ({
  container,
  subcontainer,
  rowGroup,
  row,
  col,
  width,
  height,
});

function readState(appState: string, file: string): Map<string, unknown> {
  let state: unknown;
  try {
    state = codec.fromJSON(appState);
  } catch (cause) {
    throw refused(file, notAnApp('its app state cannot be decoded'), cause);
  }
  if (!isImmutable(state) || !isRecord(state) || !(state instanceof AppTemplate))
    throw refused(file, notAnApp('its app state is no app'));
  return Map(state.toObject() as Record<string, unknown>);
}

/** `page.data.appState` of an export, and the number of modules beside it. */
function readEnvelope(text: string, file: string): { readonly appState: string; readonly modules: number } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(file, notJson(text), cause);
  }
  const { page, modules } = (json ?? {}) as {
    readonly page?: { readonly data?: { readonly appState?: unknown } };
    readonly modules?: unknown;
  };
  const appState = page?.data?.appState;
  if (typeof appState !== 'string') throw refused(file, noAppState(json));
  return { appState, modules: typeof modules === 'object' && modules !== null ? Object.keys(modules).length : 0 };
}

const refused = (file: string, { why, hint }: NotAnExport, cause?: unknown): RockpoolError =>
  new RockpoolError('RETOOL_APP_INVALID', `${file} is no classic app that Retool exported: ${why}.`, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
