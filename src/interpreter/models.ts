import type { Plugin } from '../retool/app.ts';
import type { Selector } from './expressions/selectors.ts';
import { makeEvaluator } from './evaluator.ts';
import type { Kind, Locals, Reader } from './kind.ts';

/** What every plugin is now. Everything is evaluated when somebody looks, and kept until something changes. */
export interface Models {
  reader(id: string): Reader;
  property(id: string, name: string): unknown;
  /** What a selector gives; undefined as soon as something on the way is missing. */
  select(selector: Selector): unknown;
  /** Writes what the plugin has of its own; everything that depends on it is evaluated anew. */
  put(id: string, values: Readonly<Record<string, unknown>>): void;
  /** Forgets what the plugin has of its own. */
  forget(id: string): void;
  has(id: string): boolean;
}

interface Member {
  readonly plugin: Plugin;
  readonly kind: Kind;
}

/** `resolve` gives names that are no plugin, or throws; `problem` notes what fails. */
export function makeModels(
  members: ReadonlyMap<string, Member>,
  resolve: (name: string) => unknown,
  problem: (plugin: string, message: string) => void,
): Models {
  const owned = new Map<string, Record<string, unknown>>();
  const known = new Map<string, unknown>();
  const open = new Set<string>();
  const evaluate = makeEvaluator();

  /** What stands on another screen cannot be seen. */
  const isSeen = (from: Plugin, name: string): boolean => {
    const member = members.get(name);
    return member !== undefined && (member.plugin.screen === undefined || member.plugin.screen === from.screen);
  };

  const own = (id: string, name: string): unknown => owned.get(id)?.[name];

  function compute({ plugin, kind }: Member, name: string): unknown {
    const self = readers.get(plugin.id)!;
    const property = kind.properties[name];
    if (property !== undefined) return property(self);
    if (name === 'id') return plugin.id;
    if (name in kind.runs || (name in plugin.template && !name.startsWith('_'))) {
      const value = own(plugin.id, name);
      return value === undefined ? self.read(name) : value;
    }
    problem(plugin.id, `An expression reads ${plugin.id}.${name}, which a ${plugin.subtype} is not known to have.`);
    return undefined;
  }

  function property(id: string, name: string): unknown {
    const key = `${id}.${name}`;
    if (known.has(key)) return known.get(key);
    if (open.has(key)) {
      problem(id, `${key} needs itself.`);
      return undefined;
    }
    open.add(key);
    try {
      const value = compute(members.get(id)!, name);
      known.set(key, value);
      return value;
    } finally {
      open.delete(key);
    }
  }

  const readers = new Map<string, Reader>();
  const models = new Map<string, object>();
  for (const [id, { plugin, kind }] of members) {
    models.set(
      id,
      // A plugin is a value to expressions: it can be read, and nothing else.
      new Proxy(
        {},
        {
          get: (_, name) => (typeof name === 'string' ? property(id, name) : undefined),
          set: () => false,
        },
      ),
    );
    const raw = (key: string): unknown => (key in plugin.template ? plugin.template[key] : kind.runs[key]);
    const locals = (given: Locals = {}): Locals => ({ self: models.get(id), ...given });
    const within =
      (given: Locals) =>
      (name: string): unknown => {
        if (name in given) return given[name];
        return isSeen(plugin, name) ? models.get(name) : resolve(name);
      };
    const evaluatePart = (path: string, value: unknown, given?: Locals): unknown =>
      evaluate(value, within(locals(given)), (message) => problem(id, `${path}: ${message}`));
    readers.set(id, {
      plugin,
      raw,
      evaluate: evaluatePart,
      written: (key) => textIn(raw(key)),
      text(key) {
        const value = property(id, key) ?? '';
        if (typeof value === 'object') problem(id, `${key} is no text: ${JSON.stringify(value)}`);
        return textIn(value);
      },
      read: (key) => evaluatePart(key, raw(key)),
      run: (code, given) => code.run(within(locals(given))),
      own: (name) => own(id, name),
      property: (name) => property(id, name),
      problem: (message) => problem(id, message),
    });
  }

  return {
    reader: (id) => readers.get(id)!,
    property,
    has: (id) => members.has(id),
    select: ([id = '', name, ...rest]) => {
      if (name === undefined) return undefined;
      return rest.reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
        property(id, name),
      );
    },
    put(id, values) {
      owned.set(id, { ...owned.get(id), ...values });
      known.clear();
    },
    forget(id) {
      owned.delete(id);
      known.clear();
    },
  };
}

const textIn = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};
