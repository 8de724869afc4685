import { setTimeout as pause } from 'node:timers/promises';
import { makeApp, type RunningApp } from '../app/make-app.ts';
import { RockpoolError } from '../base/error.ts';
import type { Config } from '../config/config.ts';
import type { Observer } from '../observe/observer.ts';
import { listen, makeWaitingServer, type Server } from '../server/server.ts';

const retryMs = 1000;

/**
 * The app, as soon as its store answers. While that is away, this is said, and its address answers with the reason. Throws what `makeApp` throws
 * for other reasons, ADDRESS_IN_USE, and the signal's reason.
 */
export async function makeAppInTime(config: Config, observer: Observer, signal: AbortSignal): Promise<RunningApp> {
  let reason = '';
  let waiting: Server | undefined;
  try {
    for (;;) {
      try {
        const app = await makeApp(config, observer);
        if (waiting !== undefined) observer({ kind: 'store', state: 'answers' });
        return app;
      } catch (error) {
        if (!isAway(error)) throw error;
        if (error.message !== reason) observer({ kind: 'store', state: 'waits', message: error.message });
        reason = error.message;
      }
      if (waiting === undefined) {
        waiting = await makeWaitingServer(config.server, () => reason);
        await listen(waiting, config.server);
      }
      await pause(retryMs, undefined, { signal });
    }
  } finally {
    await waiting?.close();
  }
}

const isAway = (error: unknown): error is RockpoolError =>
  error instanceof RockpoolError && (error.code === 'STORE_UNAVAILABLE' || error.code === 'STORE_TIMEOUT');
