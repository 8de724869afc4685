import { RockpoolError } from '../base/error.ts';
import { storeError } from './errors.ts';
import { makeSerialQueue } from './serial-queue.ts';

/** The calls of a store on one of its connections: one at a time, in order. */
export interface StoreQueue {
  /** What the task returns. `what` completes "The store cannot …". Throws STORE_UNAVAILABLE, also once it is closed. */
  run<T>(what: string, task: () => Promise<T>): Promise<T>;
  /** Refuses what comes from now on; resolves when everything before has ended. */
  close(): Promise<void>;
}

export function makeStoreQueue(): StoreQueue {
  const queue = makeSerialQueue();
  let closed = false;
  return {
    async run(what, task) {
      if (closed) throw new RockpoolError('STORE_UNAVAILABLE', `The store cannot ${what}: it is closed.`);
      return queue.run(task).catch((cause: unknown) => {
        throw storeError(what, cause);
      });
    },
    close() {
      closed = true;
      return queue.idle();
    },
  };
}
