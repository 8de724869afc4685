import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Checkpoints } from '../documents/checkpoints.ts';
import { findIndex, readIndex, type FoundIndex } from '../documents/declare-collection.ts';
import { mappingOf, settingsOf } from '../documents/index-mapping.ts';
import { generationOf, indexOf } from '../documents/index-names.ts';
import type { StoredCollection } from '../documents/stored-collection.ts';

/** Where a collection lies. */
export interface Place {
  readonly client: Client;
  readonly alias: string;
  readonly refreshMs: number;
  readonly checkpoints: Checkpoints;
}

/** An index that is to take the place of another. */
export interface Building {
  readonly declaration: CollectionDeclaration;
  readonly before: FoundIndex;
  readonly after: StoredCollection;
  /** False when another server may have begun the same. */
  readonly mayGoOn: () => boolean;
}

/** Searches that began on the old index may end there. */
const longestSearchMs = 30_000;

/** Names the new index until it is the collection's. No collection has such an alias: `~` stands before a letter there. */
export const buildingAlias = (alias: string): string => `${alias}~~next`;

/** Throws COLLECTION_NOT_FOUND. */
export async function requireIndex({ client, alias }: Place, declaration: CollectionDeclaration): Promise<FoundIndex> {
  const found = await findIndex(client, alias);
  if (found !== undefined) return found;
  throw new RockpoolError('COLLECTION_NOT_FOUND', `The collection ${printQualified(declaration)} has no index yet.`);
}

/**
 * Makes an index, lets `fill` fill it through its alias, and lets it be the collection's, all at once; the old one is deleted. Whatever fails leaves
 * what was there. Returns the index, and what `fill` returns. Throws DEPLOY_CONFLICT, what `fill` and what the client throws.
 */
export async function replaceIndex<T>(
  place: Place,
  { declaration, before, after, mayGoOn }: Building,
  fill: () => Promise<T>,
): Promise<T & { readonly index: string }> {
  const { client, alias, checkpoints } = place;
  const isAnother = after.incarnation !== before.collection.incarnation;
  const generation = await removeLeftovers(place, before);
  const index = indexOf(alias, generation + 1);
  try {
    await client.indices.create({
      index,
      settings: settingsOf(declaration, place.refreshMs),
      mappings: mappingOf(after),
      aliases: { [buildingAlias(alias)]: {} },
    });
    const result = await fill();
    assertAlone(alias, mayGoOn);
    await swap(client, alias, before.index, index);
    await orLeave(async () => {
      await deleteWhenUnread(client, before.index);
      if (isAnother) await checkpoints.remove(before.collection.incarnation);
    });
    return { ...result, index };
  } catch (error) {
    await orLeave(async () => {
      if (await isBehind(client, alias, index)) return;
      await letWrite(client, before.index);
      await client.indices.delete({ index, ignore_unavailable: true });
      if (isAnother) await checkpoints.remove(after.incarnation);
    });
    throw error;
  }
}

/**
 * Deletes indices of the collection that are not behind its alias, with their checkpoints, and lets writes pass: what a killed reindex left. Returns
 * the highest generation there was, since a zombie must not find an index of the name that it knows.
 */
export async function removeLeftovers({ client, alias, checkpoints }: Place, current: FoundIndex): Promise<number> {
  const states = await client.indices.get({ index: `${alias}-*`, allow_no_indices: true });
  const own = Object.entries(states).flatMap(([index, state]) => {
    const generation = generationOf(alias, index);
    return generation === undefined
      ? []
      : [{ index, generation, incarnation: readIndex(index, state)?.collection.incarnation }];
  });
  for (const { index, incarnation } of own) {
    if (index === current.index) continue;
    if (incarnation !== undefined && incarnation !== current.collection.incarnation)
      await checkpoints.remove(incarnation);
    await client.indices.delete({ index, ignore_unavailable: true });
  }
  if (current.settings['index.blocks.write'] === 'true') await letWrite(client, current.index);
  return Math.max(...own.map(({ generation }) => generation), generationOf(alias, current.index) ?? 0);
}

/** Throws DEPLOY_CONFLICT. */
export function assertAlone(alias: string, mayGoOn: () => boolean): void {
  if (!mayGoOn())
    throw new RockpoolError(
      'DEPLOY_CONFLICT',
      `Another server may have begun to reindex ${alias}; this one has stopped.`,
    );
}

async function swap(client: Client, alias: string, from: string, to: string): Promise<void> {
  try {
    await client.indices.updateAliases({
      actions: [
        { remove: { index: from, alias, must_exist: true } },
        { add: { index: to, alias } },
        { remove: { index: to, alias: buildingAlias(alias) } },
      ],
    });
  } catch (error) {
    // The answer may have been lost, and not the swap.
    if (!(await isBehind(client, alias, to))) throw error;
  }
}

async function isBehind(client: Client, alias: string, index: string): Promise<boolean> {
  return Object.hasOwn(await client.indices.getAlias({ name: alias }), index);
}

const letWrite = (client: Client, index: string): Promise<unknown> =>
  client.indices.putSettings({ index, settings: { 'index.blocks.write': null } });

async function deleteWhenUnread(client: Client, index: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < longestSearchMs; waitedMs += 100) {
    const stats = await client.indices.stats({ index, metric: 'search' });
    if ((stats._all.total?.search?.open_contexts ?? 0) === 0) break;
    await wait(100);
  }
  await client.indices.delete({ index, ignore_unavailable: true });
}

/** The collection is what it is by then, and the next reindex removes what is left: when the cluster is away, nobody waits. */
async function orLeave(clean: () => Promise<void>): Promise<void> {
  await clean().catch(() => undefined);
}
