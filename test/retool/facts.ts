import { existsSync, readFileSync } from 'node:fs';
import type { Json } from '../../src/base/json.ts';

/** What `facts/<subtype>.json` says; README.md there explains the members. */
export interface SubtypeFacts {
  readonly template: Readonly<Record<string, Json>>;
  readonly containerTypes: Readonly<Record<string, string>>;
  readonly styleKeys: readonly string[];
  readonly values: Readonly<Record<string, readonly Json[]>>;
  readonly itemValues: Readonly<Record<string, readonly Json[]>>;
  readonly otherKeys: Readonly<Record<string, Json>>;
}

export interface RecordFacts {
  readonly order: readonly string[];
  readonly fields: Readonly<Record<string, FieldFacts>>;
}

interface FieldFacts {
  readonly kinds?: readonly string[];
  readonly containerTypes?: readonly string[];
  readonly kindsFrom3298?: Readonly<Record<string, readonly string[]>>;
}

export interface HandlerFacts {
  readonly keys: readonly string[];
  readonly paramKeys: readonly string[];
}

const addressOf = (name: string): URL => new URL(`facts/${name}.json`, import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(addressOf(name), 'utf8'));

/** Undefined: no generated app is known to use this subtype. */
export const subtypeFacts = (subtype: string): SubtypeFacts | undefined =>
  existsSync(addressOf(subtype)) ? (read(subtype) as SubtypeFacts) : undefined;

export const recordFacts = {
  appTemplate: read('_appTemplate') as RecordFacts,
  pluginTemplate: read('_pluginTemplate') as RecordFacts,
  position2: read('_position2') as RecordFacts,
};

/** Per `component / event / type / method`. */
export const handlerFacts = (read('_eventHandlers') as { readonly handlers: Readonly<Record<string, HandlerFacts>> })
  .handlers;

/** Keys of an export, with dots: `page.data`. */
export const envelopeKeys: ReadonlySet<string> = new Set(
  Object.entries((read('_export-envelope') as { readonly keys: Record<string, { readonly lastVersion: string }> }).keys)
    .filter(([, { lastVersion }]) => lastVersion === '3.355.0')
    .map(([key]) => key),
);

/** What `POST /api/v2/resources` takes for a REST resource. */
export const apiFacts = read('_api.resources') as {
  readonly restapiOptions: {
    readonly required: readonly string[];
    readonly properties: Readonly<Record<string, unknown>>;
  };
  readonly authenticationOptions: Readonly<Record<string, { readonly required: readonly string[] }>>;
};

/** Names of the options in a `resource.json` of a source-control repository. */
export const resourceFileFacts = read('_resource.restapi') as {
  readonly topLevelKeys: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
};
