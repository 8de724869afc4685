import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';

/** Whoever asks how things stand must not wait for a cluster that does not answer. */
const patienceMs = 3_000;

export type StoreAnswer<T> = { readonly value: T; readonly away?: undefined } | { readonly away: string };

/** What a store tells within three seconds; else, in a sentence, why it does not. Throws what is not the store's failure. */
export async function askStore<T>(asked: Promise<T>): Promise<StoreAnswer<T>> {
  const answered = new AbortController();
  const silence = wait(patienceMs, { away: 'The store does not answer in time.' }, { signal: answered.signal });
  silence.catch(() => undefined);
  const answer = asked.then(
    (value): StoreAnswer<T> => ({ value }),
    (error: unknown): StoreAnswer<T> => {
      if (error instanceof RockpoolError && error.code.startsWith('STORE_')) return { away: error.message };
      throw error;
    },
  );
  return Promise.race([answer, silence]).finally(() => answered.abort());
}
