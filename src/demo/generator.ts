import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, type Clock } from '../base/clock.ts';
import { silentObserver, type Observer } from '../observe/observer.ts';
import { makeBacklog, type Slice } from './backlog.ts';
import { makeLiveShop } from './live-shop.ts';
import { busyUser } from './shopping.ts';
import { openTopicFile, type TopicFile } from './topic-file.ts';

export interface DemoOptions {
  /** The folder of a `files` integration; the topics are `<folder>/topics/user_activity.ndjson` and `user_purchases.ndjson`. */
  readonly folder: string;
  readonly seed: number;
  /** Event times come from it. */
  readonly clock?: Clock;
  readonly observer?: Observer;
  /** How much history to tell first. */
  readonly backlog?: { readonly activities: number; readonly purchases: number };
}

export interface Demo {
  /** A customer who does something every few seconds. */
  readonly busyUser: string;
  /** Resolves when the last line is written and the files are closed. */
  stop(): Promise<void>;
}

const tickMs = 500;
const retryMs = 5_000;

interface Topics {
  readonly activity: TopicFile;
  readonly purchases: TopicFile;
}

/**
 * Starts the shop of the demo: its history is appended first, then what happens live, until `stop`. Resolves as soon as the files are
 * open. On files that are there already it goes on where they end, and writes only the history that is missing.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { folder } = options;
  const topics: Topics = {
    activity: await openTopicFile(join(folder, 'topics', 'user_activity.ndjson')),
    purchases: await openTopicFile(join(folder, 'topics', 'user_purchases.ndjson')),
  };
  const stopping = new AbortController();
  const running = run(topics, options, stopping.signal)
    .catch((error: unknown) => {
      // A pause that was cut short by `stop` is no mistake.
      if (!stopping.signal.aborted) throw error;
    })
    .finally(() => Promise.all([topics.activity.close(), topics.purchases.close()]));
  return {
    busyUser,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(topics: Topics, options: DemoOptions, signal: AbortSignal): Promise<void> {
  const { seed, clock = systemClock, backlog = { activities: 200_000, purchases: 50_000 } } = options;
  const { observer = silentObserver } = options;
  const written = { activities: topics.activity.lastNumber, purchases: topics.purchases.lastNumber };
  if (written.activities < backlog.activities || written.purchases < backlog.purchases) {
    for (const slice of makeBacklog({ seed, endMs: clock(), ...backlog, written })) {
      await append(topics, slice, observer, signal);
      if (signal.aborted) return;
    }
  }
  const lastActivity = Math.max(written.activities, backlog.activities);
  const lastPurchase = Math.max(written.purchases, backlog.purchases);
  // Another seed after each restart, or the same customers would come again.
  const shop = makeLiveShop({ seed: seed + lastActivity, lastActivity, lastPurchase });
  while (!signal.aborted) {
    await append(topics, shop.tick(clock()), observer, signal);
    await pause(tickMs, undefined, { signal });
  }
}

/** A full disk stops the shop until there is room again: both topics go on where they were. */
async function append(topics: Topics, slice: Slice, observer: Observer, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await Promise.all([topics.activity.append(slice.activities), topics.purchases.append(slice.purchases)]);
      return;
    } catch (error) {
      const message = `The demo cannot write its events: ${(error as Error).message}`;
      observer({ kind: 'source-state', collection: 'user_activity', source: 'demo', state: 'ERROR', message });
      await pause(retryMs, undefined, { signal });
    }
  }
}
