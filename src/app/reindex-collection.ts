import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import type { MutableCatalog } from '../catalog/catalog.ts';
import type { Collection, CollectionDefinition } from '../catalog/collection.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Reindexed, Reindexer } from '../catalog/reindexer.ts';
import type { IngestService } from '../ingest/ingest-service.ts';
import { rebuildOfSources, assertRead } from './rebuild-of-sources.ts';
import { tidyRecords } from './rebuilt-records.ts';
import { makeLeaseSeeker, type Lease, type LeaseTerms } from '../ingest/source-lease.ts';

export interface ReindexParts {
  readonly reindexer: Reindexer | undefined;
  readonly records: RecordStore;
  readonly catalog: MutableCatalog;
  readonly ingest: IngestService;
  /** Names this server, and nobody else. */
  readonly holder: string;
  readonly declarationOf: (collection: Collection) => CollectionDeclaration;
  readonly declare: (collection: CollectionDeclaration) => Promise<void>;
  /** Follows the sources, when the server does. */
  readonly follow: (collection: Collection) => void;
}

const leaseMs = 15_000;
const renewMs = 4_000;

/** What the new documents are made of: the old ones, or the records of the sources. */
export type ReindexChoice = { readonly from: 'old' } | { readonly from: 'sources'; readonly dropMissing: boolean };

/** Rebuilds the index of one collection by what its file says now; everything goes on meanwhile. */
export type ReindexCollection = (definition: CollectionDefinition, choice: ReindexChoice) => Promise<Reindexed>;

/**
 * Makes the function. It throws COLLECTION_READ_ONLY, NOT_IMPLEMENTED when the store has no indices, DEPLOY_CONFLICT while another one runs for the
 * same collection, SQL_* for its transformation, and what Reindexer.reindex and rebuild throw; of the sources also REQUEST_INVALID when there are none,
 * or when one is not read. Then the collection is what it was.
 */
export function makeReindexCollection(parts: ReindexParts): ReindexCollection {
  const running = new Set<string>();
  return async (definition, choice) => {
    const { reindexer } = parts;
    const name = printQualified(definition);
    if (definition.existing !== undefined)
      throw new RockpoolError('COLLECTION_READ_ONLY', `The index of ${name} is somebody else's, and is not rebuilt.`);
    if (reindexer === undefined)
      throw new RockpoolError('NOT_IMPLEMENTED', 'The embedded store has no indices that could be rebuilt.', {
        hint: 'reindex needs `store: { engine: elasticsearch, … }` in rockpool.yaml.',
      });
    if (choice.from === 'sources') await assertRead(parts, definition);
    if (running.has(name)) throw conflict(name, 'this server');
    running.add(name);
    try {
      const lease = await takeLease(parts, definition);
      const renewing = keepLease(lease);
      try {
        return await rebuild(parts, reindexer, definition, choice, lease);
      } finally {
        clearInterval(renewing);
        await lease.giveBack().catch(() => undefined);
      }
    } finally {
      running.delete(name);
    }
  };
}

/**
 * After a server was killed in the middle of it: removes what it left, once nobody renews its lease. Never throws; the next reindex does the same.
 */
export async function recoverReindex(parts: ReindexParts, collection: QualifiedName): Promise<void> {
  const { records, reindexer } = parts;
  try {
    const key = { kind: 'lease', id: `${printQualified(collection)}/reindex` } as const;
    if (reindexer === undefined || (await records.get(key)) === undefined) return;
    const lease = await takeLease(parts, collection);
    await tidyRecords(records, collection, await reindexer.recover(collection));
    await lease.giveBack();
  } catch {
    // Another server is at it, or the cluster is away.
  }
}

async function rebuild(
  parts: ReindexParts,
  reindexer: Reindexer,
  definition: CollectionDefinition,
  choice: ReindexChoice,
  lease: Lease,
): Promise<Reindexed> {
  const { ingest, catalog, declare, declarationOf, follow } = parts;
  let result: Reindexed | undefined;
  let release: (() => void) | undefined;
  const before = catalog.get(definition);
  const options = {
    mayGoOn: () => lease.isCertain(),
    beforeSwap: async () => {
      release = await ingest.holdWrites(definition);
    },
  };
  try {
    const collection = await ingest.prepare(definition, async (prepared) => {
      const declaration = declarationOf(prepared);
      result =
        choice.from === 'old'
          ? await reindexer.reindex(declaration, options)
          : await rebuildOfSources(parts, reindexer, definition, declaration, { ...options, ...choice });
      await declare(declaration);
    });
    catalog.set(collection);
    follow(collection);
    return result!;
  } catch (error) {
    if (release !== undefined && before !== undefined) follow(before);
    throw error;
  } finally {
    release?.();
  }
}

const termsOf = (holder: string): LeaseTerms => ({ holder, durationMs: leaseMs, elapsed: () => performance.now() });

/** One that a killed server left is taken when nobody renewed it for its duration. Throws DEPLOY_CONFLICT. */
async function takeLease({ records, holder }: ReindexParts, collection: QualifiedName): Promise<Lease> {
  const seeker = makeLeaseSeeker(records, collection, 'reindex', termsOf(holder));
  const began = performance.now();
  let revision: string | undefined;
  for (;;) {
    const attempt = await seeker.tryTake();
    if (attempt.kind === 'taken') return attempt.lease;
    const stored = await records.get({ kind: 'lease', id: `${printQualified(collection)}/reindex` });
    // Renewed since: somebody is alive.
    const renewed = revision !== undefined && stored !== undefined && stored.revision !== revision;
    if (renewed || performance.now() - began > 2 * leaseMs) throw conflict(printQualified(collection), attempt.by);
    revision ??= stored?.revision;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function keepLease(lease: Lease): NodeJS.Timeout {
  // One that cannot be renewed runs out, and the reindex stops before it swaps.
  const timer = setInterval(() => void lease.renew().catch(() => false), renewMs);
  timer.unref();
  return timer;
}

const conflict = (name: string, by: string): RockpoolError =>
  new RockpoolError('DEPLOY_CONFLICT', `${name} is being reindexed already, by ${by}.`, {
    hint: 'Wait until it is done; `rockpool status` shows the collection.',
  });

/** The definition of a collection in the project. Throws its first problem, or COLLECTION_NOT_FOUND. */
export function definitionOf(name: QualifiedName, collections: readonly CollectionDefinition[]): CollectionDefinition {
  const found = collections.find((one) => one.workspace === name.workspace && one.name === name.name);
  if (found !== undefined) return found;
  const near = didYouMean(
    name.name,
    collections.map((one) => one.name),
  );
  throw new RockpoolError('COLLECTION_NOT_FOUND', `The project has no collection ${printQualified(name)}.${near}`, {
    hint: 'A collection is rebuilt by its file in collections/, which must be there and load.',
  });
}
