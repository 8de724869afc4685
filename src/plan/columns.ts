import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { everyObject, objectsOf, textOf } from './tree.ts';

/** What the outermost query says about its result. */
export interface ResultShape {
  readonly ordered: boolean;
  readonly explicitColumns: boolean;
  /** The name Rockset gave to an unnamed column, at its place; undefined for named ones. `count` is the number of columns after binding. */
  readonly rocksetNames: (count: number) => readonly (string | undefined)[];
}

/** Reads the outermost query of an allowed tree. A set operation has the columns of its left side. */
export function resultShape(node: JsonObject): ResultShape {
  const items = objectsOf(leftmost(node)['select_list']);
  const stars = items.map((item) => [...everyObject(item)].some((part) => part['class'] === 'STAR'));
  const names = unnamed(items);
  const [firstStar, lastStar] = [stars.indexOf(true), stars.lastIndexOf(true)];
  return {
    ordered: objectsOf(node['modifiers']).some((modifier) => modifier['type'] === 'ORDER_MODIFIER'),
    explicitColumns: firstStar < 0,
    rocksetNames: (count) =>
      Array.from({ length: count }, (_, column) => {
        if (firstStar < 0 || column < firstStar) return names[column];
        // Columns after the last star are counted from the end: nobody knows here how many a star became.
        const item = column - count + items.length;
        return item > lastStar ? names[item] : undefined;
      }),
  };
}

function leftmost(node: JsonObject): JsonObject {
  const left: Json | undefined = node['type'] === 'SET_OPERATION_NODE' ? node['left'] : undefined;
  const next = isJsonObject(left)
    ? left
    : isJsonObject(node['children'])
      ? node['children']
      : objectsOf(node['children'])[0];
  return node['type'] === 'SET_OPERATION_NODE' && next !== undefined ? leftmost(next) : node;
}

/** `?count` for a call, `?field0`, `?field1` for anything else, as Rockset named them. */
function unnamed(items: readonly JsonObject[]): readonly (string | undefined)[] {
  let fields = 0;
  return items.map((item) => {
    if (textOf(item['alias']) !== '' || item['class'] === 'COLUMN_REF' || item['class'] === 'STAR') return undefined;
    const name = textOf(item['function_name']).toLowerCase();
    const isCall = (item['class'] === 'FUNCTION' || item['class'] === 'WINDOW') && /^[a-z_]\w*$/.test(name);
    if (isCall && item['is_operator'] !== true) return `?${name === 'count_star' ? 'count' : name}`;
    return `?field${fields++}`;
  });
}
