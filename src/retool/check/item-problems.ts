import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Plugin, RetoolApp, Template } from '../app.ts';
import type { AppProblem } from './app-problem.ts';
import { listOf, textOf } from './json-parts.ts';

/** Items of a widget, and the maps that say something of each. */
interface ItemFamily {
  readonly ids: string;
  /** Begins the names of the maps. */
  readonly prefix: string;
  /** Maps without which an item is nothing; Retool leaves others empty. */
  readonly needed: readonly string[];
}

const families: Readonly<Record<string, readonly ItemFamily[]>> = {
  TableWidget2: [
    { ids: '_columnIds', prefix: '_column', needed: ['_columnKey'] },
    { ids: '_toolbarButtonIds', prefix: '_toolbarButton', needed: ['_toolbarButtonType'] },
    { ids: '_actionIds', prefix: '_action', needed: ['_actionLabel'] },
  ],
  KeyValueWidget2: [{ ids: '_propertyIds', prefix: '_property', needed: [] }],
  ChartWidget2: [{ ids: '_seriesIds', prefix: '_series', needed: [] }],
};

/** What a widget says per item it says of exactly its items. */
export const itemProblems = ({ plugins }: RetoolApp): readonly AppProblem[] =>
  plugins.flatMap((plugin) =>
    [
      ...(families[plugin.subtype] ?? []).flatMap((family) => familyProblems(plugin.template, family)),
      ...listProblems(plugin),
      ...primaryKeyProblems(plugin),
    ].map((message) => ({ plugin: plugin.id, message })),
  );

function familyProblems(template: Template, { ids, prefix, needed }: ItemFamily): readonly string[] {
  const items = listOf(template[ids]).map(textOf);
  const twice = items.filter((id, index) => items.indexOf(id) !== index);
  const maps = Object.entries(template).filter(
    (entry): entry is [string, JsonObject] =>
      entry[0].startsWith(prefix) && /^[A-Z]/.test(entry[0].slice(prefix.length)) && isJsonObject(entry[1]),
  );
  const missing = items.length === 0 ? [] : needed.filter((key) => template[key] === undefined);
  return [
    ...twice.map((id) => `${ids}: two items have the id ${JSON.stringify(id)}.`),
    ...missing.map((key) => `${key} is missing, although there are ${ids}.`),
    ...maps.flatMap(([key, map]) => {
      const keys = Object.keys(map);
      if (keys.length === 0 && !needed.includes(key)) return [];
      return [
        ...items
          .filter((id) => map[id] === undefined)
          .map((id) => `${key} says nothing of the item ${JSON.stringify(id)}.`),
        ...keys
          .filter((id) => !items.includes(id))
          .map((id) => `${key} says something of ${JSON.stringify(id)}, which is none of ${ids}.`),
      ];
    }),
  ];
}

/** Lists that run beside `_ids`: `_values`, `_labels`, `_viewKeys`, `_iconByIndex` … */
const besideIds = /^_(values|labels|viewKeys|[a-z]\w*ByIndex)$/;

function listProblems({ template }: Plugin): readonly string[] {
  const lists = Object.entries(template).filter(([key, value]) => besideIds.test(key) && Array.isArray(value));
  if (lists.length === 0) return [];
  const ids = listOf(template['_ids']);
  return [
    ...ids
      .filter((id, index) => ids.indexOf(id) !== index)
      .map((id) => `_ids: two items have the id ${JSON.stringify(id)}.`),
    ...lists
      .filter(([, value]) => listOf(value).length !== ids.length)
      .map(([key, value]) => `${key} has ${listOf(value).length} entries, _ids has ${ids.length}.`),
  ];
}

function primaryKeyProblems({ subtype, template }: Plugin): readonly string[] {
  const column = template['_primaryKeyColumnId'];
  if (subtype !== 'TableWidget2' || column === undefined || column === null || column === '') return [];
  return listOf(template['_columnIds']).includes(column)
    ? []
    : [`_primaryKeyColumnId: ${JSON.stringify(column)} is none of _columnIds.`];
}
