import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified, type QualifiedName } from '../../base/name.ts';
import { assertFields } from '../../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Reindexed, Reindexer, ReindexOptions } from '../../catalog/reindexer.ts';
import { findIndex, newCollection, type FoundIndex } from '../documents/declare-collection.ts';
import { mappingOf, settingsOf } from '../documents/index-mapping.ts';
import { aliasOf, generationOf, indexOf } from '../documents/index-names.ts';
import { versionsOf, type StoredCollection } from '../documents/stored-collection.ts';
import { storeError } from '../errors.ts';
import { documentConverter } from './convert-document.ts';
import { copyChanges, type CopiedUpTo, type Copying } from './copy-changes.ts';
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
/** Searches that began on the old index may end there. */
const longestSearchMs = 30_000;

/** Rebuilds indices of ours. The client stays the caller's. */
export function makeReindexer({ client, prefix, refreshMs = 1_000 }: ReindexerOptions): Reindexer {
  return {
    async reindex(declaration, options) {
      try {
        return await reindex({ client, alias: aliasOf(prefix, declaration), refreshMs }, declaration, options);
      } catch (cause) {
        throw storeError(`reindex ${printQualified(declaration)}`, cause);
      }
    },
    async recover(collection) {
      try {
        const alias = aliasOf(prefix, collection);
        const found = await findIndex(client, alias);
        if (found !== undefined) await removeLeftovers(client, alias, found);
      } catch (cause) {
        throw storeError(`clean up after a reindex of ${printQualified(collection)}`, cause);
      }
    },
  };
}

interface Place {
  readonly client: Client;
  readonly alias: string;
  readonly refreshMs: number;
}

async function reindex(place: Place, declaration: CollectionDeclaration, options: ReindexOptions): Promise<Reindexed> {
  const { client, alias } = place;
  assertFields(declaration);
  const before = await findIndex(client, alias);
  if (before === undefined) throw missing(declaration);
  const after = collectionAfter(declaration, before);
  const generation = await removeLeftovers(client, alias, before);
  const index = indexOf(alias, generation + 1);
  try {
    await client.indices.create({
      index,
      settings: settingsOf(declaration, place.refreshMs),
      mappings: mappingOf(after),
      aliases: { [buildingAlias(alias)]: {} },
    });
    const copying: Copying = {
      client,
      from: before.index,
      to: buildingAlias(alias),
      convert: documentConverter(before.collection.stored, after.stored, newSets(before.collection, after)),
      versionsBefore: versionsOf(before.collection),
      versionsAfter: versionsOf(after),
    };
    const result = await fillAndSwap(place, copying, index, options);
    await deleteWhenUnread(client, before.index);
    return { index, ...result };
  } catch (error) {
    await abandon(client, alias, before.index, index);
    throw error;
  }
}

/** Rounds while others write, then one while nobody does, then the swap. */
async function fillAndSwap(
  { client, alias }: Place,
  copying: Copying,
  index: string,
  { beforeSwap, mayGoOn }: ReindexOptions,
): Promise<Omit<Reindexed, 'index'>> {
  let done: CopiedUpTo = new Map();
  let copied = 0;
  let rounds = 0;
  const round = async (): Promise<number> => {
    if (!mayGoOn()) throw overtaken(alias);
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
  if (!mayGoOn()) throw overtaken(alias);
  await swap(client, alias, copying, index);
  return { copied, rounds };
}

async function swap(client: Client, alias: string, { from, to }: Copying, index: string): Promise<void> {
  try {
    await client.indices.updateAliases({
      actions: [
        { remove: { index: from, alias, must_exist: true } },
        { add: { index, alias } },
        { remove: { index, alias: to } },
      ],
    });
  } catch (error) {
    // The answer may have been lost, and not the swap.
    if (!(await isBehind(client, alias, index))) throw error;
  }
}

async function isBehind(client: Client, alias: string, index: string): Promise<boolean> {
  return Object.hasOwn(await client.indices.getAlias({ name: alias }), index);
}

/** What the new index keeps of the collection. Its checkpoints stay the same, since they go by the incarnation. */
function collectionAfter(declaration: CollectionDeclaration, { collection }: FoundIndex): StoredCollection {
  if (declaration.write === 'merge' && collection.write !== 'merge')
    throw new RockpoolError(
      'COLLECTION_INCOMPATIBLE',
      `The documents of ${printQualified(declaration)} were written whole, so their fields have no versions that "write: merge" could go by.`,
      { hint: 'Make a new collection with `write: merge` beside this one; its sources are read from their start.' },
    );
  return { ...newCollection(declaration), incarnation: collection.incarnation };
}

/** Names the new index until it is the collection's. No collection has such an alias: `~` stands before a letter there. */
const buildingAlias = (alias: string): string => `${alias}~~next`;

/**
 * Deletes indices of the collection that are not behind its alias, and lets writes pass: what a killed reindex left. Returns the highest generation
 * there was, since a zombie must not find an index of the name that it knows.
 */
async function removeLeftovers(client: Client, alias: string, current: FoundIndex): Promise<number> {
  const states = await client.indices.get({ index: `${alias}-*`, allow_no_indices: true, filter_path: '*.aliases' });
  const own = Object.keys(states).flatMap((index) => {
    const generation = generationOf(alias, index);
    return generation === undefined ? [] : [{ index, generation }];
  });
  for (const { index } of own)
    if (index !== current.index) await client.indices.delete({ index, ignore_unavailable: true });
  if (current.settings['index.blocks.write'] === 'true') await letWrite(client, current.index);
  return Math.max(...own.map(({ generation }) => generation), generationOf(alias, current.index) ?? 0);
}

/** The old index stays what is served. Never throws: the next reindex does what is left undone. */
async function abandon(client: Client, alias: string, before: string, index: string): Promise<void> {
  try {
    if (await isBehind(client, alias, index)) return;
    await letWrite(client, before);
    await client.indices.delete({ index, ignore_unavailable: true });
  } catch {
    // The cluster is away.
  }
}

const letWrite = (client: Client, index: string): Promise<unknown> =>
  client.indices.putSettings({ index, settings: { 'index.blocks.write': null } });

/** Never throws: the collection is the new index already, and the next reindex deletes what is left. */
async function deleteWhenUnread(client: Client, index: string): Promise<void> {
  try {
    for (let waitedMs = 0; waitedMs < longestSearchMs; waitedMs += 100) {
      const stats = await client.indices.stats({ index, metric: 'search' });
      if ((stats._all.total?.search?.open_contexts ?? 0) === 0) break;
      await wait(100);
    }
    await client.indices.delete({ index, ignore_unavailable: true });
  } catch {
    // The cluster is away.
  }
}

const missing = (collection: QualifiedName): RockpoolError =>
  new RockpoolError('COLLECTION_NOT_FOUND', `The collection ${printQualified(collection)} has no index yet.`);

const overtaken = (alias: string): RockpoolError =>
  new RockpoolError('DEPLOY_CONFLICT', `Another server may have begun to reindex ${alias}; this one has stopped.`);

/** Lists that may hold an element twice where they lie now, and may not where they go. */
const newSets = (before: StoredCollection, after: StoredCollection): readonly string[] =>
  (after.uniqueFields ?? []).filter((name) => before.uniqueFields?.includes(name) !== true);
