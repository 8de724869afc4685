import { isList, isMap, isOrderedMap, isSet } from 'immutable';

/** How a value of a state is kept: immutable `iL iOM iM iS`, plain `array obj`, or the name of a scalar's type. */
export function kindOf(value: unknown): string {
  if (isList(value)) return 'iL';
  if (isOrderedMap(value)) return 'iOM';
  if (isMap(value)) return 'iM';
  if (isSet(value)) return 'iS';
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'obj' : typeof value;
}
