import type { Reader } from '../kind.ts';
import type { Models } from '../models.ts';
import type { QueryState } from '../running-app.ts';
import type { Work } from '../work.ts';
import { transformed, type Answer } from './answers.ts';

export interface Queries {
  /**
   * Runs the query unless it is disabled; an older run of it is given up. Gives its data, and undefined when it is disabled. Rejects with the
   * failure.
   */
  run(id: string): Promise<unknown>;
  state(id: string): QueryState;
  /** Gives up what runs. */
  abort(id: string): void;
}

export interface Around {
  readonly models: Models;
  readonly work: Work;
  /** Does the query's work. */
  readonly answer: (query: Reader, signal: AbortSignal) => Promise<Answer>;
  /** Applies changes, then runs what depends on them. */
  readonly change: (changes: () => void) => void;
  /** The query has succeeded, or failed. */
  readonly fire: (id: string, event: 'success' | 'failure') => void;
  /** What a failure leaves of the answer before it. */
  readonly failedData: 'kept' | 'cleared';
}

interface Run {
  readonly controller: AbortController;
  readonly result: Promise<unknown>;
}

export function makeQueries({ models, work, answer, change, fire, failedData }: Around): Queries {
  const current = new Map<string, Run>();
  const runs = new Map<string, number>();

  async function perform(id: string, controller: AbortController): Promise<unknown> {
    const query = models.reader(id);
    const overtaken = (): boolean => current.get(id)?.controller !== controller;
    try {
      const given = await answer(query, AbortSignal.any([controller.signal, timeout(query)]));
      // A newer run knows better.
      if (overtaken()) return await current.get(id)?.result;
      const data = transformed(query, given);
      finish(id, { data, rawData: given.rawData, metadata: given.metadata, error: null });
      fire(id, 'success');
      return data;
    } catch (error) {
      if (overtaken()) return await current.get(id)?.result;
      const message = failureOf(error, query);
      finish(id, { error: message, ...(failedData === 'kept' ? {} : { data: null, rawData: null }) });
      fire(id, 'failure');
      throw new Error(message);
    }
  }

  function finish(id: string, values: Readonly<Record<string, unknown>>): void {
    current.delete(id);
    change(() => models.put(id, { ...values, isFetching: false, finished: Date.now() }));
  }

  return {
    run(id) {
      if (isOn(models.property(id, 'queryDisabled'))) return Promise.resolve(undefined);
      current.get(id)?.controller.abort();
      const controller = new AbortController();
      // The run begins after it is noted, so that what it finds is its own.
      const result = Promise.resolve().then(() => perform(id, controller));
      current.set(id, { controller, result });
      runs.set(id, (runs.get(id) ?? 0) + 1);
      work.add(result.then(ignore, ignore));
      change(() => models.put(id, { isFetching: true }));
      return result;
    },
    state: (id) => ({
      data: models.property(id, 'data'),
      rawData: models.property(id, 'rawData'),
      error: models.property(id, 'error') as string | null,
      isFetching: models.property(id, 'isFetching') as boolean,
      runs: runs.get(id) ?? 0,
    }),
    abort(id) {
      const run = current.get(id);
      if (run === undefined) return;
      current.delete(id);
      run.controller.abort();
      models.put(id, { isFetching: false });
    },
  };
}

const ignore = (): void => undefined;

/** A setting that is a boolean, or its text. */
export const isOn = (value: unknown): boolean => value !== 'false' && Boolean(value);

const timeout = (query: Reader): AbortSignal => AbortSignal.timeout(Number(query.raw('queryTimeout')) || 10_000);

function failureOf(error: unknown, query: Reader): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `No answer within ${String(query.raw('queryTimeout'))} ms`;
  // What fetch throws says why only in its cause.
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
