import { readFile } from 'node:fs/promises';
import { parse } from 'lossless-json';
import { printProblem, problemsError, RockpoolError } from '../base/error.ts';
import { makeHttpClient, type HttpClient } from '../client/http-client.ts';
import type { Config } from '../config/config.ts';
import { silentObserver } from '../observe/observer.ts';
import type { CliContext, ConnectionOptions } from './context.ts';
import { loadProject } from './load-project.ts';
import { findRunningServer } from './server-file.ts';
import { showAddress } from './show-address.ts';

/** A server to talk to: one elsewhere, the one that runs on this project's store, or one started for this command alone. */
export interface Connection {
  readonly client: HttpClient;
  /** Where others reach it; of a server started for this command, where the project's own would listen. */
  readonly publicAddress: string;
  /** Stops what was started for this command. */
  close(): Promise<void>;
}

export interface Needs {
  /** `current`: a server that is started for this command first reads what its sources hold. */
  readonly data: 'current' | 'as-stored';
  /** Whether a server that is started for this command deploys the project's lambdas first. */
  readonly lambdas: 'deploy' | 'leave';
  /** Whether mistakes in the project's files are told, and the work is done with the others, or end the command. */
  readonly problems?: 'refuse';
}

/** Runs `work` against the server that the options name. Throws SERVER_UNREACHABLE, CONFIG_*, PROJECT_NOT_FOUND, STORE_*. */
export async function withConnection<T>(
  context: CliContext,
  options: ConnectionOptions,
  needs: Needs,
  work: (client: HttpClient, publicAddress: string) => Promise<T>,
): Promise<T> {
  const connection = await connect(context, options, needs);
  try {
    return await work(connection.client, connection.publicAddress);
  } finally {
    await connection.close();
  }
}

async function connect(context: CliContext, options: ConnectionOptions, needs: Needs): Promise<Connection> {
  const wanted = options.server ?? nonEmpty(context.environment['ROCKPOOL_URL']);
  const key = readGivenKey(context.environment['ROCKPOOL_API_KEY'] ?? '');
  if (wanted !== undefined) return remote(httpAddress(wanted), key);

  const config = loadProject(context, options);
  const running = await findRunningServer(config.store.path);
  if (running !== undefined) return remote(running.address, key ?? (await readKey(running.keyFile)));
  return startLocal(context, config, needs);
}

async function startLocal(context: CliContext, config: Config, needs: Needs): Promise<Connection> {
  // Loaded only now: a command that talks to a server elsewhere needs no engine.
  const { serve } = await import('./serve.ts');
  const { catchUp } = await import('./catch-up.ts');
  const serving = await serve(
    { ...config, server: loopbackOnly(config.server) },
    { observer: silentObserver, ingest: needs.data === 'current', lambdas: needs.lambdas },
  );
  if (needs.problems === 'refuse' && serving.problems.length > 0) {
    await serving.stop();
    throw problemsError('DEPLOY_INVALID', serving.problems);
  }
  for (const problem of serving.problems)
    context.terminal.err(`${context.terminal.colors.yellow('warning')} ${printProblem(problem)}`);
  if (needs.data === 'current') await catchUp(serving.app, context.terminal);
  return {
    client: makeHttpClient({ address: serving.address, key: serving.key, parse }),
    publicAddress: addressOf(config.server),
    close: () => serving.stop(),
  };
}

/** Without TLS: a certificate is made for a name, and this server is reached by number, from this process only. */
function loopbackOnly(server: Config['server']): Config['server'] {
  const { log, maxBodyBytes, maxConcurrentQueries, maxQueuedQueries } = server;
  return { log, maxBodyBytes, maxConcurrentQueries, maxQueuedQueries, host: '127.0.0.1', port: 0 };
}

const addressOf = ({ tls, host, port }: Config['server']): string =>
  `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;

function remote(address: string, key: string | undefined): Connection {
  return {
    client: makeHttpClient({ address, parse, ...(key === undefined ? {} : { key }) }),
    publicAddress: address,
    async close() {},
  };
}

/** `localhost:8080` is taken as http. Throws REQUEST_INVALID for what is no address. */
function httpAddress(text: string): string {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  // A path would be lost, and the key go to whatever answers without it.
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new RockpoolError('REQUEST_INVALID', `${showAddress(text)} is no address of a server.`, {
    hint: 'Write it like http://127.0.0.1:8080, without a path.',
  });
}

/** Throws KEY_INVALID for a text that no header can carry; the key itself appears in no error. */
function readGivenKey(text: string): string | undefined {
  const key = nonEmpty(text.trim());
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new RockpoolError('KEY_INVALID', 'ROCKPOOL_API_KEY holds a space, a line break or a letter that no key has.', {
    hint: 'Set it to the key alone, as `rockpool keys create` printed it.',
  });
}

/** Undefined when it cannot be read: then the server itself says that a key is missing. */
async function readKey(file: string): Promise<string | undefined> {
  return nonEmpty((await readFile(file, 'utf8').catch(() => '')).trim());
}

const nonEmpty = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;
