import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeadLetter, DocumentResult, SourceStatus } from '../../src/ingest/ingest-service.ts';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** The steps of a batch after which a worker can die. */
export const steps = ['read', 'object', 'transformed', 'letters', 'writing', 'written'] as const;
export interface KillAt {
  readonly step: (typeof steps)[number];
  /** How many times the step is passed before. */
  readonly count: number;
}

/** What a worker can be asked. A call to a worker that died rejects with WorkerDied. */
export interface Calls {
  sources(collection: string): Promise<readonly SourceStatus[]>;
  deadLetters(collection: string): Promise<readonly DeadLetter[]>;
  write(
    collection: string,
    documents: readonly Readonly<Record<string, unknown>>[],
    kind: 'write' | 'delete',
  ): Promise<readonly DocumentResult[]>;
  /** The store refuses every write for that long. */
  storeAway(ms: number): Promise<void>;
  /** All documents without `_event_time`, sorted by `_id`, as JSON. */
  documents(collection: string): Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** Stops reading and forgets what was read: the next worker begins at the start. */
  forget(): Promise<void>;
  /** Bytes that the process holds, after a collection of garbage. */
  memory(): Promise<number>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

export class WorkerDied extends Error {}

export interface Worker extends Calls {
  readonly alive: () => boolean;
  readonly bugs: readonly string[];
  /** Resolves when it is dead, however it died. */
  readonly ended: Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
}

/** Starts a worker on a project folder and waits until it reads. It may be dead by then, when it was to die early. */
export async function startWorker(project: string, killAt?: KillAt): Promise<Worker> {
  const argument = JSON.stringify({ project, ...(killAt === undefined ? {} : { killAt }) });
  const child = fork(program, [argument], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--expose-gc'],
  });
  let errors = '';
  child.stderr!.on('data', (data: Buffer) => (errors += data.toString()));
  const bugs: string[] = [];
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  const ended = once(child, 'exit');
  let ready = (): void => undefined;
  const started = new Promise<void>((resolve) => (ready = resolve));
  child.on('message', (message: Message) => {
    if ('ready' in message) ready();
    else if ('bug' in message) bugs.push(message.bug);
    else {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if ('error' in message) call?.reject(new Error(message.error));
      else call?.resolve(message.result as never);
    }
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new WorkerDied(`${String(code ?? signal)} ${errors}`));
    waiting.clear();
    if (signal !== 'SIGKILL' && code !== 0) bugs.push(`The worker ended with ${String(code ?? signal)}: ${errors}`);
    ready();
  });
  await started;
  let number = 0;
  const ask = (call: string, args: readonly unknown[]): Promise<never> =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new WorkerDied(errors));
        return;
      }
      number += 1;
      waiting.set(number, { resolve, reject });
      child.send({ id: number, call, args }, () => undefined);
    });
  const call =
    (name: string) =>
    (...args: readonly unknown[]): Promise<never> =>
      ask(name, args);
  return {
    bugs,
    ended,
    alive: () => isAlive(child),
    signal: (signal) => child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    sources: call('sources'),
    deadLetters: call('deadLetters'),
    write: call('write'),
    storeAway: call('storeAway'),
    documents: call('documents'),
    forget: call('forget'),
    memory: call('memory'),
    async stop() {
      await ask('stop', []);
      await ended;
    },
  };
}

type Message =
  | { readonly ready: true }
  | { readonly bug: string }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly result: unknown };

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
