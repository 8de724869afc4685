/** Runs one task at a time, in the order of the calls. */
export interface SerialQueue {
  /** What the task returns or throws. A task that fails does not stop those behind it. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when everything queued so far has ended. */
  idle(): Promise<void>;
}

/** DuckDB would run statements of one connection one after another too, but each waiting call would hold a thread of libuv's pool. */
export function makeSerialQueue(): SerialQueue {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const result = tail.then(task);
      tail = result.catch(() => undefined);
      return result;
    },
    async idle() {
      await tail;
    },
  };
}
