import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/rockpool.cjs', import.meta.url));

/** The members of replies that these tests look at. */
export interface ReplyBody {
  readonly results: readonly Record<string, unknown>[];
  readonly column_fields: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly SourceReply[];
  readonly complete: boolean;
  readonly query_lambda_path: string;
}

interface SourceReply {
  readonly behind?: number;
  readonly status: { readonly state: string };
  readonly counters: Readonly<
    Record<'read' | 'filtered' | 'dead' | 'made' | 'documents' | 'applied' | 'superseded' | 'refused', number>
  >;
}

export interface ServerProcess {
  readonly address: string;
  readonly key: string;
  readonly output: () => string;
  /** Calls below /v1/orgs/self with the server's key. */
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: ReplyBody; readonly text: string }>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the built program on a project folder, as a user would, on a free port, and waits until it answers. */
export async function startServer(
  project: string,
  options: {
    readonly flags?: readonly string[];
    readonly store?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<ServerProcess> {
  const store = join(project, options.store ?? '.rockpool');
  const file = join(store, 'server.json');
  await rm(file, { force: true });
  const child = spawn(process.execPath, [bin, 'start', '--project', project, '--port', '0', ...(options.flags ?? [])], {
    env: { ...process.env, ROCKPOOL_API_KEY: '', NO_COLOR: '1', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const { address } = await waitFor(
    child,
    () => output,
    async () => (existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { address: string }) : undefined),
  );
  const key = (await readFile(join(store, 'key'), 'utf8')).trim();
  await waitFor(
    child,
    () => output,
    async () =>
      (await fetch(`${address}/live`).then(
        (reply) => reply.ok,
        () => false,
      )) || undefined,
  );
  return {
    address,
    key,
    output: () => output,
    async call(method, path, body) {
      const reply = await fetch(`${address}/v1/orgs/self${path}`, {
        method,
        headers: {
          authorization: `ApiKey ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      return {
        status: reply.status,
        text,
        body: JSON.parse(text) as ReplyBody,
      };
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Asks again every 20 ms until there is an answer; fails with the program's output when it ends first, or after 60 s. */
async function waitFor<T>(child: ChildProcess, output: () => string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 3000; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${output()}`);
    await pause(20);
  }
  throw new Error(`the server did not answer within 60 s:\n${output()}`);
}

/** Asks every 50 ms until the answer satisfies; for what becomes visible by itself. Fails with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, satisfied: (answer: T) => boolean): Promise<T> {
  let answer = await ask();
  for (let tries = 0; tries < 1200 && !satisfied(answer); tries++) {
    await pause(50);
    answer = await ask();
  }
  if (!satisfied(answer)) throw new Error(`still not after 60 s: ${JSON.stringify(answer)?.slice(0, 500)}`);
  return answer;
}
