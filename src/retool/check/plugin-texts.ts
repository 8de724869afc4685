import { isJsonObject, type Json } from '../../base/json.ts';
import type { Plugin } from '../app.ts';

/** A string of a plugin in which JavaScript may stand. */
export interface PluginText {
  /** Where in the template: `_columnLabel.0a1b2`. */
  readonly path: string;
  readonly text: string;
  /** A text with `{{ }}`, the body of a function, or one literal. */
  readonly kind: 'template' | 'code' | 'literal';
  /** Names that are known here alone. */
  readonly names: readonly string[];
}

/** Keys of queries that hold JavaScript, and what it may name besides the app. */
const transformers: Readonly<Record<string, readonly string[]>> = {
  transformer: ['data', 'metadata'],
  errorTransformer: ['data', 'metadata'],
  mockResponseTransformer: ['data', 'metadata'],
};

/** Lists of key and value, which Retool keeps as JSON text: the expressions are inside. */
const listsAsText = new Set(['headers', 'cookies', 'body', 'bodyFormData']);
const bodyLists: ReadonlySet<Json> = new Set(['json', 'form']);

/** All strings of a plugin's template that Retool evaluates, or may evaluate. */
export function pluginTexts({ type, subtype, template }: Plugin): readonly PluginText[] {
  return Object.entries(template).flatMap(([key, value]): readonly PluginText[] => {
    const code = (names: readonly string[]): readonly PluginText[] =>
      typeof value === 'string' ? [{ path: key, text: value, kind: 'code', names }] : [];
    if (subtype === 'JavascriptQuery' && key === 'query') return code([]);
    if (type === 'function' && key === 'funcBody') return code([]);
    if (type === 'datasource' && transformers[key] !== undefined) return code(transformers[key]);
    if (type === 'state' && key === 'value') return stateText(key, value);
    const isList = listsAsText.has(key) && (key !== 'body' || bodyLists.has(template['bodyType'] ?? ''));
    if (subtype === 'RESTQuery' && isList && typeof value === 'string') return listTexts(key, value);
    return stringsOf(key, value);
  });
}

const templateText = (path: string, text: string): PluginText => ({ path, text, kind: 'template', names: [] });

/** The first value of a variable is a literal as text, or a template. */
const stateText = (path: string, value: Json): readonly PluginText[] => {
  if (typeof value !== 'string' || value === '') return [];
  return [value.includes('{{') ? templateText(path, value) : { path, text: value, kind: 'literal', names: [] }];
};

function listTexts(key: string, text: string): readonly PluginText[] {
  try {
    return stringsOf(key, JSON.parse(text) as Json);
  } catch {
    return [templateText(key, text)];
  }
}

/** The code of an event handler that runs a script. */
const script = /^events\.\d+\.params\.src$/;

function stringsOf(path: string, value: Json): readonly PluginText[] {
  if (typeof value === 'string') {
    if (script.test(path)) return [{ path, text: value, kind: 'code', names: [] }];
    return value.includes('{{') ? [templateText(path, value)] : [];
  }
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((one, index) => stringsOf(`${path}.${index}`, one));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => stringsOf(`${path}.${name}`, one));
}
