import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Clock } from '../base/clock.ts';
import type { DocumentStore } from '../catalog/document-store.ts';

/** How old what a query read is. */
export interface DataAge {
  /** Now minus the event time of the newest document of these collections, milliseconds, not below 0; undefined when they hold none. */
  of(collections: readonly QualifiedName[]): number | undefined;
  /** Waits for what is not known yet, or is known of a time that is long past. */
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
/** What nobody has asked for so long says more of the callers than of the data. */
const idleMs = 1_000;

/**
 * Remembers the newest event time of each collection, so that a query asks nobody and waits for nobody: what is older than 250 ms, or
 * longer where asking is dear, is asked for again meanwhile. Only the first queries over a collection wait, and the first ones after a pause, see
 * `warm`.
 */
export function makeDataAge(documents: Pick<DocumentStore, 'newestEventTime'>, clock: Clock): DataAge {
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<void>>();

  const answerOf = async (collection: QualifiedName, name: string): Promise<void> => {
    const begun = clock();
    // Its age is an extra; a store that cannot tell must not fail a query that can be answered.
    const newestMicros = await documents.newestEventTime(collection).catch(() => undefined);
    const answered = clock();
    remembered.set(name, { newestMicros, staleAtMs: answered + Math.max(freshMs, patience * (answered - begun)) });
    asking.delete(name);
  };
  /** Until it answers nobody else asks. */
  const ask = (collection: QualifiedName): Promise<void> => {
    const name = printQualified(collection);
    const answer = asking.get(name) ?? answerOf(collection, name);
    asking.set(name, answer);
    return answer;
  };

  return {
    async warm(collections) {
      const waited = collections.filter((collection) => {
        const known = remembered.get(printQualified(collection));
        return known === undefined || clock() >= known.staleAtMs + idleMs;
      });
      if (waited.length > 0) await Promise.all(waited.map(ask));
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
