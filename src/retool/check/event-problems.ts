import type { JsonObject } from '../../base/json.ts';
import type { Plugin, PluginType, RetoolApp } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { eventHandlers } from './event-handlers.ts';
import { listOf, textOf } from './json-parts.ts';

/** What a handler of this type acts on; the other types act on no plugin. */
const targets: Readonly<Record<string, readonly PluginType[]>> = {
  datasource: ['datasource'],
  state: ['state'],
  widget: ['widget', 'frame'],
};

/** Events of one item of a table, and where the table lists its items. */
const itemLists: Readonly<Record<string, string>> = { clickToolbar: '_toolbarButtonIds', clickAction: '_actionIds' };

/** Links from plugin to plugin that a template holds as a plain id. */
const links: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  TabsWidget2: { targetContainerId: ['ContainerWidget2'] },
  ButtonWidget2: { submitTargetId: ['FormWidget2', 'FormWidget', 'JSONSchemaFormWidget'] },
};

/** Every event handler, and every other link, leads to a plugin of the right type, on the same screen or of the whole app. */
export function eventProblems({ plugins }: RetoolApp): readonly AppProblem[] {
  const byId = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  return plugins.flatMap((plugin) => {
    const ofEvents = eventHandlers(plugin).flatMap((handler, index) =>
      handlerProblems(plugin, handler, byId).map((message) => `events.${index}: ${message}`),
    );
    const ids = eventHandlers(plugin).map(({ id }) => id);
    const twice = ids.filter((id, index) => id !== undefined && ids.indexOf(id) !== index);
    const messages = [
      ...ofEvents,
      ...twice.map((id) => `events: two handlers have the id ${JSON.stringify(id)}.`),
      ...linkProblems(plugin, byId),
    ];
    return messages.map((message) => ({ plugin: plugin.id, message }));
  });
}

function handlerProblems(owner: Plugin, handler: JsonObject, byId: ReadonlyMap<string, Plugin>): readonly string[] {
  const { event, type, pluginId, targetId } = handler;
  const wanted = targets[textOf(type)];
  const problems: string[] = [];
  if (wanted === undefined) {
    if ((pluginId ?? '') !== '')
      problems.push(
        `what a handler of type ${textOf(type)} does concerns no plugin, but it names ${JSON.stringify(pluginId)}.`,
      );
  } else {
    const target = typeof pluginId === 'string' ? byId.get(pluginId) : undefined;
    if (target === undefined) problems.push(`${JSON.stringify(pluginId ?? null)} does not exist.`);
    else if (!wanted.includes(target.type))
      problems.push(`${target.id} is a ${target.type}, not a ${wanted.join(' or a ')}.`);
    else if (target.screen !== undefined && target.screen !== owner.screen)
      problems.push(`${target.id} stands on another screen.`);
  }
  const list = itemLists[textOf(event)];
  const items = list === undefined ? [] : listOf(owner.template[list]);
  if (targetId !== null && targetId !== undefined && targetId !== '' && !items.includes(targetId))
    problems.push(`${JSON.stringify(targetId)} is no item of ${owner.id}.`);
  return problems;
}

function linkProblems({ subtype, template, screen }: Plugin, byId: ReadonlyMap<string, Plugin>): readonly string[] {
  return Object.entries(links[subtype] ?? {}).flatMap(([key, subtypes]) => {
    const id = template[key];
    if (typeof id !== 'string' || id === '') return [];
    const target = byId.get(id);
    if (target === undefined) return [`${key}: ${JSON.stringify(id)} does not exist.`];
    if (!subtypes.includes(target.subtype)) return [`${key}: ${id} is a ${target.subtype}.`];
    return target.screen === screen ? [] : [`${key}: ${id} stands on another screen.`];
  });
}
