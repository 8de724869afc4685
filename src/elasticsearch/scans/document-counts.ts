import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '../../base/clock.ts';
import type { CollectionIndex } from '../collection-index.ts';

export interface DocumentCount {
  readonly documents: number;
  /** Average size in the index, bytes; packed, so in `_source` it is larger. */
  readonly bytes: number;
}

/** How old a count may be before the next question asks for a newer one. */
const freshMs = 30_000;

/** Counts of documents, roughly: a question is answered at once by what is known, and has it refreshed in the background. */
export function makeDocumentCounts(
  client: Client,
  clock: Clock,
): (index: CollectionIndex) => DocumentCount | undefined {
  const known = new Map<string, { askedMs: number; count: DocumentCount | undefined }>();
  return ({ index }) => {
    const entry = known.get(index) ?? { askedMs: -Infinity, count: undefined };
    if (clock() - entry.askedMs >= freshMs) {
      entry.askedMs = clock();
      known.set(index, entry);
      void readCount(client, index).then((count) => {
        entry.count = count ?? entry.count;
      });
    }
    return entry.count;
  };
}

/** Undefined when it cannot be known now: nobody waits for it, and the scan itself will say what is wrong. */
async function readCount(client: Client, index: string): Promise<DocumentCount | undefined> {
  try {
    const { _all } = await client.indices.stats({ index, metric: ['docs', 'store'], filter_path: '_all.primaries' });
    const documents = _all.primaries?.docs?.count;
    if (documents === undefined) return undefined;
    return { documents, bytes: (_all.primaries?.store?.size_in_bytes ?? 0) / Math.max(1, documents) };
  } catch {
    return undefined;
  }
}
