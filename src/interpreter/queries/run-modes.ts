import { piecesOf } from '../expressions/code.ts';
import type { Selector } from '../expressions/selectors.ts';
import type { Reader } from '../kind.ts';
import type { Models } from '../models.ts';
import { isOn, type Queries } from './run-queries.ts';

/** When queries run without being triggered. */
export interface RunModes {
  /** Starts the queries of a screen: what runs on load, and what is periodic. */
  start(ids: readonly string[]): void;
  /** Something happened outside: a person did something, a period is over. */
  begin(): void;
  /** Runs the automatic queries one of whose inputs has changed. */
  afterChange(): void;
  stop(ids: readonly string[]): void;
}

/** Members of a query in which Retool looks for inputs: any `{{ }}` in its panel counts (docs.retool.com, query anatomy). */
const panel = ['query', 'headers', 'body', 'queryDisabled'];

/** More runs than one action can need of a query: the app's queries run each other in a circle. */
const mostRuns = 100;

export function makeRunModes(
  models: Models,
  queries: Queries,
  problem: (plugin: string, message: string) => void,
): RunModes {
  const automatic = new Map<string, { readonly inputs: readonly Selector[]; seen: string }>();
  /** Automatic runs since something happened outside. */
  const runs = new Map<string, number>();
  const timers = new Map<string, ReturnType<typeof setInterval>>();

  const values = (inputs: readonly Selector[]): string =>
    JSON.stringify(inputs.map((selector) => models.select(selector) ?? null));
  // Its failure is in its state.
  const run = (id: string): void => void queries.run(id).catch(() => undefined);

  return {
    start(ids) {
      for (const id of ids) {
        const query = models.reader(id);
        const inputs = inputsOf(query, models);
        if (isOn(query.raw('runWhenModelUpdates'))) automatic.set(id, { inputs, seen: values(inputs) });
        const everyMs = Number(query.raw('queryRefreshTime'));
        if (everyMs > 0) {
          // A slow answer is waited for: the next run is the one after it.
          timers.set(
            id,
            setInterval(() => {
              if (models.property(id, 'isFetching') === true) return;
              runs.clear();
              run(id);
            }, everyMs),
          );
        }
      }
      for (const id of ids) {
        if (automatic.has(id) || isOn(models.reader(id).raw('runWhenPageLoads'))) run(id);
      }
    },
    begin: () => runs.clear(),
    afterChange() {
      for (const [id, query] of automatic) {
        const now = values(query.inputs);
        if (now === query.seen) continue;
        query.seen = now;
        const times = (runs.get(id) ?? 0) + 1;
        runs.set(id, times);
        if (times <= mostRuns) run(id);
        else problem(id, 'Its runs change its own inputs, so that it runs without an end.');
      }
    },
    stop(ids) {
      for (const id of ids) {
        clearInterval(timers.get(id));
        timers.delete(id);
        automatic.delete(id);
        queries.abort(id);
      }
    },
  };
}

/** `watchedParams` narrows the inputs down; an empty list means all. */
function inputsOf(query: Reader, models: Models): readonly Selector[] {
  const watched = query.raw('watchedParams') as readonly string[];
  if (watched.length > 0) return watched.map((selector) => selector.split('.'));
  return panel
    .map((key) => query.raw(key))
    .filter((text) => typeof text === 'string')
    .flatMap(textsIn)
    .flatMap((text) => piecesOf(text))
    .flatMap((piece) => (typeof piece === 'string' ? [] : (piece.code?.selectors ?? [])))
    .filter(([id = '']) => models.has(id));
}

/** Headers and bodies are JSON text that holds a list of key and value; expressions stand inside its strings. */
function textsIn(text: string): readonly string[] {
  if (!text.startsWith('[')) return [text];
  return (JSON.parse(text) as readonly { readonly key: string; readonly value: string }[]).flatMap(({ key, value }) => [
    key,
    value,
  ]);
}
