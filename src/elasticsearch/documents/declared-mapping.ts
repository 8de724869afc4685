import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { printQualified } from '../../base/name.ts';
import { orAborted } from '../../base/or-aborted.ts';
import { eventTimeField } from '../../catalog/declaration-rules.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { storeError } from '../errors.ts';
import { propertiesOf, type Property } from './index-mapping.ts';
import type { StoredCollection } from './stored-collection.ts';

/** Looks whether indices of ours still are what was declared: anybody may delete one, and make another of its name. */
export interface DeclaredMappings {
  /**
   * Throws STORE_FAILED when the name of the index leads to something that does not hold the fields as they were declared: conditions would be
   * answered wrongly there, without an error. Throws as the client for one that is gone, and the signal's reason.
   */
  assert(index: CollectionIndex, what: string, signal?: AbortSignal): Promise<void>;
}

/** However many calls there are, it is looked at about ten times a second. No index is deleted, made anew and filled in less. */
const freshMs = 100;

/** Remembers for a moment what it saw. */
export function makeDeclaredMappings(client: Client): DeclaredMappings {
  const seen = new WeakMap<CollectionIndex, number>();
  const looking = new WeakMap<CollectionIndex, Promise<void>>();

  const look = async (index: CollectionIndex, what: string): Promise<void> => {
    const asked = performance.now();
    const difference = differenceOf(await readMappings(client, index, what));
    if (difference !== undefined) throw notDeclared(index, what, difference);
    seen.set(index, asked);
  };

  return {
    async assert(index, what, signal) {
      if (index.declared !== true) return;
      if (performance.now() - (seen.get(index) ?? -Infinity) < freshMs) return;
      const begun = looking.get(index) ?? look(index, what).finally(() => looking.delete(index));
      looking.set(index, begun);
      await (signal === undefined ? begun : orAborted(begun, signal));
    },
  };
}

/** Of all indices behind the name. */
async function readMappings(client: Client, { index }: CollectionIndex, what: string): Promise<readonly unknown[]> {
  try {
    const states = await client.indices.getMapping({ index });
    return Object.values(states).map(({ mappings }) => mappings);
  } catch (error) {
    throw storeError(what, error);
  }
}

/** Why these are not what Rockpool made, as the end of a sentence. What another server has declared, or rebuilt, is what it says of itself. */
function differenceOf(mappings: readonly unknown[]): string | undefined {
  const [mapping, ...others] = mappings;
  if (others.length > 0) return `there are ${mappings.length} indices of its name`;
  const meta = isJsonObject(mapping) ? mapping['_meta'] : undefined;
  const collection = isJsonObject(meta) ? (meta['rockpool'] as unknown as StoredCollection | undefined) : undefined;
  if (!isJsonObject(mapping) || collection === undefined) return 'it was made by somebody else';
  return missing(propertiesOf([eventTimeField, ...collection.stored]), mapping, '');
}

function missing(
  expected: Readonly<Record<string, Property>>,
  mapping: JsonObject,
  parent: string,
): string | undefined {
  const actual = isJsonObject(mapping['properties']) ? mapping['properties'] : {};
  for (const [name, property] of Object.entries(expected)) {
    const path = `${parent}${name}`;
    const found = actual[name];
    if (!isJsonObject(found)) return `the field ${path} is not in its mapping`;
    const type = found['type'] ?? 'object';
    if (type !== property.type) return `the field ${path} is ${JSON.stringify(type)} there, not "${property.type}"`;
    if (isOff(found, 'enabled') !== isOff(property, 'enabled') || isOff(found, 'index') || isOff(found, 'doc_values'))
      return `the field ${path} is indexed otherwise there`;
    const members = property['properties'] as Readonly<Record<string, Property>> | undefined;
    const inner = members === undefined ? undefined : missing(members, found, `${path}.`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Elasticsearch takes the word for the value. */
const isOff = (property: Property | JsonObject, parameter: string): boolean =>
  property[parameter] === false || property[parameter] === 'false';

function notDeclared(index: CollectionIndex, what: string, difference: string): RockpoolError {
  const name = printQualified(index);
  return new RockpoolError(
    'STORE_FAILED',
    `The Elasticsearch cluster cannot ${what}: the index ${index.index} of ${name} is not as it was declared, ${difference}.`,
    {
      hint: `Put back what it was, and all goes on. Or delete it and start the server again: the sources of ${name} are then read from their start.`,
    },
  );
}
