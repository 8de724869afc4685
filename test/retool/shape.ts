import { isOrderedMap, isRecord } from 'immutable';
import { AppTemplate, codec, PluginTemplate, Position2 } from '../../src/retool/codec/records.ts';
import type { AppProblem } from '../../src/retool/check/app-problem.ts';
import { envelopeKeys, recordFacts, subtypeFacts, type RecordFacts } from './facts.ts';
import { kindOf } from './kind-of.ts';
import { eventShapeProblems } from './shape-events.ts';
import { templateProblems } from './shape-template.ts';

/**
 * What of an exported app's file no export of Retool has: keys around the state, the three records and the kinds of their fields, keys of
 * templates, their containers and values, event handlers. Everything is held against `facts/`.
 */
export function findShapeProblems(text: string): readonly AppProblem[] {
  const file = JSON.parse(text) as { readonly page: { readonly data: { readonly appState: string } } };
  const { appState } = file.page.data;
  const state = codec.fromJSON(appState);
  const ofApp = (message: string): AppProblem => ({ plugin: '', message });
  const problems = envelopeProblems(file).map(ofApp);
  // Fields that a record does not know are dropped when it is read, and absent ones are null.
  if (codec.toJSON(state) !== appState) problems.push(ofApp('The state is not what the codec writes of it.'));
  if (!(state instanceof AppTemplate)) return [...problems, ofApp('The state is no appTemplate.')];
  problems.push(...fieldProblems(state, recordFacts.appTemplate, undefined).map(ofApp));
  const plugins = state.get('plugins');
  if (!isOrderedMap(plugins)) return problems;
  return [...problems, ...[...plugins.entries()].flatMap(([key, plugin]) => pluginProblems(String(key), plugin))];
}

function envelopeProblems(file: object): readonly string[] {
  const members = (value: unknown, path: string): readonly string[] =>
    Object.keys(value as object).map((key) => path + key);
  const found = [...members(file, ''), ...members((file as { readonly page: object }).page, 'page.')];
  return [
    ...found.filter((key) => !envelopeKeys.has(key)).map((key) => `The file has the unknown key ${key}.`),
    ...[...envelopeKeys].filter((key) => !found.includes(key)).map((key) => `The file lacks the key ${key}.`),
  ];
}

type Fields = Readonly<Record<string, unknown>>;

function pluginProblems(key: string, plugin: unknown): readonly AppProblem[] {
  const say = (message: string): AppProblem => ({ plugin: key, message });
  if (!(plugin instanceof PluginTemplate)) return [say('It is no pluginTemplate.')];
  const fields = (plugin as { toObject(): Fields }).toObject();
  const { id, type, subtype, template, position2 } = fields as Record<string, string>;
  const facts = subtypeFacts(subtype!);
  return [
    ...(id === key ? [] : [`It stands under the key ${key}, but its id is ${id}.`]),
    ...fieldProblems(plugin, recordFacts.pluginTemplate, type),
    ...((position2 as unknown) instanceof Position2 ? fieldProblems(position2, recordFacts.position2, undefined) : []),
    ...(facts === undefined
      ? [`Nothing is known of ${subtype}.`]
      : [...templateProblems(template, facts), ...eventShapeProblems(type!, subtype!, template)]),
  ].map(say);
}

/** Order and kinds of a record's fields. */
function fieldProblems(record: unknown, facts: RecordFacts, pluginType: string | undefined): readonly string[] {
  const fields = (record as { toObject(): Fields }).toObject();
  const wrongOrder =
    Object.keys(fields).join() === facts.order.join() ? [] : ['Its fields are not those of the record.'];
  return [
    ...wrongOrder,
    ...Object.entries(facts.fields).flatMap(([field, { kinds, containerTypes, kindsFrom3298 }]) => {
      const allowed = kindsFrom3298?.[pluginType ?? ''] ?? kinds ?? containerTypes ?? [];
      const kind = fieldKind(fields[field]);
      return allowed.includes(kind) ? [] : [`${field} is ${kind}, not ${allowed.join(' or ')}.`];
    }),
  ];
}

/** The kind of a value in the words of the facts. */
function fieldKind(value: unknown): string {
  if (isRecord(value)) return value instanceof Position2 ? 'record:position2' : 'record';
  return value instanceof Date ? 'date(~m)' : kindOf(value);
}
