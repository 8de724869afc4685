import { systemClock } from '../../base/clock.ts';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import { assertFields } from '../../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Rebuilt, RebuildOptions } from '../../catalog/reindexer.ts';
import { newCollection, type FoundIndex } from '../documents/declare-collection.ts';
import { tombMember } from '../documents/index-mapping.ts';
import { versionsOf, type StoredCollection } from '../documents/stored-collection.ts';
import { assertAlone, buildingAlias, replaceIndex, requireIndex, type Place } from './building.ts';
import { makeComparison, type Lost } from './compare-indices.ts';
import { newDocuments } from './new-documents.ts';

/** Catching up that takes no longer is the last one before writes are held up. */
const shortMs = 5_000;
/** Against sources that are faster than the reading: then writes are held up for longer. */
const mostRounds = 30;
/** Servers that were asleep for more rebuilds than this begin anew. */
const mostFormer = 20;

/** See Reindexer.rebuild. */
export async function rebuildIndex(
  place: Place,
  declaration: CollectionDeclaration,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { client, alias, checkpoints } = place;
  const { mayGoOn, beforeSwap } = options;
  assertFields(declaration);
  const before = await requireIndex(place, declaration);
  const after = collectionAfter(declaration, before);
  const { incarnation } = after;
  const goOn = (): void => assertAlone(alias, mayGoOn);

  return replaceIndex(place, { declaration, before, after, mayGoOn }, async () => {
    const documents = newDocuments({ client, alias: buildingAlias(alias), collection: after, checkpoints });
    const feed = await options.feed({ documents, incarnation });
    try {
      let rounds = 0;
      const catchUp = async (): Promise<void> => {
        rounds += 1;
        await feed.catchUp(goOn);
      };
      for (let began = -Infinity; performance.now() - began > shortMs && rounds < mostRounds;) {
        began = performance.now();
        await catchUp();
      }
      const comparison = makeComparison({
        client,
        before: { index: before.index, versions: versionsOf(before.collection) },
        after: { index: buildingAlias(alias), versions: versionsOf(after) },
        retentionMs: declaration.retentionMs,
        clock: systemClock,
        repeatsVersions: feed.repeatsVersions,
        catchUp,
      });
      await comparison.look();
      if (!options.dropMissing) assertNothingLost(declaration, await comparison.settle());
      await beforeSwap();
      // Returns when no write is under way any more; from here on the old index is what it will ever be.
      await client.indices.addBlock({ index: before.index, block: 'write' });
      await comparison.look();
      const lost = await comparison.settle();
      if (!options.dropMissing) assertNothingLost(declaration, lost);
      await feed.stop();
      await client.indices.refresh({ index: buildingAlias(alias) });
      const { count } = await client.count({
        index: buildingAlias(alias),
        query: { bool: { must_not: { term: { [tombMember]: true } } } },
      });
      const made = { incarnation, read: feed.read(), documents: count, dropped: lost.missing + lost.older };
      return { copied: 0, rounds, made };
    } finally {
      await feed.stop();
    }
  });
}

/** The new index is another incarnation: it has no checkpoints, so its sources are read from their start. */
function collectionAfter(declaration: CollectionDeclaration, { collection }: FoundIndex): StoredCollection {
  const formerly = [...(collection.formerly ?? []), collection.incarnation].slice(-mostFormer);
  return { ...newCollection(declaration), formerly };
}

/** Throws COLLECTION_INCOMPATIBLE. */
function assertNothingLost(declaration: CollectionDeclaration, { missing, older, examples }: Lost): void {
  if (missing + older === 0) return;
  const parts = [
    ...(missing === 0 ? [] : [`do not give ${documentsOf(missing)} that it has`]),
    ...(older === 0 ? [] : [`give ${documentsOf(older)} as they were before`]),
  ];
  const ids = examples.map((id) => JSON.stringify(id)).join(', ');
  const more = missing + older > examples.length ? ', …' : '';
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The sources of ${printQualified(declaration)} ${parts.join(', and ')}: ${ids}${more}.`,
    {
      hint:
        'Nothing was changed. They were written by calls, their records are gone from the sources, or the transformation leaves them out now. ' +
        'Go on without them with `--drop-missing` (`drop_missing: true`), or keep them with `--from old`.',
    },
  );
}

const documentsOf = (count: number): string => (count === 1 ? '1 document' : `${count} documents`);
