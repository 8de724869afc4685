import type { DuckDBConnection } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { storeSchema, type StoredCollection } from './document-layout.ts';

/** The collections of a store: in memory for every call, in a table for the next start. */
export interface DocumentRegistry {
  get(name: QualifiedName): StoredCollection | undefined;
  /** Throws COLLECTION_NOT_FOUND. */
  require(name: QualifiedName): StoredCollection;
  list(): readonly StoredCollection[];
  nextId(): number;
  /** To be called once the transaction that stored it is committed. */
  set(collection: StoredCollection): void;
  remove(name: QualifiedName): void;
}

type Definition = Pick<StoredCollection, 'fields' | 'stored' | 'write' | 'retentionMs' | 'lookupFields'>;

/** Reads the collections that earlier runs declared. */
export async function loadRegistry(connection: DuckDBConnection): Promise<DocumentRegistry> {
  const collections = new Map<string, StoredCollection>();
  const rows = await connection.runAndReadAll(`SELECT id, workspace, name, definition FROM ${storeSchema}.collections`);
  for (const [id, workspace, name, definition] of rows.getRows() as [number, string, string, string][]) {
    const collection: StoredCollection = { id, workspace, name, ...(JSON.parse(definition) as Definition) };
    collections.set(printQualified(collection), collection);
  }
  // An id is never given twice while the store is open; across starts a dropped one may return, its tables are gone.
  let highest = Math.max(0, ...[...collections.values()].map((collection) => collection.id));
  return {
    get: (name) => collections.get(printQualified(name)),
    require(name) {
      const found = collections.get(printQualified(name));
      if (found !== undefined) return found;
      const near = didYouMean(printQualified(name), collections.keys());
      throw new RockpoolError('COLLECTION_NOT_FOUND', `The store has no collection ${printQualified(name)}.${near}`);
    },
    list: () => [...collections.values()],
    nextId: () => (highest += 1),
    set: (collection) => void collections.set(printQualified(collection), collection),
    remove: (name) => void collections.delete(printQualified(name)),
  };
}

/** Writes the definition of a collection inside the caller's transaction. */
export async function storeDefinition(connection: DuckDBConnection, collection: StoredCollection): Promise<void> {
  const { id, workspace, name, ...definition } = collection;
  await connection.run(`DELETE FROM ${storeSchema}.collections WHERE id = $1`, [id]);
  await connection.run(`INSERT INTO ${storeSchema}.collections VALUES ($1, $2, $3, $4)`, [
    id,
    workspace,
    name,
    JSON.stringify(definition),
  ]);
}
