import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { StoreConfig } from '../config/config.ts';
import { loadStoreKey } from './store-key.ts';

/** The folder of this machine that belongs to a store. */
export interface StoreFolder {
  /** For what queries spill. */
  readonly temp: string;
  /** Where objects of a bucket lie while they are read. */
  readonly objects: string;
  /** Empties `temp` and makes `objects`; to be called once nobody else can use them. Throws STORE_UNAVAILABLE. */
  clear(): Promise<void>;
  /** The key of whoever owns the folder, made by `generate` the first time. Throws STORE_UNAVAILABLE. */
  key(generate: () => string): Promise<string>;
}

/** Makes the folder when it is absent. Throws STORE_UNAVAILABLE. */
export async function openStoreFolder({ engine, path }: StoreConfig): Promise<StoreFolder> {
  const unavailable = (what: string) => (cause: unknown) => {
    throw new RockpoolError('STORE_UNAVAILABLE', `The store folder ${path} cannot be ${what}.`, { cause });
  };
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(unavailable('made'));
  // Files are locked by one process; a cluster is not, and several may use this folder at once.
  const name = engine === 'embedded' ? 'temp' : `temp-${process.pid}`;
  const temp = join(path, name);
  const objects = join(temp, 'objects');
  return {
    temp,
    objects,
    async clear() {
      const leftovers = [name, ...(await readdir(path).catch(unavailable('read'))).filter(isOfTheDead)];
      for (const one of leftovers)
        await rm(join(path, one), { recursive: true, force: true }).catch(unavailable('written'));
      await mkdir(objects, { recursive: true, mode: 0o700 }).catch(unavailable('written'));
    },
    key: (generate) => loadStoreKey(path, generate).catch(unavailable('written')),
  };
}

/** True for the temporary folder of a process that ended without removing it. */
function isOfTheDead(name: string): boolean {
  const pid = Number(/^temp-(\d+)$/.exec(name)?.[1] ?? process.pid);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
