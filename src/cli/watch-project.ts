import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Editors write a file in several steps; what comes within this time is one change. */
const quietMs = 150;

/**
 * Calls `changed` after files below the folders were saved, made, renamed or deleted; one call at a time. Folders are watched one by one,
 * since a watched file is lost when an editor replaces it, while its folder stays. Returns the stop function.
 */
export async function watchFolders(folders: readonly string[], changed: () => Promise<void>): Promise<() => void> {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const notice = (): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      running = running.then(async () => {
        await watchAll();
        if (!stopped) await changed();
      });
    }, quietMs);
  };
  const watchOne = (folder: string): void => {
    if (watchers.has(folder)) return;
    const forget = (): void => {
      watchers.get(folder)?.close();
      watchers.delete(folder);
    };
    try {
      watchers.set(folder, watch(folder, { persistent: false }, notice).on('error', forget));
    } catch {
      // Gone between listing and watching: its parent tells when it comes back.
    }
  };
  /** Also finds folders that appeared since; those that are gone lose their watcher. */
  const watchAll = async (): Promise<void> => {
    const found = new Set((await Promise.all(folders.map(foldersBelow))).flat());
    for (const [folder, watcher] of watchers) {
      if (found.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    if (!stopped) found.forEach(watchOne);
  };

  await watchAll();
  return () => {
    stopped = true;
    clearTimeout(timer);
    watchers.forEach((watcher) => watcher.close());
  };
}

/** The folder itself and all below it; none when it is not there. */
async function foldersBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory()).map((entry) => foldersBelow(join(folder, entry.name)));
    return [folder, ...(await Promise.all(below)).flat()];
  } catch {
    return [];
  }
}
