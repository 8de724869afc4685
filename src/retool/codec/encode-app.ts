import { List, Map, OrderedMap } from 'immutable';
import type { Json } from '../../base/json.ts';
import type { Plugin, Place, RetoolApp } from '../app.ts';
import { emptyApp } from './empty-app.ts';
import { AppTemplate, codec, PluginTemplate, Position2 } from './records.ts';
import { stableUuid } from './stable-id.ts';

/** Equal apps are equal files: Retool looks at no date. */
const at = new Date(0);

/** The text of a file that Retool imports as a classic app. Equal apps give equal bytes. */
export function encodeApp(app: RetoolApp): string {
  const plugins = OrderedMap(app.plugins.map((plugin) => [plugin.id, pluginRecord(app, plugin)]));
  const state = AppTemplate({ ...emptyApp, plugins, rootScreen: app.rootScreen });
  const day = at.toISOString();
  return `${JSON.stringify({
    uuid: stableUuid(`app ${app.name}`),
    page: {
      id: 1,
      data: { appState: codec.toJSON(state) },
      changesRecord: [],
      changesRecordV2: [],
      checksum: null,
      multiplayerSessionId: null,
      appTestingSaveId: null,
      subflows: null,
      isCopilotGenerated: false,
      createdAt: day,
      updatedAt: day,
      pageId: 1,
      userId: null,
    },
    modules: {},
  })}\n`;
}

function pluginRecord(app: RetoolApp, { id, type, subtype, template, place, screen, resource }: Plugin): unknown {
  const hasUuid = type === 'widget' || type === 'screen';
  return PluginTemplate({
    id,
    uuid: hasUuid ? stableUuid(`${app.name} ${id}`) : null,
    type,
    subtype,
    resourceName: resource?.name ?? null,
    resourceDisplayName: resource?.displayName ?? null,
    template: type === 'screen' ? OrderedMap(members(template)) : Map(members(template)),
    style: type === 'widget' || type === 'frame' ? Map() : null,
    position2: place === undefined ? null : positionRecord(place),
    container: '',
    createdAt: at,
    updatedAt: at,
    folder: '',
    screen: screen ?? null,
  });
}

const positionRecord = (place: Place): unknown => Position2({ type: 'grid', tabNum: 0, stackPosition: null, ...place });

const members = (template: Plugin['template']): [string, unknown][] =>
  Object.entries(template).map(([key, value]) => [key, container(key, value)]);

const named = new Set([
  'watchedParams',
  'allowedGroups',
  'allowedGroupIds',
  'privateParams',
  'importedQueryInputs',
  'importedQueryDefaults',
  'style',
]);

/** Lists and maps of Retool's own editor are immutable ones; data is plain. */
function container(key: string, value: Json): unknown {
  if (key === 'events') return immutable(value, 'deep');
  if (key.startsWith('_') || named.has(key)) return immutable(value, key === '_seriesGroupBy' ? 'outer' : 'deep');
  return value;
}

function immutable(value: Json, depth: 'deep' | 'outer'): unknown {
  const inner = depth === 'deep' ? (one: Json): unknown => immutable(one, 'deep') : (one: Json): unknown => one;
  if (Array.isArray(value)) return List((value as readonly Json[]).map(inner));
  if (typeof value !== 'object' || value === null) return value;
  return Map(Object.entries(value).map(([name, one]): [string, unknown] => [name, inner(one)]));
}
