import type { Value } from '../schema/value.ts';
import type { CollectionDefinition } from './collection.ts';

/** Lists that are sets, as the collection's file asks for. */
export function uniqueFieldsOf({ fieldOptions }: Pick<CollectionDefinition, 'fieldOptions'>): ReadonlySet<string> {
  return new Set(Object.entries(fieldOptions).flatMap(([name, options]) => (options.unique === true ? [name] : [])));
}

/**
 * A list as a set, in the order of first appearance: nothing twice, and no null. An index counts neither of them, so a list that held them would be
 * counted differently inside and outside of it. What is no list stays what it is.
 */
export const asSet = (value: Value): Value =>
  Array.isArray(value) ? [...new Set(value as readonly Value[])].filter((element) => element !== null) : value;
