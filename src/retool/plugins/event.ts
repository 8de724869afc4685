import type { Json, JsonObject } from '../../base/json.ts';
import { stableHex } from '../codec/stable-id.ts';

/** What a handler does: `on` is the event of its widget or query. */
export interface Effect {
  readonly on: 'click' | 'change' | 'submit' | 'clickToolbar' | 'clickAction' | 'selectRow' | 'success' | 'failure';
  readonly type: 'datasource' | 'state' | 'widget' | 'util' | 'script';
  readonly method: string;
  /** Id of the plugin that it acts on; `''` for util and script. */
  readonly target: string;
  readonly params?: JsonObject;
  /** Id of a toolbar button or a row action. */
  readonly item?: string;
}

/** Handlers of the plugin `owner`, as the `events` of its template. */
export const events = (owner: string, effects: readonly Effect[]): Json =>
  effects.map(({ on, type, method, target, params = {}, item }, index) => ({
    id: stableHex(`${owner} ${index} ${on} ${target}`, 8),
    event: on,
    type,
    method,
    pluginId: target,
    targetId: item ?? null,
    params,
    waitType: 'debounce',
    waitMs: '0',
  }));
