import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, type Clock } from '../base/clock.ts';
import { silentObserver, type Observer } from '../observe/observer.ts';
import { makeBacklog, type Slice } from './backlog.ts';
import type { DemoTarget } from './demo-topic.ts';
import { makeLiveShop } from './live-shop.ts';
import { busyUser } from './shopping.ts';

export interface DemoOptions {
  readonly target: DemoTarget;
  readonly seed: number;
  /** Event times come from it. */
  readonly clock?: Clock;
  readonly observer?: Observer;
  /** How much history to tell first. */
  readonly backlog?: { readonly activities: number; readonly purchases: number };
  /** Until a target that is away is tried again; 2 seconds when absent. */
  readonly retryMs?: number;
}

export interface Demo {
  /** A customer who does something every few seconds. */
  readonly busyUser: string;
  /** Resolves when topics and buckets are there, or after three seconds, since what is away may come later. Throws nothing. */
  open(): Promise<void>;
  /** Tells the history, then what happens live, until `stop`. */
  start(): void;
  /** Resolves when the last line is written and the target is closed; what cannot be written any more is left. */
  stop(): Promise<void>;
}

const tickMs = 500;
const openMs = 3_000;
/** For lines that are on their way when somebody stops. */
const lastLinesMs = 3_000;

/**
 * The shop of the demo. A target that is away is waited for, and the observer is told when that begins and ends; on topics that hold lines
 * already it goes on where they end, and tells only the history that is missing.
 */
export function makeDemo(options: DemoOptions): Demo {
  const { target, observer = silentObserver, retryMs = 2_000 } = options;
  const stopping = new AbortController();
  const insist = makeInsisting(observer, retryMs, stopping.signal);
  // A pause that was cut short by `stop` is no mistake.
  const unlessStopped = (error: unknown): void => {
    if (!stopping.signal.aborted) throw error;
  };
  let prepared: Promise<void> | undefined;
  let last = Promise.resolve();
  let stopped: Promise<void> | undefined;
  const prepare = (): Promise<void> => (prepared ??= insist(() => target.prepare()));
  return {
    busyUser,
    open: () => {
      last = prepare().catch(unlessStopped);
      return within(openMs, last);
    },
    start: () => {
      last = prepare()
        .then(() => run(options, insist, stopping.signal))
        .catch(unlessStopped);
    },
    stop: () => {
      stopping.abort();
      stopped ??= within(lastLinesMs, last).then(() => target.close());
      return stopped;
    },
  };
}

type Insisting = <T>(attempt: () => Promise<T>) => Promise<T>;

async function run(options: DemoOptions, insist: Insisting, signal: AbortSignal): Promise<void> {
  const { target, seed, clock = systemClock, backlog = { activities: 200_000, purchases: 50_000 } } = options;
  const append = async ({ activities, purchases }: Slice): Promise<void> => {
    await Promise.all([
      insist(() => target.activity.append(activities)),
      insist(() => target.purchases.append(purchases)),
    ]);
  };
  const [activity, purchase] = await insist(() => Promise.all([target.activity.written(), target.purchases.written()]));
  const written = { activities: activity.complete, purchases: purchase.complete };
  if (written.activities < backlog.activities || written.purchases < backlog.purchases) {
    for (const slice of makeBacklog({ seed, endMs: clock(), ...backlog, written })) {
      await append(slice);
      if (signal.aborted) return;
    }
  }
  const lastActivity = Math.max(activity.highest, backlog.activities);
  const lastPurchase = Math.max(purchase.highest, backlog.purchases);
  // Another seed after each restart, or the same customers would come again.
  const shop = makeLiveShop({ seed: seed + lastActivity, lastActivity, lastPurchase });
  while (!signal.aborted) {
    await append(shop.tick(clock()));
    await pause(tickMs, undefined, { signal });
  }
}

/** Tries again and again until the signal aborts. Tells when waiting begins, each new reason of it, and when it has ended. */
function makeInsisting(observer: Observer, retryMs: number, signal: AbortSignal): Insisting {
  const told = new Set<string>();
  let waiting = 0;
  const wait = async (message: string): Promise<void> => {
    if (!told.has(message) && !signal.aborted) observer({ kind: 'demo', state: 'waits', message });
    told.add(message);
    await pause(retryMs, undefined, { signal });
  };
  return async (attempt) => {
    for (let failures = 0; ; failures++) {
      try {
        const result = await attempt();
        if (failures === 0 || --waiting > 0) return result;
        told.clear();
        observer({ kind: 'demo', state: 'goes on' });
        return result;
      } catch (error) {
        if (failures === 0) waiting++;
        await wait((error as Error).message);
      }
    }
  };
}

/** Resolves with the promise, or after so many milliseconds. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([promise, pause(ms, undefined, { signal: over.signal }).catch(() => {})]);
  } finally {
    over.abort();
  }
}
