import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newOwnedHome, ownedHomes, ownerOf } from './folders.ts';
import { isServer, signalGroup } from './java-process.ts';
import { recall, startServer, stopServer, type RunningServer, type ServerKind } from './server.ts';

/** Homes of the servers that end with this process. */
const owned = new Set<string>();

/** A server that this process must remove; if it does not, because it ends, the server is ended all the same. */
export interface OwnedServer extends RunningServer {
  readonly home: string;
}

/** Starts a server of its own, with new data and ports. `home`: starts the one again that was there. */
export async function startOwned<Port extends string>(
  kind: ServerKind<Port>,
  home = newOwnedHome(kind.name),
): Promise<OwnedServer> {
  if (owned.size === 0) process.once('exit', removeAllNow);
  // Known before it runs, for this process may end while it starts.
  owned.add(home);
  return { ...(await startServer(kind, home)), home };
}

/** Ends an owned server at once and deletes its data. */
export async function removeOwned(home: string): Promise<void> {
  await stopServer(home, 0);
  owned.delete(home);
  await rm(home, { recursive: true, force: true });
}

/** For a process that is about to end and cannot wait. */
export function removeAllNow(): void {
  for (const home of owned) {
    const pid = recall(home)?.pid;
    if (pid !== undefined && isServer(pid, home)) signalGroup(pid, 'SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
  owned.clear();
}

/** Removes what processes left that were killed before they could. */
export async function removeOrphans(): Promise<void> {
  const names = await readdir(ownedHomes).catch(() => []);
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner !== undefined && !isAlive(owner)) await removeOwned(join(ownedHomes, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
