import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

const quietMs = 1000;

/** Counts finished steps. The bar appears on a terminal only, and only when the work has lasted longer than a second. */
export interface Progress {
  step(): void;
  /** Must be called; leaves no trace of the bar. */
  stop(): void;
}

export function startProgress(terminal: Terminal, label: string, total: number): Progress {
  if (!terminal.isTerminal) return { step() {}, stop() {} };
  const bar = new SingleBar({ format: `${label} {bar} {value}/{total}`, clearOnComplete: true, hideCursor: true });
  let done = 0;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    bar.start(total, done);
  }, quietMs);
  return {
    step() {
      done += 1;
      if (shown) bar.update(done);
    },
    stop() {
      clearTimeout(timer);
      if (shown) bar.stop();
    },
  };
}
