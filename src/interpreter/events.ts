import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { Plugin } from '../retool/app.ts';
import { piecesOf, scriptCode } from './expressions/code.ts';
import type { Locals, WidgetKind } from './kind.ts';
import { widgetKinds } from './kinds.ts';
import type { Models } from './models.ts';
import { refused } from './refused.ts';
import type { Deed } from './running-app.ts';
import type { Work } from './work.ts';

export interface Handler {
  readonly event: string;
  readonly type: string;
  readonly method: string;
  readonly pluginId: string;
  readonly targetId: string | null;
  readonly params: JsonObject;
  /** A template; false means that it does nothing. */
  readonly enabled?: string;
  readonly waitMs?: string;
}

/** Retool keeps an empty list of a widget as a map. */
export function handlersOf({ template }: Plugin): readonly Handler[] {
  const events = template['events'];
  return Array.isArray(events) ? (events as readonly unknown[] as readonly Handler[]) : [];
}

export interface Effects {
  /** Does what the handlers of this event say, in their order. `item` is the button of a toolbar. */
  fire(id: string, event: string, options?: { readonly item?: string; readonly locals?: Locals }): void;
  /** One method of a widget or a variable. Throws RETOOL_APP_INVALID for a method that is not run. */
  act(type: string, method: string, id: string, params: Readonly<Record<string, unknown>>): void;
}

export interface Around {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly models: Models;
  readonly work: Work;
  readonly change: (changes: () => void) => void;
  readonly run: (query: string) => Promise<unknown>;
  /** Names of a script, of the plugin with this id. */
  readonly scriptNames: (id: string) => (name: string) => unknown;
  readonly did: (deed: Deed) => void;
  readonly openPage: (screen: string) => void;
  readonly problem: (plugin: string, message: string) => void;
}

export function makeEffects(around: Around): Effects {
  const { plugins, models, work, change, did } = around;
  const put = (id: string, values: Readonly<Record<string, unknown>>): void => change(() => models.put(id, values));

  function act(type: string, method: string, id: string, params: Readonly<Record<string, unknown>>): void {
    switch (`${type}/${method}`) {
      case 'state/setValue':
        put(id, { value: params['value'] ?? null });
        return;
      case 'widget/setValue':
        setValue(id, params['value']);
        return;
      case 'widget/clearValue':
        setValue(id, kindOfWidget(id).empty);
        return;
      case 'widget/setHidden':
        put(id, { hidden: params['hidden'] ?? true });
        return;
      case 'widget/show':
        put(id, { hidden: false });
        return;
      case 'widget/hide':
        put(id, { hidden: true });
        return;
      case 'widget/exportData':
        did({ kind: 'download', what: models.property(id, 'data') });
        return;
      case 'widget/refresh':
        sourcesOf(id).forEach(trigger);
        return;
      case 'util/showNotification':
        did({ kind: 'notification', what: params['options'] });
        return;
      case 'util/openUrl':
        did({ kind: 'url', what: params['url'] });
        return;
      case 'util/openPage':
        around.openPage(textOf(params['pageName']));
        return;
      default:
        throw refused(id === '' ? 'A script' : id, `nothing is known here of ${type}/${method}`);
    }
  }

  function setValue(id: string, value: unknown): void {
    if (handlersOf(plugins.get(id)!).some(({ event }) => event === 'change')) {
      throw refused(id, 'its value is set from outside, and whether Retool then runs its change handlers is not known');
    }
    put(id, { value });
  }

  const kindOfWidget = (id: string): WidgetKind => widgetKinds[plugins.get(id)!.subtype]!;

  // A failure is in the query's state.
  const trigger = (id: string): void => void around.run(id).catch(() => undefined);

  /** The queries that a table's data come from. */
  const sourcesOf = (table: string): readonly string[] => {
    const names = piecesOf(models.reader(table).written('data')).flatMap((piece) =>
      typeof piece === 'string' ? [] : (piece.code?.selectors ?? []).map(([name = '']) => name),
    );
    return [...new Set(names)].filter((name) => plugins.get(name)?.type === 'datasource');
  };

  function perform(owner: string, { type, method, pluginId, params, enabled }: Handler, locals?: Locals): void {
    const self = models.reader(owner);
    if (enabled !== undefined && enabled !== '' && !self.evaluate('events', enabled, locals)) return;
    if (type === 'datasource') {
      trigger(pluginId);
      return;
    }
    if (type === 'script') {
      runScript(owner, textOf(params['src']));
      return;
    }
    const evaluated = self.evaluate('events', params, locals);
    act(type, method, pluginId, isJsonObject(evaluated) ? evaluated : {});
  }

  function runScript(owner: string, source: string): void {
    const running = new Promise<unknown>((resolve) => resolve(scriptCode(source).run(around.scriptNames(owner))));
    work.add(
      running.then(
        () => undefined,
        (error: unknown) => around.problem(owner, `events: the script fails: ${(error as Error).message}`),
      ),
    );
  }

  return {
    act,
    fire(id, event, { item, locals } = {}) {
      for (const handler of handlersOf(plugins.get(id)!)) {
        if (handler.event === event && (item === undefined || handler.targetId === item)) perform(id, handler, locals);
      }
    },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
