import type { Json } from '../base/json.ts';
import type { Plugin } from '../retool/app.ts';
import type { Code } from './expressions/code.ts';
import type { Shown } from './running-app.ts';

/** Names of one evaluation alone: `item`, `i`, `currentSourceRow`. */
export type Locals = Readonly<Record<string, unknown>>;

/** A plugin while the app runs. */
export interface Reader {
  readonly plugin: Plugin;
  /** A member of the template, or its default, with every `{{ }}` in it evaluated. */
  read(key: string): unknown;
  /** The same as text; nothing is `''`. */
  text(key: string): string;
  /** A part of a member of the template, evaluated. */
  evaluate(path: string, value: unknown, locals?: Locals): unknown;
  /** Runs code of the plugin; throws what it throws. */
  run(code: Code, locals?: Locals): unknown;
  /** A member of the template as it is written, or its default. */
  raw(key: string): unknown;
  /** The same, when it is text; else `''`. */
  written(key: string): string;
  /** What a person, a query or an event has put there. */
  own(name: string): unknown;
  /** As expressions see it. */
  property(name: string): unknown;
  /** Notes what is wrong with the app. */
  problem(message: string): void;
}

/** One subtype of plugin: what of its template runs, and what expressions read of it. */
export interface Kind {
  /** Members of the template that mean something here, and what Retool has where they are missing. */
  readonly runs: Readonly<Record<string, Json>>;
  /** Members that only decide how it looks. */
  readonly looks: readonly string[];
  /** Members that are refused unless they have this value, or hold it everywhere. */
  readonly only?: Readonly<Record<string, Json>>;
  /** What expressions read besides the template. */
  readonly properties: Readonly<Record<string, (self: Reader) => unknown>>;
  /** Events that happen here. */
  readonly events: readonly string[];
}

export interface WidgetKind extends Kind {
  /** What a person sees while it is not hidden. */
  readonly shown: (self: Reader) => Omit<Shown, 'hidden'>;
  /** Of inputs: why a person cannot enter this value; undefined when one can. */
  readonly refuses?: (self: Reader, value: unknown) => string | undefined;
  /** Of inputs: what an empty one holds. */
  readonly empty?: Json;
}

export const words = (text: string): readonly string[] => text.split(' ');
