import { makeApp, type RunningApp } from '../app/make-app.ts';
import type { Problem } from '../base/error.ts';
import type { Config } from '../config/config.ts';
import type { DeployItem } from '../lambda/lambda-service.ts';
import { joinObservers, type Observer } from '../observe/observer.ts';
import { listen, makeMetrics, makeServer } from '../server/server.ts';
import { makeAppInTime } from './wait-for-store.ts';

/** A server in this process. */
export interface Serving {
  readonly app: RunningApp;
  /** Where it listens, as this machine reaches it. */
  readonly address: string;
  readonly key: string;
  /** What became of the project's files at start. */
  readonly deployed: readonly DeployItem[];
  readonly problems: readonly Problem[];
  /** Calls in flight finish, what was read is written, files are closed. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly observer: Observer;
  /** Whether the sources are read. */
  readonly ingest: boolean;
  /** Whether lambda files are deployed at start; collections always are. */
  readonly lambdas: 'deploy' | 'leave';
  /** A cluster that is away is waited for, until this; without it that is an error at once. */
  readonly waitUntil?: AbortSignal;
}

/** Assembles the app, deploys the project and listens. Throws STORE_LOCKED, STORE_UNAVAILABLE, ADDRESS_IN_USE; then nothing is left open. */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  const metrics = makeMetrics();
  const observer = joinObservers(options.observer, metrics.observe);
  const { waitUntil } = options;
  const waits = waitUntil !== undefined && config.store.engine === 'elasticsearch';
  const app = waits ? await makeAppInTime(config, observer, waitUntil) : await makeApp(config, observer);
  try {
    const { deployed, problems } = await app.reload({ lambdas: options.lambdas });
    const server = await makeServer(app, metrics);
    const address = connectable(await listen(server, config.server));
    if (options.ingest) app.start();
    return {
      app,
      address,
      key: app.key,
      deployed,
      problems,
      async stop() {
        await server.close();
        await app.stop();
      },
    };
  } catch (error) {
    await app.stop();
    throw error;
  }
}

/** An address that listens on every interface is reached by this machine on loopback. */
function connectable(address: string): string {
  const url = new URL(address);
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return url.origin;
}
