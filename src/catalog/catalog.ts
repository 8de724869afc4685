import { didYouMean } from '../base/suggest.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Collection } from './collection.ts';

/** The collections that are ready now. `version` rises whenever one of them changes, so that compiled statements can be dropped. */
export interface Catalog {
  readonly version: number;
  get(name: QualifiedName): Collection | undefined;
  list(): readonly Collection[];
}

export interface MutableCatalog extends Catalog {
  set(collection: Collection): void;
  remove(name: QualifiedName): void;
}

export function makeCatalog(): MutableCatalog {
  const collections = new Map<string, Collection>();
  let version = 0;
  return {
    get version() {
      return version;
    },
    get: (name) => collections.get(printQualified(name)),
    list: () => [...collections.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    set(collection) {
      collections.set(key(collection), collection);
      version += 1;
    },
    remove(name) {
      collections.delete(printQualified(name));
      version += 1;
    },
  };
}

const key = (collection: Collection): string => printQualified(collection.definition);

/** Throws COLLECTION_NOT_FOUND in the words of Rockset's service, with a suggestion. */
export function resolveCollection(catalog: Catalog, name: QualifiedName): Collection {
  const found = catalog.get(name);
  if (found !== undefined) return found;
  const known = catalog.list().map((collection) => collection.definition);
  const near = didYouMean(
    name.name,
    known.filter((one) => one.workspace === name.workspace).map((one) => one.name),
  );
  throw new RockpoolError(
    'COLLECTION_NOT_FOUND',
    `Collection "${name.name}" does not exist in workspace "${name.workspace}".${near}`,
  );
}
