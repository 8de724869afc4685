import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { IndexRegistry } from '../collection-index.ts';
import { isMissingIndex } from '../errors.ts';
import { readIndex, type FoundIndex } from './declare-collection.ts';
import { indexedFields } from './index-mapping.ts';
import { aliasOf } from './index-names.ts';
import { versionsOf, type StoredCollection } from './stored-collection.ts';

/** A collection that may be written. */
export interface OwnIndex {
  readonly alias: string;
  readonly collection: StoredCollection;
  readonly versions: 'external' | 'stored';
}

/** The collections whose indices are ours, with what only writers need to know of them. The registry knows them too. */
export interface OwnIndices {
  /** Registers what earlier runs, or other servers, declared under this prefix. Throws what the client throws. */
  load(prefix: string): Promise<void>;
  set(alias: string, found: FoundIndex, shown?: Pick<CollectionDeclaration, 'fields'>): void;
  /** Throws COLLECTION_NOT_FOUND, COLLECTION_READ_ONLY. */
  require(name: QualifiedName): OwnIndex;
  remove(name: QualifiedName): void;
  /** Deletes the index behind the alias, if it is still there. */
  deleteIndices(alias: string): Promise<void>;
}

export function makeOwnIndices(client: Client, registry: IndexRegistry): OwnIndices {
  const indices = new Map<string, OwnIndex>();
  return {
    async load(prefix) {
      const states = await client.indices.get({ index: `${prefix}-*.*`, flat_settings: true, allow_no_indices: true });
      for (const [index, state] of Object.entries(states)) {
        const found = readIndex(index, state);
        if (found === undefined) continue;
        const alias = aliasOf(prefix, found.collection);
        // A new index that a reindex fills has no alias yet, and one of another prefix has another alias.
        if (state.aliases?.[alias] !== undefined) this.set(alias, found);
      }
    },
    set(alias, { collection: stored, shards, columnar }, shown) {
      const collection = shown === undefined ? stored : { ...stored, fields: shown.fields };
      const { workspace, name, retentionMs } = collection;
      const versions = versionsOf(collection);
      indices.set(printQualified(collection), { alias, collection, versions });
      registry.set({
        workspace,
        name,
        index: alias,
        origin: 'ours',
        fields: indexedFields(collection),
        shards,
        versions,
        columnar,
        declared: true,
        ...(retentionMs === undefined ? {} : { retentionMs }),
      });
    },
    require(name) {
      const { origin } = registry.require(name);
      const found = indices.get(printQualified(name));
      if (origin === 'ours' && found !== undefined) return found;
      throw new RockpoolError(
        'COLLECTION_READ_ONLY',
        `The documents of ${printQualified(name)} lie in indices that somebody else writes.`,
      );
    },
    remove(name) {
      indices.delete(printQualified(name));
      registry.remove(name);
    },
    async deleteIndices(alias) {
      try {
        const behind = Object.keys(await client.indices.getAlias({ name: alias }));
        await client.indices.delete({ index: behind });
      } catch (error) {
        if (!isMissingIndex(error) && !isMissingAlias(error)) throw error;
      }
    },
  };
}

/** Elasticsearch answers 404 with a text in place of an error. */
function isMissingAlias(error: unknown): boolean {
  return (error as { readonly meta?: { readonly statusCode?: number } }).meta?.statusCode === 404;
}
