import type { TopicLine } from './demo-topic.ts';
import { makeRandom } from './random.ts';
import { activityRecord, lineOf, purchaseRecord } from './record.ts';
import { busyUser, pickUser, visit } from './shopping.ts';

/** Lines for the two topics. */
export interface Slice {
  readonly activities: readonly TopicLine[];
  readonly purchases: readonly TopicLine[];
}

export interface BacklogOptions {
  readonly seed: number;
  /** The history ends here. */
  readonly endMs: number;
  readonly activities: number;
  readonly purchases: number;
  /** Already written, when an earlier start was interrupted: these are told again in silence. */
  readonly written: { readonly activities: number; readonly purchases: number };
}

const historyMs = 30 * 86_400_000;
/** About 600 lines: two milliseconds. */
const visitsPerSlice = 120;
/** The busy customer is there from the first line on, so that the first answers need not wait for the rest. */
const visitsPerBusyVisit = 400;

/**
 * Thirty days of history as lines, in slices small enough to be made between two requests. The same seed tells the same history;
 * activities are numbered from 1 to `activities`, purchases from 1 to `purchases`.
 */
export function* makeBacklog({ seed, endMs, activities, purchases, written }: BacklogOptions): Generator<Slice> {
  const random = makeRandom(seed);
  let [activityCount, purchaseCount, visitCount] = [0, 0, 0];
  while (activityCount < activities || purchaseCount < purchases) {
    const slice = { activities: [] as TopicLine[], purchases: [] as TopicLine[] };
    for (let n = 0; n < visitsPerSlice; n++, visitCount++) {
      // Time and purchases keep pace with the activities, so that all three end together.
      const progress = activities === 0 ? 1 : activityCount / activities;
      const user = visitCount % visitsPerBusyVisit === 0 ? busyUser : pickUser(random);
      const buys = purchaseCount < purchases * progress + random.next();
      for (const happening of visit(user, endMs - Math.floor(historyMs * (1 - progress)), random, buys)) {
        if (happening.kind === 'activity' && activityCount < activities && ++activityCount > written.activities) {
          slice.activities.push(lineOf(activityRecord(activityCount, happening)));
        }
        if (happening.kind === 'purchase' && purchaseCount < purchases && ++purchaseCount > written.purchases) {
          slice.purchases.push(lineOf(purchaseRecord(purchaseCount, happening)));
        }
      }
    }
    yield slice;
  }
}
