import { printQualified } from '../base/name.ts';
import type { Collection } from '../catalog/collection.ts';
import type { IngestParts } from './source-pipeline.ts';

const everyMs = 10 * 60_000;
const weekMs = 7 * 86_400_000;

/** Frees expired documents and old tombstones from time to time. What is expired is invisible before. */
export function startSweeping(
  { documents, clock, observer }: IngestParts,
  collections: () => readonly Collection[],
): { stop(): Promise<void> } {
  let sweeping: Promise<void> = Promise.resolve();
  let stopped = false;
  const sweepAll = async (): Promise<void> => {
    for (const { definition } of collections()) {
      if (stopped) return;
      try {
        await documents.sweep(definition, BigInt(clock()) * 1000n, tombstonesBefore(clock(), definition.retentionMs));
      } catch (error) {
        const message = `The sweep failed: ${error instanceof Error ? error.message : String(error)}`;
        observer({
          kind: 'source-state',
          collection: printQualified(definition),
          source: 'sweep',
          state: 'ERROR',
          message,
        });
      }
    }
  };
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweepAll);
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}

/** Tombstones are kept as long as a source may still send what came before the delete: its retention, at least a week. */
export function tombstonesBefore(nowMs: number, retentionMs = 0): bigint {
  return BigInt(nowMs - Math.max(retentionMs, weekMs)) * 1000n;
}
