import { createHash, randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder, with the pom of every server. */
export const sources = fileURLToPath(new URL('.', import.meta.url));

/** Everything the servers write; git ignores it, deleting it (after `npm run servers -- down`) costs one download. */
export const state = fileURLToPath(new URL('../../.servers/', import.meta.url));

/** Home of a server that `npm run servers` leaves running. Its data and ports stay the same when it is started again. */
export const keptHome = (name: string): string => join(state, 'kept', name);

const memory = '/dev/shm';
const leastMemoryBytes = 4 * 1024 ** 3;

/** Nobody needs the data of a test after a loss of power, and Elasticsearch waits for the disk at every new index. */
export const inMemory = hasRoom(memory);

/** Homes of servers that end with the process that started them; in memory where there is room for them. */
export const ownedHomes = inMemory
  ? join(memory, `rockpool-${createHash('sha256').update(state).digest('hex').slice(0, 8)}`)
  : join(state, 'owned');

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastMemoryBytes;
  } catch {
    return false;
  }
}

/** A home that nobody has used before, with the owner's pid in its name. */
export const newOwnedHome = (name: string): string =>
  join(ownedHomes, `${name}-${process.pid}-${randomBytes(4).toString('hex')}`);

/** The pid of the owner in the name of a home; undefined when it is the name of something else. */
export function ownerOf(homeName: string): number | undefined {
  const pid = /-(\d+)-[0-9a-f]{8}$/.exec(homeName)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Puts a finished folder in its place; when another process was quicker, its folder stays and is as good. */
export async function renameUnlessThere(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  }
}
