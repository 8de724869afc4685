import type { Plugin } from '../retool/app.ts';
import type { Effects } from './events.ts';
import type { Models } from './models.ts';
import { refused } from './refused.ts';

export interface Around {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly models: Models;
  /** Names that are no plugin; throws for what is not known. */
  readonly resolve: (name: string) => unknown;
  readonly effects: () => Effects;
  readonly run: (query: string) => Promise<unknown>;
  readonly problem: (plugin: string, message: string) => void;
}

/**
 * What the names in one run of a script mean. Plugins have methods there. A script of Retool sees everything as it was when it began, so
 * reading what the script itself has changed is a problem: `trigger()` gives the new data.
 */
export function scriptNames(owner: string, around: Around): (name: string) => unknown {
  const { plugins, models, resolve, effects, run, problem } = around;
  const from = plugins.get(owner)!;
  const changed = new Set<string>();

  const methodsOf = (plugin: Plugin): Readonly<Record<string, (...given: readonly unknown[]) => unknown>> => {
    const { id, type } = plugin;
    const act = (method: string, params: Readonly<Record<string, unknown>>): Promise<void> => {
      changed.add(id);
      effects().act(type, method, id, params);
      return Promise.resolve();
    };
    switch (type) {
      case 'datasource':
        return {
          trigger(options) {
            if (options !== undefined) throw refused(owner, `it triggers ${id} with options`);
            changed.add(id);
            return run(id);
          },
        };
      case 'state':
        return { setValue: (value) => act('setValue', { value }) };
      default:
        return {
          setValue: (value) => act('setValue', { value }),
          clearValue: () => act('clearValue', {}),
          setHidden: (hidden) => act('setHidden', { hidden }),
          refresh: () => act('refresh', {}),
        };
    }
  };

  const modelOf = (plugin: Plugin): object => {
    const methods = methodsOf(plugin);
    const { id } = plugin;
    const get = (_: object, name: string | symbol): unknown => {
      if (typeof name !== 'string') return undefined;
      if (methods[name] !== undefined) return methods[name];
      if (changed.has(id))
        problem(owner, `The script reads ${id}.${name} after it changed ${id}; Retool gives what was there before.`);
      return models.property(id, name);
    };
    return new Proxy({}, { get, set: () => false });
  };

  return (name) => {
    const plugin = plugins.get(name);
    if (plugin !== undefined && (plugin.screen === undefined || plugin.screen === from.screen)) return modelOf(plugin);
    if (name === 'utils') {
      return {
        showNotification: (options: unknown) => effects().act('util', 'showNotification', '', { options }),
        openUrl: (url: unknown) => effects().act('util', 'openUrl', '', { url }),
        openPage: (pageName: unknown) => effects().act('util', 'openPage', '', { pageName }),
      };
    }
    return resolve(name);
  };
}
