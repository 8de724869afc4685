import { printQualified } from '../base/name.ts';
import type { Collection } from '../catalog/collection.ts';
import type { IngestParts } from './source-pipeline.ts';

type SweepParts = Pick<IngestParts, 'documents' | 'records' | 'settings' | 'clock' | 'observer'>;

const everyMs = 10 * 60_000;
const weekMs = 7 * 86_400_000;

/** Frees what has expired, from time to time. What is expired is invisible before. */
export function startSweeping(parts: SweepParts, collections: () => readonly Collection[]): { stop(): Promise<void> } {
  let sweeping: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const timer = setInterval(() => {
    sweeping = sweeping.then(() => sweepAll(parts, collections(), stopping.signal));
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await sweeping;
    },
  };
}

/** Once through everything: expired documents and old tombstones of each collection, dead letters that nobody corrected in time. Never throws. */
export async function sweepAll(
  { documents, records, settings, clock, observer }: SweepParts,
  collections: readonly Collection[],
  signal: AbortSignal,
): Promise<void> {
  const orSay = (collection: string, sweep: Promise<unknown>): Promise<unknown> =>
    sweep.catch((error: unknown) => {
      const message = `The sweep failed: ${error instanceof Error ? error.message : String(error)}`;
      observer({ kind: 'source-state', collection, source: 'sweep', state: 'ERROR', message });
    });
  for (const { definition } of collections) {
    if (signal.aborted) return;
    if (definition.existing !== undefined) continue;
    const tombstones = tombstonesBefore(clock(), definition.retentionMs);
    await orSay(printQualified(definition), documents.sweep(definition, BigInt(clock()) * 1000n, tombstones));
  }
  await orSay('dead letters', records.deleteBelow('dead-letter', 'failed_at_ms', clock() - settings.deadLettersMs));
}

/** Tombstones are kept as long as a source may still send what came before the delete: its retention, at least a week. */
export function tombstonesBefore(nowMs: number, retentionMs = 0): bigint {
  return BigInt(nowMs - Math.max(retentionMs, weekMs)) * 1000n;
}
