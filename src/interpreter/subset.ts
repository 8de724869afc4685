import { canonicalJson, isJsonObject, type Json } from '../base/json.ts';
import type { Plugin, RetoolApp } from '../retool/app.ts';
import { handlersOf } from './events.ts';
import { scriptCode } from './expressions/code.ts';
import type { Kind } from './kind.ts';
import { isFrame, kindOf } from './kinds.ts';
import { refused } from './refused.ts';

/** Throws RETOOL_APP_INVALID, and names it, for the first thing in the app that is not run here. */
export function assertInSubset({ plugins, rootScreen }: RetoolApp): void {
  if (!plugins.some(({ id, subtype }) => subtype === 'Screen' && id === rootScreen)) {
    throw refused('The app', `its first screen ${rootScreen} is not in it`);
  }
  for (const plugin of plugins) {
    if (isFrame(plugin)) continue;
    const kind = kindOf(plugin);
    if (kind === undefined) throw refused(plugin.id, `nothing is known here of ${plugin.subtype}`);
    assertTemplate(plugin, kind);
    assertQuery(plugin);
    for (const { event, type, method, waitMs } of handlersOf(plugin)) {
      if (!kind.events.includes(event)) throw refused(plugin.id, `its event ${event} never happens here`);
      if (!(effects[type] ?? []).includes(method))
        throw refused(plugin.id, `nothing is known here of ${type}/${method}`);
      if (waitMs !== undefined && waitMs !== '0') throw refused(plugin.id, 'its handler waits');
    }
  }
}

/** What a handler may do, by type. */
const effects: Readonly<Record<string, readonly string[]>> = {
  datasource: ['trigger'],
  state: ['setValue'],
  widget: ['setValue', 'clearValue', 'setHidden', 'show', 'hide', 'exportData', 'refresh'],
  script: ['run'],
  util: ['showNotification', 'openUrl', 'openPage'],
};

function assertTemplate({ id, subtype, template }: Plugin, { runs, looks, only = {} }: Kind): void {
  for (const [key, value] of Object.entries(template)) {
    if (key === 'events' || key in runs || looks.includes(key)) continue;
    const allowed = only[key];
    if (allowed === undefined) throw refused(id, `nothing is known here of ${key} of a ${subtype}`);
    if (!isOnly(value, allowed)) {
      throw refused(id, `${key} is ${canonicalJson(value)}, and only ${canonicalJson(allowed)} is run`);
    }
  }
  for (const [key, allowed] of Object.entries(only)) {
    if (key in runs && !isOnly(template[key] ?? allowed, allowed)) {
      throw refused(id, `${key} is ${canonicalJson(template[key] ?? null)}, and only ${canonicalJson(allowed)} is run`);
    }
  }
}

/** True for the value itself, and for lists and maps that hold nothing else. */
function isOnly(value: Json, allowed: Json): boolean {
  if (canonicalJson(value) === canonicalJson(allowed)) return true;
  if (Array.isArray(value)) return !Array.isArray(allowed) && value.every((one) => one === allowed);
  return isJsonObject(value) && Object.values(value).every((one) => canonicalJson(one) === canonicalJson(allowed));
}

function assertQuery({ id, subtype, template }: Plugin): void {
  if (subtype === 'JavascriptQuery') {
    try {
      scriptCode(textOf(template['query']));
    } catch (error) {
      throw refused(id, `its code is no JavaScript: ${(error as Error).message}`);
    }
  }
  if (subtype === 'RESTQuery') {
    const method = textOf(template['type'] ?? 'GET');
    if (method !== 'GET' && template['runWhenModelUpdates'] === true) {
      throw refused(id, `it runs by itself, which Retool documents for GET and not for ${method}`);
    }
    if (method === 'GET' && (template['bodyType'] ?? 'none') !== 'none') {
      throw refused(id, 'a GET has no body');
    }
  }
  if (textOf(template['queryRefreshTime']).includes('{{')) {
    throw refused(id, 'its queryRefreshTime is a template, and whether Retool evaluates it is not known');
  }
  if (textOf(template['transformer']).includes('{{')) {
    throw refused(id, 'its transformer holds {{ }}, and whether that makes an input is not known');
  }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
