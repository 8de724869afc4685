import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Clock } from '../base/clock.ts';
import type { DocumentStore } from '../catalog/document-store.ts';

/** How old what a query read is. */
export interface DataAge {
  /** Now minus the event time of the newest document of these collections, milliseconds, not below 0; undefined when they hold none. */
  of(collections: readonly QualifiedName[]): number | undefined;
  /** Waits for what is not known at all yet. */
  warm(collections: readonly QualifiedName[]): Promise<void>;
}

interface Remembered {
  readonly newestMicros: bigint | undefined;
  /** When it is worth asking again. */
  readonly staleAtMs: number;
}

/** How long an answer is good enough. */
const freshMs = 250;
/** Asking may take a fiftieth of the time, however large the collection is. */
const patience = 50;

/**
 * Remembers the newest event time of each collection, so that a query asks nobody and waits for nobody: what is older than 250 ms, or
 * longer where asking is dear, is asked for again meanwhile. Only the first query over a collection waits, see `warm`.
 */
export function makeDataAge(documents: Pick<DocumentStore, 'newestEventTime'>, clock: Clock): DataAge {
  const remembered = new Map<string, Remembered>();

  const ask = async (collection: QualifiedName): Promise<void> => {
    const name = printQualified(collection);
    const begun = clock();
    // Until it answers nobody else asks.
    remembered.set(name, { newestMicros: remembered.get(name)?.newestMicros, staleAtMs: Infinity });
    // Its age is an extra; a store that cannot tell must not fail a query that can be answered.
    const newestMicros = await documents.newestEventTime(collection).catch(() => undefined);
    const answered = clock();
    remembered.set(name, { newestMicros, staleAtMs: answered + Math.max(freshMs, patience * (answered - begun)) });
  };

  return {
    async warm(collections) {
      const unknown = collections.filter((collection) => !remembered.has(printQualified(collection)));
      if (unknown.length > 0) await Promise.all(unknown.map(ask));
    },
    of(collections) {
      let newest: bigint | undefined;
      for (const collection of collections) {
        const known = remembered.get(printQualified(collection));
        if (known === undefined || clock() >= known.staleAtMs) void ask(collection);
        const micros = known?.newestMicros;
        if (micros !== undefined && (newest === undefined || micros > newest)) newest = micros;
      }
      return newest === undefined ? undefined : Math.max(0, clock() - Number(newest / 1000n));
    },
  };
}
