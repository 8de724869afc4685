import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { CollectionIndex, IndexRegistry } from './collection-index.ts';

/** An empty registry, in memory. */
export function makeIndexRegistry(): IndexRegistry {
  const indices = new Map<string, CollectionIndex>();
  return {
    get: (name) => indices.get(printQualified(name)),
    require(name) {
      const found = indices.get(printQualified(name));
      if (found !== undefined) return found;
      const near = didYouMean(printQualified(name), indices.keys());
      throw new RockpoolError('COLLECTION_NOT_FOUND', `The store has no collection ${printQualified(name)}.${near}`);
    },
    list: () => [...indices.values()],
    set: (index) => void indices.set(printQualified(index), index),
    remove: (name) => void indices.delete(printQualified(name)),
  };
}
