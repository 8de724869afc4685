import type { Clock } from '../base/clock.ts';
import type { QueryResult } from '../query/query-service.ts';
import { streamOf } from '../query/stream-of.ts';
import type { RowBatch } from '../schema/value.ts';

interface Kept {
  readonly result: QueryResult;
  readonly batches: readonly RowBatch[];
  readonly rows: number;
  readonly startedMs: number;
}

/** Results of lambdas with `cache`, by version and arguments, for as long as their lambda says. */
export interface ResultCache {
  get(key: string, maxAgeMs: number): QueryResult | undefined;
  /** The same result; what is read from it to its end is kept. */
  keep(key: string, result: QueryResult): QueryResult;
}

const maxEntries = 500;
/** Larger results are rarely asked for twice within seconds. */
const maxRowsOfOne = 10_000;
const maxRowsOfAll = 200_000;

export function makeResultCache(clock: Clock): ResultCache {
  const entries = new Map<string, Kept>();
  let rows = 0;
  const drop = (key: string): void => {
    rows -= entries.get(key)?.rows ?? 0;
    entries.delete(key);
  };
  return {
    get(key, maxAgeMs) {
      const kept = entries.get(key);
      if (kept === undefined) return undefined;
      const ageMs = clock() - kept.startedMs;
      if (ageMs < 0 || ageMs >= maxAgeMs) {
        drop(key);
        return undefined;
      }
      return replay(kept, ageMs);
    },
    keep(key, result) {
      const startedMs = clock();
      return {
        ...result,
        finish: () => result.finish(),
        batches: collect(result, (batches, count) => {
          drop(key);
          entries.set(key, { result, batches, rows: count, startedMs });
          rows += count;
          // Oldest first: a Map keeps the order of insertion.
          for (const oldest of entries.keys()) {
            if (entries.size <= maxEntries && rows <= maxRowsOfAll) break;
            drop(oldest);
          }
        }),
      };
    },
  };
}

async function* collect(
  result: QueryResult,
  done: (batches: readonly RowBatch[], rows: number) => void,
): AsyncGenerator<RowBatch> {
  let kept: RowBatch[] | undefined = [];
  let rows = 0;
  for await (const batch of result.batches) {
    rows += batch.rowCount;
    if (rows > maxRowsOfOne) kept = undefined;
    kept?.push(batch);
    yield batch;
  }
  if (kept !== undefined) done(kept, rows);
}

function replay({ result, batches }: Kept, ageMs: number): QueryResult {
  return {
    ...result,
    batches: streamOf(batches),
    finish() {
      const end = result.finish();
      const none = { elapsedMs: 0, queuedMs: 0, compileMs: 0, scanMs: 0, executeMs: 0 };
      return { ...end, stats: none, ...(end.dataAgeMs === undefined ? {} : { dataAgeMs: end.dataAgeMs + ageMs }) };
    },
  };
}
