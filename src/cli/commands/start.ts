import { join } from 'node:path';
import type { Command } from 'commander';
import { printProblem, RockpoolError, type Problem } from '../../base/error.ts';
import type { Config } from '../../config/config.ts';
import type { Demo } from '../../demo/generator.ts';
import type { Observer } from '../../observe/observer.ts';
import { addProjectOptions, type CliContext, type ConnectionOptions } from '../context.ts';
import { loadProject } from '../load-project.ts';
import { jsonLog, textLog } from '../log-observer.ts';
import type { Serving } from '../serve.ts';
import { findRunningServer, removeServerFile, writeServerFile } from '../server-file.ts';
import { stopSignal } from '../stop-signals.ts';
import type { Terminal } from '../terminal.ts';
import { watchFolders } from '../watch-project.ts';
import { printWelcome } from '../welcome.ts';

interface Options extends Pick<ConnectionOptions, 'project' | 'config'> {
  readonly host?: string;
  readonly port?: string;
  readonly log?: string;
  readonly demo?: boolean;
  readonly watch?: boolean;
}

/** Any number; the same one makes the same shop. */
const demoSeed = 360;

/** `rockpool start --demo` */
export function addStartCommand(program: Command, context: CliContext): void {
  const command = program
    .command('start')
    .summary('serve the project')
    .description('Deploys the files of the project, reads its sources and answers HTTP calls until it is stopped.')
    .option('--demo', 'keep the customer 360 busy: append activity and purchases to its topics')
    .option('--host <address>', 'listen there (default: server.host of the configuration)')
    .option('--port <number>', 'listen there; 0 takes a free one (default: server.port of the configuration)')
    .option('--log <format>', 'text or json (default: server.log of the configuration)')
    .option('--watch', 'deploy files as they are saved (on by itself in a terminal)');
  addProjectOptions(command).action((options: Options) => start(context, options));
}

async function start({ terminal, environment }: CliContext, options: Options): Promise<void> {
  const { host, port, log } = options;
  const flags = {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(log === undefined ? {} : { log }),
  };
  const config = loadProject({ terminal, environment }, options, flags);
  const observer = config.server.log === 'json' ? jsonLog(terminal) : textLog(terminal);
  const stopped = stopSignal();
  const stop = new AbortController();
  void stopped.then(() => stop.abort());
  await assertNotRunning(config);

  const demo = options.demo === true ? await loadDemo(config, observer) : undefined;
  let serving: Serving | undefined;
  try {
    // Topics and buckets first, or the sources would find nothing and look again later.
    await demo?.open();
    // Loaded only now: every other command starts faster without the engine.
    const { serve } = await import('../serve.ts');
    let started = false;
    serving = await serve(config, {
      // People read a summary of what is deployed at start; machines read each.
      observer: (event) => {
        if (started || config.server.log === 'json' || event.kind !== 'deployed') observer(event);
      },
      ingest: true,
      lambdas: 'deploy',
      waitUntil: stop.signal,
    });
    started = true;
    demo?.start();
    const watching = options.watch === true || terminal.isTerminal;
    const stopWatching = watching ? await watchProject(terminal, config, serving) : () => {};
    if (config.server.log === 'json') observer({ kind: 'server-started', address: serving.address });
    else {
      printProblems(terminal, serving.problems);
      printWelcome(terminal, serving, { watching, ...(demo === undefined ? {} : { busyUser: demo.busyUser }) });
    }
    await writeServerFile(config.store.path, {
      address: serving.address,
      pid: process.pid,
      keyFile: join(config.store.path, 'key'),
    });

    const signal = await stopped;
    stopWatching();
    observer({ kind: 'server-stopping', signal });
    if (config.server.log === 'text') terminal.err('Stopping: calls in flight finish. Once more to quit at once.');
  } catch (error) {
    // Stopped while it waited for its store: there is nothing to stop.
    if (!stop.signal.aborted || serving !== undefined) throw error;
  } finally {
    await removeServerFile(config.store.path);
    // Each may have to give up on something that is away.
    await Promise.all([demo?.stop(), serving?.stop()]);
  }
}

/** Throws STORE_LOCKED when a server already runs on this store, with its address. */
async function assertNotRunning(config: Config): Promise<void> {
  const running = await findRunningServer(config.store.path);
  if (running === undefined || running.pid === process.pid) return;
  throw new RockpoolError(
    'STORE_LOCKED',
    `A server already runs on this store, at ${running.address} (process ${running.pid}).`,
  );
}

/** The generator of the demo, which does nothing yet. Throws CONFIG_INVALID when the project has no place for its events. */
async function loadDemo(config: Config, observer: Observer): Promise<Demo> {
  const { openDemoTarget } = await import('../../app/demo-target.ts');
  const { makeDemo } = await import('../../demo/generator.ts');
  return makeDemo({ target: await openDemoTarget(config), seed: demoSeed, observer });
}

/** Deploys what is saved. What is wrong is printed with its place; the version before stays. */
async function watchProject(terminal: Terminal, config: Config, serving: Serving): Promise<() => void> {
  const folders = ['lambdas', 'collections'].map((name) => join(config.projectFolder, name));
  return watchFolders(folders, async () => {
    try {
      printProblems(terminal, (await serving.app.reload()).problems);
    } catch (error) {
      if (!(error instanceof RockpoolError)) throw error;
      terminal.err(`${terminal.colors.red('✗')} ${error.message}`);
    }
  });
}

function printProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const problem of problems) terminal.err(`${terminal.colors.red('✗')} ${printProblem(problem)}`);
}
