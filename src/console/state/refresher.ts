const intervalMs = 1000;
/** After a failure the page asks less often, so that a server in trouble is not asked every second by every open tab. */
const afterFailureMs = 5000;

/** Calls `work` again and again while it is on and somebody looks at the page; never twice at a time. */
export interface Refresher {
  readonly on: boolean;
  turn(on: boolean): void;
  /** Calls it now; a call that is still running is aborted. */
  now(): void;
  stop(): void;
}

export function makeRefresher(work: (signal: AbortSignal) => Promise<'ok' | 'failed'>): Refresher {
  let on = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = new AbortController();

  const run = async (): Promise<void> => {
    clearTimeout(timer);
    running.abort();
    const mine = (running = new AbortController());
    const started = performance.now();
    const outcome = await work(mine.signal);
    if (mine.signal.aborted || !on) return;
    const pause = outcome === 'ok' ? intervalMs - (performance.now() - started) : afterFailureMs;
    timer = setTimeout(tick, Math.max(50, pause));
  };
  /** A hidden tab does not ask; it goes on when it is shown again. */
  const tick = (): void => {
    if (document.hidden) timer = setTimeout(tick, intervalMs);
    else void run();
  };

  return {
    get on() {
      return on;
    },
    turn(wanted) {
      on = wanted;
      if (on) void run();
      else clearTimeout(timer);
    },
    now: () => void run(),
    stop() {
      on = false;
      clearTimeout(timer);
      running.abort();
    },
  };
}
