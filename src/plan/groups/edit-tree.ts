import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { everyObject, listOf, textOf } from '../tree.ts';

/** Changes of a tree. Nodes are known by identity. */
export interface Edits {
  /** What stands in a node's place, given the node with its own parts edited. */
  readonly replace: ReadonlyMap<JsonObject, (edited: JsonObject) => JsonObject>;
  /** Members of lists. */
  readonly remove: ReadonlySet<Json>;
  /** Aliases of select items. */
  readonly names: ReadonlyMap<JsonObject, string>;
}

export const noEdits: Edits = { replace: new Map(), remove: new Set(), names: new Map() };

/** The tree with its edits; parts without any are the same objects. */
export function editTree(tree: Json, edits: Edits): Json {
  if (Array.isArray(tree)) {
    const parts: readonly Json[] = tree;
    const edited = parts.filter((part) => !edits.remove.has(part)).map((part) => editTree(part, edits));
    return edited.length < parts.length || edited.some((part, index) => part !== parts[index]) ? edited : parts;
  }
  if (!isJsonObject(tree)) return tree;
  const entries = Object.entries(tree);
  const edited = entries.map(([key, child]) => [key, editTree(child, edits)] as const);
  const isSame = edited.every(([, child], index) => child === entries[index]![1]);
  const node = isSame ? tree : Object.fromEntries<Json>(edited);
  const changed = edits.replace.get(tree)?.(node) ?? node;
  const name = edits.names.get(tree);
  return name === undefined ? changed : { ...changed, alias: name };
}

/** Select items whose name is their text and whose text an edit changes. */
export function itemsToName(tree: Json, replace: Edits['replace']): readonly JsonObject[] {
  const items: JsonObject[] = [];
  for (const node of everyObject(tree)) {
    for (const item of listOf(node['type'] === 'SELECT_NODE' ? node['select_list'] : undefined)) {
      const hasName = !isJsonObject(item) || textOf(item['alias']) !== '' || item['class'] === 'COLUMN_REF';
      if (!hasName && [...everyObject(item)].some((part) => replace.has(part))) items.push(item);
    }
  }
  return items;
}
