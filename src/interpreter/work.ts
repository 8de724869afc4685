/** What has begun and not ended. */
export interface Work {
  /** Counts a promise until it ends; it must not reject. */
  add(running: Promise<void>): void;
  /** Waits until nothing is left, including what begins meanwhile. */
  done(): Promise<void>;
}

export function makeWork(): Work {
  const running = new Set<Promise<void>>();
  return {
    add(promise) {
      const counted = promise.finally(() => running.delete(counted));
      running.add(counted);
    },
    async done() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
