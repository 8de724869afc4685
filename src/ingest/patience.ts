/** For whoever looks at the first records of a source, which may hold few or none and never ends. */
export interface Patience {
  readonly signal: AbortSignal;
  /** To be called whenever records have come. */
  received(): void;
  end(): void;
}

/**
 * The signal aborts `patienceMs` after the first records and at the latest after `longestMs`. When nothing has come in `patienceMs`, it aborts if
 * the source `isEmpty`.
 */
export function startPatience(options: {
  readonly patienceMs: number;
  readonly longestMs: number;
  readonly isEmpty: () => Promise<boolean>;
}): Patience {
  const stop = new AbortController();
  let hasReceived = false;
  const askOnce = async (): Promise<void> => {
    if ((await options.isEmpty()) && !hasReceived) stop.abort();
  };
  const latest = setTimeout(() => stop.abort(), options.longestMs);
  let timer = setTimeout(() => void askOnce(), options.patienceMs);
  return {
    signal: stop.signal,
    received() {
      if (hasReceived) return;
      hasReceived = true;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), options.patienceMs);
    },
    end() {
      clearTimeout(timer);
      clearTimeout(latest);
      stop.abort();
    },
  };
}
