import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findJdk } from './jdk.ts';

export interface JavaLaunch {
  /** Folder the server works in; its log is `server.log` there. */
  readonly home: string;
  readonly arguments: readonly string[];
  /** Begins to stand in the log when the server answers. */
  readonly readyLine: string;
}

/** The whole argument by which a process is known as the server of this home, whatever its pid. */
const markOf = (home: string): string => `-Drockpool.test.server=${home}`;

/** Starts a JVM as leader of its own process group, so that no Ctrl-C meant for somebody else ends it. Returns its pid. */
export async function spawnJava(launch: JavaLaunch): Promise<number> {
  const java = join(await findJdk(), 'bin/java');
  const log = openSync(logOf(launch.home), 'w');
  try {
    const child = spawn(java, [markOf(launch.home), ...launch.arguments], {
      cwd: launch.home,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid!));
      child.once('error', reject);
    });
    child.unref();
    return pid;
  } finally {
    closeSync(log);
  }
}

/** Waits until the server says that it answers. Throws with the end of its log when it ends before, or does not within two minutes. */
export async function untilReady(launch: JavaLaunch, pid: number): Promise<void> {
  const giveUp = Date.now() + 120_000;
  while (!(await readFile(logOf(launch.home), 'utf8')).includes(launch.readyLine)) {
    const ended = !isServer(pid, launch.home);
    if (ended || Date.now() > giveUp) {
      const log = await readFile(logOf(launch.home), 'utf8');
      const lastLines = log.trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${launch.home} ${ended ? 'ended at its start' : 'did not answer within 120 s'}:\n${lastLines}`);
    }
    await pause(50);
  }
}

/** Whether this pid is alive and is the server of this home: a pid that was given to another process since is not. */
export const isServer = (pid: number, home: string): boolean => commandOf(pid).includes(`${markOf(home)} `);

/** Asks the server to end, and ends it after `patienceMs` (0: at once). A process that is not this home's server is left alone. */
export async function endServer(pid: number, home: string, patienceMs: number): Promise<void> {
  if (!isServer(pid, home)) return;
  signalGroup(pid, patienceMs === 0 ? 'SIGKILL' : 'SIGTERM');
  // A paused process would not notice.
  signalGroup(pid, 'SIGCONT');
  const giveUp = Date.now() + patienceMs;
  let patient = patienceMs > 0;
  while (isServer(pid, home)) {
    if (patient && Date.now() > giveUp) {
      signalGroup(pid, 'SIGKILL');
      patient = false;
    }
    await pause(20);
  }
}

/** Signals the process and whatever it started. That it is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The command line of a process, with a space after each argument; empty when there is none. */
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

const logOf = (home: string): string => join(home, 'server.log');
