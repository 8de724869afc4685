import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isJsonObject } from '../base/json.ts';

/** What a running server leaves in its store folder, so that other commands talk to it instead of opening the same files. */
export interface ServerFile {
  readonly address: string;
  readonly pid: number;
  /** Where the key of the store folder stands. */
  readonly keyFile: string;
}

const fileOf = (storePath: string): string => join(storePath, 'server.json');

export async function writeServerFile(storePath: string, server: ServerFile): Promise<void> {
  await mkdir(storePath, { recursive: true });
  // Moved into place whole: another command may be reading it at this moment.
  const draft = `${fileOf(storePath)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(server, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileOf(storePath));
}

/** Removes it only if it is ours: a server that took over in the meantime keeps its own. */
export async function removeServerFile(storePath: string): Promise<void> {
  if ((await readServerFile(storePath))?.pid === process.pid) await rm(fileOf(storePath), { force: true });
}

/** The server that runs on this store, or undefined; a file left behind by a killed one counts as none. */
export async function findRunningServer(storePath: string): Promise<ServerFile | undefined> {
  const file = await readServerFile(storePath);
  return file !== undefined && isAlive(file.pid) && (await listens(file.address)) ? file : undefined;
}

async function readServerFile(storePath: string): Promise<ServerFile | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(fileOf(storePath), 'utf8'));
    if (!isJsonObject(value)) return undefined;
    const { address, pid, keyFile } = value;
    if (typeof address !== 'string' || typeof pid !== 'number' || typeof keyFile !== 'string') return undefined;
    return { address, pid, keyFile };
  } catch {
    return undefined;
  }
}

/** Signal 0 reaches nobody; EPERM means that the process is there and somebody else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process that was killed a moment ago still has its id, but nobody listens for it any more. */
function listens(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)), timeout: 1000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
