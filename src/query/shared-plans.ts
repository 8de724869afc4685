import { orAborted } from '../base/or-aborted.ts';
import type { PlannedQuery } from './plan-query.ts';
import type { CompiledQuery } from './query-engine.ts';

/** The plans of statements, each made once. */
export interface SharedPlans {
  /** Whoever comes while it is made waits for it too. Throws what planning does, or the signal's reason. */
  of(query: CompiledQuery, signal: AbortSignal): Promise<PlannedQuery>;
}

interface Planning {
  readonly planned: Promise<PlannedQuery>;
  readonly stop: AbortController;
  waiting: number;
}

/** Plans with `plan`, which stops when the last of those who wait has gone; a failure is not remembered. */
export function makeSharedPlans(
  plan: (query: CompiledQuery, signal: AbortSignal) => Promise<PlannedQuery>,
): SharedPlans {
  const plans = new WeakMap<CompiledQuery, Planning>();

  const begin = (query: CompiledQuery): Planning => {
    const stop = new AbortController();
    const planning = { planned: plan(query, stop.signal), stop, waiting: 0 };
    planning.planned.catch(() => forget(query, planning));
    plans.set(query, planning);
    return planning;
  };
  const forget = (query: CompiledQuery, planning: Planning): void => {
    if (plans.get(query) === planning) plans.delete(query);
  };

  return {
    async of(query, signal) {
      signal.throwIfAborted();
      const planning = plans.get(query) ?? begin(query);
      planning.waiting += 1;
      try {
        return await orAborted(planning.planned, signal);
      } catch (error) {
        if (planning.waiting === 1) {
          // Who comes now must not wait for what is being stopped.
          forget(query, planning);
          planning.stop.abort(error);
        }
        throw error;
      } finally {
        planning.waiting -= 1;
      }
    },
  };
}
