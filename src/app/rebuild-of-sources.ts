import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { CollectionDefinition } from '../catalog/collection.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import type { RecordStore } from '../catalog/record-store.ts';
import type { Rebuilt, Reindexer, RebuildOptions } from '../catalog/reindexer.ts';
import type { IngestService, SourceStatus } from '../ingest/ingest-service.ts';
import { rebuildName, takeOverRecords, tidyRecords } from './rebuilt-records.ts';

interface Parts {
  readonly records: RecordStore;
  readonly ingest: IngestService;
}

/** Throws REQUEST_INVALID for a collection that has no sources, or a source that is not read now. */
export async function assertRead({ ingest }: Pick<Parts, 'ingest'>, definition: CollectionDefinition): Promise<void> {
  const name = printQualified(definition);
  if (definition.sources.length === 0)
    throw invalid(
      `${name} has no sources that its index could be made of.`,
      'Rebuild it from what it holds: `--from old`.',
    );
  const wanted = new Set(definition.sources.map(({ id }) => id));
  // One that nobody deployed yet is a new source.
  for (const status of await ingest.sources(definition)) {
    const why = wanted.has(status.id) ? whyNotRead(status) : undefined;
    if (why !== undefined)
      throw invalid(
        `The source ${status.id} of ${name} ${why}, so not all that it has can be read.`,
        'Nothing was changed. See that it is read, or rebuild the index with `--from old`.',
      );
  }
}

/**
 * Makes the index anew of the sources; dead letters are those of the new reading then. Throws what Reindexer.rebuild throws; then all is as it was.
 */
export async function rebuildOfSources(
  { records, ingest }: Parts,
  reindexer: Reindexer,
  definition: CollectionDefinition,
  declaration: CollectionDeclaration,
  options: Omit<RebuildOptions, 'feed'>,
): Promise<Rebuilt> {
  const tidy = async (): Promise<void> => tidyRecords(records, definition, await reindexer.recover(definition));
  try {
    await tidy();
    const result = await reindexer.rebuild(declaration, {
      ...options,
      feed: ({ documents, incarnation }) =>
        ingest.feed(definition, { documents, name: rebuildName(definition, incarnation).name }),
    });
    await takeOverRecords(records, definition, result.made.incarnation);
    return result;
  } catch (error) {
    // When the store is away, the next one does it.
    await tidy().catch(() => undefined);
    throw error;
  }
}

function whyNotRead({ state, message, resumeAtMs }: SourceStatus): string | undefined {
  if (resumeAtMs !== undefined) return 'is suspended';
  return state === 'ERROR' ? `is in error (${message ?? 'unknown'})` : undefined;
}

const invalid = (message: string, hint: string): RockpoolError =>
  new RockpoolError('REQUEST_INVALID', message, { hint });
