import { RockpoolError } from './error.ts';

/** A signal that aborts with QUERY_TIMEOUT after `timeoutMs`, or when `parent` does. `clear` must be called. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

export function startDeadline(timeoutMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new RockpoolError('QUERY_TIMEOUT', `Query timeout reached: it ran longer than ${timeoutMs} ms.`));
  }, timeoutMs);
  const stop = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) stop();
  else parent?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', stop);
    },
  };
}
