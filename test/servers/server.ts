import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isFree } from './free-port.ts';
import { endServer, isServer, spawnJava, untilReady } from './java-process.ts';

/** How one kind of server is made ready and launched. Its home is an own folder with everything that it writes. */
export interface ServerKind<Port extends string> {
  readonly name: string;
  /** One free port is chosen for each. */
  readonly ports: readonly Port[];
  /** Begins to stand in the log when the server answers. */
  readonly readyLine: string;
  /** Writes what the server reads at its start, data only where there is none yet. Returns the arguments for `java`. */
  prepare(home: string, ports: Readonly<Record<Port, number>>): Promise<readonly string[]>;
  /** Environment variables with its addresses, the one that everybody uses first; who has a server of their own sets them. */
  readonly addressVariables: readonly [string, ...string[]];
  /** All variables of `addresses.ts` that this server gives values to. */
  variables(home: string, ports: Readonly<Record<Port, number>>): Variables;
}

export type Variables = Readonly<Record<string, string>>;

/** What is known about the server of a home; kept there in `server.json`. */
export interface RunningServer {
  readonly pid: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly variables: Variables;
}

/**
 * Starts a server in a home, new or used before, and waits until it answers. The ports stay those of the last time, if they are free.
 * Throws with the end of its log when it does not start; then nothing runs.
 */
export async function startServer<Port extends string>(kind: ServerKind<Port>, home: string): Promise<RunningServer> {
  await mkdir(home, { recursive: true });
  const ports = await choosePorts(kind, home);
  const launch = { home, arguments: await kind.prepare(home, ports), readyLine: kind.readyLine };
  const pid = await spawnJava(launch);
  const server = { pid, ports, variables: kind.variables(home, ports) };
  try {
    await remember(home, server);
    await untilReady(launch, pid);
  } catch (error) {
    await endServer(pid, home, 0);
    throw error;
  }
  return server;
}

/** The server of a home, if it runs. */
export function findServer(home: string): RunningServer | undefined {
  const server = recall(home);
  return server !== undefined && isServer(server.pid, home) ? server : undefined;
}

/** Ends the server of a home, if it runs: in order within `patienceMs`, else by force. */
export async function stopServer(home: string, patienceMs: number): Promise<void> {
  const server = recall(home);
  if (server !== undefined) await endServer(server.pid, home, patienceMs);
}

/** What was last known about a home; undefined when nothing readable is. The pid may be anybody's by now. */
export function recall(home: string): RunningServer | undefined {
  try {
    const server = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as RunningServer | null;
    return server !== null && Number.isInteger(server.pid) && server.pid > 1 ? server : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, for others may be reading. */
async function remember(home: string, server: RunningServer): Promise<void> {
  const draft = join(home, `server.json.${process.pid}`);
  await writeFile(draft, JSON.stringify(server, null, 2));
  await rename(draft, join(home, 'server.json'));
}

async function choosePorts<Port extends string>(
  kind: ServerKind<Port>,
  home: string,
): Promise<Readonly<Record<Port, number>>> {
  const known = recall(home)?.ports ?? {};
  const chosen: [string, number][] = [];
  for (const name of kind.ports) {
    const last = known[name];
    chosen.push([name, last !== undefined && (await isFree(last)) ? last : await freePort()]);
  }
  return Object.fromEntries(chosen) as Record<Port, number>;
}
