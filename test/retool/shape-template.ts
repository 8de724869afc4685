import { isMap } from 'immutable';
import type { SubtypeFacts } from './facts.ts';
import { kindOf } from './kind-of.ts';

/** Keys that every template may have. */
const everywhere = new Set(['style', 'events', 'margin', 'hidden']);
const scalars = new Set(['string', 'number', 'boolean', 'null']);

/** Keys, containers and values of a template that the facts of its subtype do not know. */
export function templateProblems(template: unknown, facts: SubtypeFacts): readonly string[] {
  if (!isMap(template)) return [`Its template is ${kindOf(template)}.`];
  return [...template.entries()].flatMap(([name, value]) => {
    const key = String(name);
    const isKnown = key in facts.template || key in facts.otherKeys || everywhere.has(key);
    if (!isKnown) return [`${key} is no key of it.`];
    return kindProblem(key, value, facts) ?? valueProblems(key, value, facts);
  });
}

/** Undefined: it is kept as Retool keeps it. */
function kindProblem(key: string, value: unknown, facts: SubtypeFacts): readonly string[] | undefined {
  const kind = kindOf(value);
  if (key === 'events') return kind === 'iL' || kind === 'iOM' ? undefined : [`events is ${kind}, not iL or iOM.`];
  if (key === 'style') return kind === 'iM' || kind === 'iOM' ? undefined : [`style is ${kind}, not iM or iOM.`];
  if (scalars.has(kind)) {
    // What is a list or a map of items in every export is never a text.
    const only = facts.containerTypes[key];
    return key.startsWith('_') && only !== undefined && !only.includes('string') && kind !== 'null'
      ? [`${key} is ${kind}, not ${only.replaceAll('|', ' or ')}.`]
      : undefined;
  }
  const allowed = facts.containerTypes[key]?.split('|') ?? [];
  if (allowed.includes(kind)) return undefined;
  return [`${key} is ${kind}, not ${allowed.length === 0 ? 'a scalar' : allowed.join(' or ')}.`];
}

function valueProblems(key: string, value: unknown, facts: SubtypeFacts): readonly string[] {
  if (key === 'style' && isMap(value)) {
    return [...value.keys()]
      .filter((name) => !facts.styleKeys.includes(String(name)))
      .map((name) => `style.${String(name)} is no style of it.`);
  }
  const known = facts.values[key];
  if (known !== undefined) return isKnown(value, [...known, facts.template[key]]) ? [] : [unknown(key, value, known)];
  const perItem = facts.itemValues[key];
  if (perItem === undefined || !isMap(value)) return [];
  return [...value.entries()].flatMap(([id, one]) => {
    if (typeof id !== 'string') return [`${key} has a key that is no text.`];
    return isKnown(one, perItem) ? [] : [unknown(`${key}.${id}`, one, perItem)];
  });
}

const isKnown = (value: unknown, known: readonly unknown[]): boolean =>
  typeof value !== 'string' || value.includes('{{') || known.includes(value);

const unknown = (path: string, value: unknown, known: readonly unknown[]): string =>
  `${path} is ${JSON.stringify(value)}, known are ${known.map((one) => JSON.stringify(one)).join(', ')}.`;
