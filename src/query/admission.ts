import { RockpoolError } from '../base/error.ts';

/** Lets a bounded number of queries run at once; a bounded number more wait their turn. */
export interface Admission {
  /** Resolves with the function that gives the place back. Throws BUSY when the queue is full, or the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Resolves when nobody is inside. */
  idle(): Promise<void>;
}

/** How long somebody who was sent away should wait: long enough for a queue of short queries to drain. */
const retryAfterSeconds = 1;

export function makeAdmission(maxConcurrent: number, maxQueued: number): Admission {
  let inside = 0;
  const queue: (() => void)[] = [];
  const idlers: (() => void)[] = [];

  const admit = (): (() => void) => {
    inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside -= 1;
      queue.shift()?.();
      if (inside === 0) idlers.splice(0).forEach((wake) => wake());
    };
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (inside < maxConcurrent) return admit();
      if (queue.length >= maxQueued) {
        throw new RockpoolError('BUSY', `${inside} queries run and ${queue.length} wait already.`, {
          retryAfterSeconds,
        });
      }
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          queue.splice(queue.indexOf(proceed), 1);
          reject(signal.reason as Error);
        };
        const proceed = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(admit());
        };
        signal.addEventListener('abort', giveUp, { once: true });
        queue.push(proceed);
      });
    },
    async idle() {
      if (inside > 0) await new Promise<void>((resolve) => idlers.push(resolve));
    },
  };
}
