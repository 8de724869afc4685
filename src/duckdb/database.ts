import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import { openError } from './errors.ts';

export interface DatabaseOptions {
  /** The database file, or `:memory:`. Its folder is made when it is missing. */
  readonly path: string;
  readonly memoryBytes: number;
  /** Threads of one statement. */
  readonly threads: number;
  /** Where statements that outgrow the memory spill to; absent: they fail instead. */
  readonly tempFolder?: string;
}

/** What may be spilled, as a multiple of the memory: enough for a merge sort, never the whole disk. */
const spillFactor = 4;

/** Files that this process has open. DuckDB's lock works between processes only; two instances in one lose each other's writes silently. */
const claimed = new Set<string>();
const paths = new WeakMap<DuckDBInstance, string>();

/**
 * Opens a database with everything pinned that could make an answer depend on the machine: time zone UTC, nulls last, binary collation,
 * nothing downloaded, nothing read from outside the file.
 * Throws STORE_LOCKED when the file is open elsewhere, STORE_UNAVAILABLE when it cannot be opened or is not one of ours.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DuckDBInstance> {
  const path = options.path === ':memory:' ? options.path : filePath(options.path);
  if (claimed.has(path)) {
    throw new RockpoolError('STORE_LOCKED', `This process has the store ${path} open already.`);
  }
  if (path !== ':memory:') claimed.add(path);
  try {
    const instance = await DuckDBInstance.create(path, settings(options));
    const connection = await instance.connect();
    // Known only once the icu extension, which is linked in, has been loaded; too late for the options above.
    await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
    // After a crash the log is replayed, and what it adds waits beside an index that nothing has used yet. DuckDB 1.5.6 forgets it when it
    // closes before the first use: look-ups then miss rows for ever. A checkpoint in words keeps it.
    await connection.run('CHECKPOINT');
    connection.disconnectSync();
    paths.set(instance, path);
    return instance;
  } catch (cause) {
    claimed.delete(path);
    throw openError(path, cause);
  }
}

/** Closes an instance; its connections must be closed before, else the file stays locked. */
export function closeDatabase(instance: DuckDBInstance): void {
  instance.closeSync();
  const path = paths.get(instance);
  if (path !== undefined) claimed.delete(path);
}

function settings(options: DatabaseOptions): Record<string, string> {
  return {
    memory_limit: `${options.memoryBytes}B`,
    threads: String(options.threads),
    max_temp_directory_size: options.tempFolder === undefined ? '0B' : `${options.memoryBytes * spillFactor}B`,
    // Without a folder nothing is spilled: DuckDB's own choice would be `.tmp` in the working directory.
    temp_directory: options.tempFolder ?? '',
    default_null_order: 'nulls_last',
    default_collation: '',
    // A statement stays prepared while documents come and go, and DuckDB 1.5.6 does not plan it anew: what it concluded from the smallest and
    // greatest value of then gives wrong rows later, or none.
    disabled_optimizers: 'statistics_propagation',
    enable_external_access: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
}

/** The path without symbolic links, so that one file has one name. */
function filePath(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return join(realpathSync(dirname(path)), basename(path));
  } catch (cause) {
    throw openError(path, cause);
  }
}
