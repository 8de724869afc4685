// Servers as child processes: started, asked for their memory, stopped.
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts `node <arguments>`; what it writes is kept for the error message. */
export function startNode(args, { cwd, env = {} } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (child.said = (child.said + text).slice(-20_000)));
  }
  child.ended = new Promise((resolve) =>
    child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  return child;
}

export async function stop(child) {
  child.kill('SIGTERM');
  await Promise.race([child.ended, pause(15_000).then(() => child.kill('SIGKILL'))]);
  await child.ended;
}

/** Asks again until the answer is not undefined. Fails when the process ends, or after the time. */
export async function until(child, what, ask, { everyMs = 20, withinMs = 60_000 } = {}) {
  const endMs = performance.now() + withinMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`It ended before ${what}:\n${child.said}`);
    if (performance.now() > endMs) throw new Error(`Not ${what} within ${withinMs} ms:\n${child.said}`);
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(everyMs);
  }
}

/** Resident memory in MB (1024 · 1024 bytes). */
export function memoryMb(child) {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024);
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
