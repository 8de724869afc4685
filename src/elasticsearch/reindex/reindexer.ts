import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';
import { assertFields } from '../../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Reindexed, Reindexer, ReindexOptions } from '../../catalog/reindexer.ts';
import { openCheckpoints } from '../documents/checkpoints.ts';
import { findIndex, newCollection, type FoundIndex } from '../documents/declare-collection.ts';
import { aliasOf } from '../documents/index-names.ts';
import { versionsOf, type StoredCollection } from '../documents/stored-collection.ts';
import { storeError } from '../errors.ts';
import { assertAlone, buildingAlias, removeLeftovers, replaceIndex, requireIndex, type Place } from './building.ts';
import { documentConverter } from './convert-document.ts';
import { copyChanges, type CopiedUpTo, type Copying } from './copy-changes.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { removeSurplus } from './remove-surplus.ts';

export interface ReindexerOptions {
  readonly client: Client;
  readonly prefix: string;
  /** As of the document store. */
  readonly refreshMs?: number;
}

/** A round that copies no more than this is the last one before writes are held up. */
const fewDocuments = 1_000;
/** Against writers that are faster than the copying: then they are held up for longer. */
const mostRounds = 30;

/** Rebuilds indices of ours. The client stays the caller's. */
export function makeReindexer({ client, prefix, refreshMs = 1_000 }: ReindexerOptions): Reindexer {
  const at = async <T>(what: string, collection: QualifiedName, work: (place: Place) => Promise<T>): Promise<T> => {
    try {
      const checkpoints = await openCheckpoints(client, prefix);
      return await work({ client, alias: aliasOf(prefix, collection), refreshMs, checkpoints });
    } catch (cause) {
      throw storeError(`${what} ${printQualified(collection)}`, cause);
    }
  };
  return {
    reindex: (declaration, options) => at('reindex', declaration, (place) => copyIndex(place, declaration, options)),
    rebuild: (declaration, options) => at('reindex', declaration, (place) => rebuildIndex(place, declaration, options)),
    recover: (collection) =>
      at('clean up after a reindex of', collection, async (place) => {
        const found = await findIndex(client, place.alias);
        if (found !== undefined) await removeLeftovers(place, found);
        return found?.collection.incarnation;
      }),
  };
}

async function copyIndex(
  place: Place,
  declaration: CollectionDeclaration,
  options: ReindexOptions,
): Promise<Reindexed> {
  const { client, alias } = place;
  assertFields(declaration);
  const before = await requireIndex(place, declaration);
  const after = collectionAfter(declaration, before);
  const copying: Copying = {
    client,
    from: before.index,
    to: buildingAlias(alias),
    convert: documentConverter(before.collection.stored, after.stored, newSets(before.collection, after)),
    versionsBefore: versionsOf(before.collection),
    versionsAfter: versionsOf(after),
  };
  const building = { declaration, before, after, mayGoOn: options.mayGoOn };
  return replaceIndex(place, building, () => fill(alias, copying, options));
}

/** Rounds while others write, then one while nobody does. */
async function fill(
  alias: string,
  copying: Copying,
  { beforeSwap, mayGoOn }: ReindexOptions,
): Promise<Omit<Reindexed, 'index'>> {
  const { client } = copying;
  let done: CopiedUpTo = new Map();
  let copied = 0;
  let rounds = 0;
  const round = async (): Promise<number> => {
    assertAlone(alias, mayGoOn);
    const one = await copyChanges(copying, done);
    done = one.done;
    copied += one.copied;
    rounds += 1;
    return one.copied;
  };
  while ((await round()) > fewDocuments && rounds < mostRounds);
  await beforeSwap();
  await round();
  // Returns when no write is under way any more; from here on the old index is what it will ever be.
  await client.indices.addBlock({ index: copying.from, block: 'write' });
  await round();
  await removeSurplus(client, copying.from, copying.to);
  return { copied, rounds };
}

/** What the new index keeps of the collection. Its checkpoints stay the same, since they go by the incarnation. */
function collectionAfter(declaration: CollectionDeclaration, { collection }: FoundIndex): StoredCollection {
  if (declaration.write === 'merge' && collection.write !== 'merge')
    throw new RockpoolError(
      'COLLECTION_INCOMPATIBLE',
      `The documents of ${printQualified(declaration)} were written whole, so their fields have no versions that "write: merge" could go by.`,
      { hint: 'Read its sources anew: `rockpool reindex --from sources`.' },
    );
  const { incarnation, formerly } = collection;
  return { ...newCollection(declaration), incarnation, ...(formerly === undefined ? {} : { formerly }) };
}

/** Lists that may hold an element twice where they lie now, and may not where they go. */
const newSets = (before: StoredCollection, after: StoredCollection): readonly string[] =>
  (after.uniqueFields ?? []).filter((name) => before.uniqueFields?.includes(name) !== true);
