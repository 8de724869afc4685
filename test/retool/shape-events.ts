import { isList, isMap } from 'immutable';
import { handlerFacts } from './facts.ts';
import { kindOf } from './kind-of.ts';

/** Keys that every handler of today may have. */
const handlerKeys = new Set('id event type method pluginId targetId params waitType waitMs enabled'.split(' '));

/** Event handlers that no export has, or whose members no export has. */
export function eventShapeProblems(type: string, subtype: string, template: unknown): readonly string[] {
  const events = isMap(template) ? template.get('events') : undefined;
  if (!isList(events)) return [];
  return [...events].flatMap((handler, index) =>
    handlerProblems(type === 'datasource' ? '<query>' : subtype, handler).map(
      (message) => `events.${index}: ${message}`,
    ),
  );
}

function handlerProblems(component: string, handler: unknown): readonly string[] {
  if (kindOf(handler) !== 'iM' || !isMap(handler)) return [`it is ${kindOf(handler)}, not iM.`];
  const name = [component, handler.get('event'), handler.get('type'), handler.get('method')].join(' / ');
  const facts = handlerFacts[name];
  const params = handler.get('params');
  const options = isMap(params) ? params.get('options') : undefined;
  return [
    ...(facts === undefined ? [`${name} is unknown.`] : []),
    ...[...handler.keys()]
      .filter((key) => !handlerKeys.has(String(key)))
      .map((key) => `${String(key)} is no key of a handler.`),
    ...(params === undefined || kindOf(params) === 'iM' ? [] : [`params is ${kindOf(params)}, not iM.`]),
    ...(options === undefined || kindOf(options) === 'iM' ? [] : [`params.options is ${kindOf(options)}, not iM.`]),
    ...(facts === undefined || !isMap(params)
      ? []
      : [...params.keys()]
          .filter((key) => !facts.paramKeys.includes(String(key)))
          .map((key) => `${String(key)} is no parameter of ${name}.`)),
  ];
}
