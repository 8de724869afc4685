import type { QueryStats } from '../../query/query-service.ts';

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/** Rockset's two members are integers; the four stages are ours, in milliseconds with their fractions. */
export function statsBody(stats: QueryStats) {
  return {
    elapsed_time_ms: Math.round(stats.elapsedMs),
    throttled_time_micros: Math.round(stats.queuedMs * 1000),
    queue_time_ms: rounded(stats.queuedMs),
    compile_time_ms: rounded(stats.compileMs),
    scan_time_ms: rounded(stats.scanMs),
    execute_time_ms: rounded(stats.executeMs),
  };
}
