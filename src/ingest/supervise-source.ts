import { RockpoolError } from '../base/error.ts';
import type { Bell } from './bell.ts';
import { reportFailure, runSource } from './run-source.ts';
import { backoffMs } from './retry.ts';
import { makeLeaseSeeker, type Lease, type LeaseSeeker } from './source-lease.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import { readSuspension } from './suspension.ts';

/** A reader that does not show itself for so long is replaced by another server. */
const standardLeaseMs = 15_000;

/**
 * Reads a source whenever it may be read, until the signal aborts: it is not suspended and, unless it is a topic that servers
 * share, this server holds its lease.
 * The bell says that a suspension came or went; those of other servers are noticed within a third of a lease. Never throws.
 */
export async function superviseSource(pipeline: SourcePipeline, bell: Bell, signal: AbortSignal): Promise<void> {
  const { records, collection, source, connector, holder, leaseMs = standardLeaseMs } = pipeline;
  const terms = { holder, durationMs: leaseMs, elapsed: () => performance.now() };
  const isShared = source.kind === 'topic' && connector.readsAlone !== true;
  const seeker = isShared ? undefined : makeLeaseSeeker(records, collection, source.id, terms);
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await takeTurn(pipeline, seeker, leaseMs / 3, bell, signal);
      attempt = 0;
    } catch (error) {
      reportFailure(pipeline, error);
      await bell.wait(backoffMs(attempt + 3), signal);
    }
  }
}

/** Waits while the source may not be read, or reads it for as long as it may. */
async function takeTurn(
  pipeline: SourcePipeline,
  seeker: LeaseSeeker | undefined,
  everyMs: number,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { records, collection, source, clock, progress } = pipeline;
  const suspension = await readSuspension(records, collection, source.id, clock());
  if (suspension !== undefined) {
    progress.pause();
    await bell.wait(Math.min(everyMs, suspension.resumeAtMs - clock()), signal);
    return;
  }
  const attempt = await seeker?.tryTake();
  if (attempt?.kind === 'held') {
    progress.pause(attempt.by);
    await bell.wait(everyMs, signal);
    return;
  }
  const ended = new AbortController();
  const mayRead = AbortSignal.any([signal, ended.signal]);
  const lease = attempt?.lease;
  const mayWrite = async (): Promise<boolean> => {
    // A server that slept past its lease finds out before it writes on.
    const still = lease === undefined || lease.isCertain() || (await lease.renew());
    if (!still) ended.abort();
    return still;
  };
  const reading = runSource({ ...pipeline, mayWrite }, mayRead);
  progress.begin(reading);
  try {
    await untilItMayNot(pipeline, lease, everyMs, bell, mayRead);
  } finally {
    ended.abort();
    await reading;
    progress.pause();
    await lease?.giveBack().catch(ignoreUnavailable);
  }
}

/** Resolves when the source may not be read any longer; renews the lease until then. */
async function untilItMayNot(
  { records, collection, source, clock }: SourcePipeline,
  lease: Lease | undefined,
  everyMs: number,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await bell.wait(everyMs, signal);
    if (signal.aborted) return;
    try {
      if (lease !== undefined && !(await lease.renew())) return;
      if ((await readSuspension(records, collection, source.id, clock())) !== undefined) return;
    } catch (error) {
      ignoreUnavailable(error);
      // Whoever takes it over may reach the store, so this one ends before that can happen.
      if (lease !== undefined && !lease.isCertain()) return;
    }
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof RockpoolError) || error.code !== 'STORE_UNAVAILABLE') throw error;
}
