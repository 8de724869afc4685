import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** Notifications are lost on some file systems, and a folder may not be there yet. */
const pollMs = 100;

export interface FileWatch {
  /** Resolves when something may have changed: a notification, 100 ms, or the signal. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Watches the folder of a file, so that a file that is replaced or not there yet is noticed too. */
export function watchFile(file: string): FileWatch {
  let watcher: FSWatcher | undefined;
  let wake: (() => void) | undefined;
  let pending = false;
  const notify = (): void => {
    pending = true;
    wake?.();
  };
  const close = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const start = (): void => {
    try {
      watcher ??= watch(dirname(file), { persistent: false }, notify).on('error', close);
    } catch {
      // The folder is not there yet; polling finds it.
    }
  };
  return {
    async changed(signal) {
      start();
      if (!pending && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', wake, { once: true });
        });
        if (wake !== undefined) signal.removeEventListener('abort', wake);
        wake = undefined;
      }
      pending = false;
    },
    close,
  };
}
