import type { Plugin, RetoolApp } from '../retool/app.ts';
import { makeEffects, type Effects } from './events.ts';
import { scriptCode } from './expressions/code.ts';
import { globalNames } from './expressions/global-names.ts';
import { widgetKinds, isFrame, kindOf } from './kinds.ts';
import { makeModels } from './models.ts';
import { makePerson } from './person.ts';
import { fetchAnswer, frozen, type Answer, type Fetch } from './queries/answers.ts';
import { resourceOf, type Resource } from './queries/rest-request.ts';
import { makeRunModes } from './queries/run-modes.ts';
import { makeQueries } from './queries/run-queries.ts';
import type { Reader } from './kind.ts';
import { impossible } from './refused.ts';
import type { AppRunProblem, Deed, RunningApp } from './running-app.ts';
import { scriptNames } from './script-names.ts';
import { assertInSubset } from './subset.ts';
import { isHidden } from './visibility.ts';
import { makeWork } from './work.ts';

export interface OpenAppOptions {
  readonly app: RetoolApp;
  readonly fetch: Fetch;
  /** By the `resourceName` of queries. */
  readonly resources?: ReadonlyMap<string, Resource>;
  /** The screen to begin with; the app's first one when undefined. */
  readonly screen?: string;
  /** What a failure leaves of a query's last data: Retool documents neither, so an app must be right with both. Default: cleared. */
  readonly failedData?: 'kept' | 'cleared';
}

/**
 * Opens an app as a browser would: what runs on load has begun when this returns. Throws RETOOL_APP_INVALID, and names it, for what is not of
 * the subset that is run here.
 */
export function openApp(options: OpenAppOptions): RunningApp {
  const { app, resources = new Map<string, Resource>(), failedData = 'cleared' } = options;
  assertInSubset(app);
  const members = app.plugins.filter((plugin) => !isFrame(plugin));
  const plugins = new Map(members.map((plugin) => [plugin.id, plugin]));
  const problems = new Map<string, AppRunProblem>();
  const deeds: Deed[] = [];
  const work = makeWork();
  let screen = options.screen ?? app.rootScreen;

  const problem = (plugin: string, message: string): void => {
    problems.set(`${plugin} ${message}`, { plugin, message });
  };
  const resolve = (name: string): unknown => {
    if (name === 'retoolContext') return { currentPage: screen, pages: pagesOf(app) };
    if (globalNames.has(name)) return globalNames.get(name);
    throw new ReferenceError(`${name} is not known here`);
  };
  const kinds = new Map(members.map((plugin) => [plugin.id, { plugin, kind: kindOf(plugin)! }]));
  const models = makeModels(kinds, resolve, problem);

  let isSettling = false;
  let isChanged = false;
  const change = (changes: () => void): void => {
    changes();
    isChanged = true;
    if (isSettling) return;
    isSettling = true;
    try {
      while (isChanged) {
        isChanged = false;
        modes.afterChange();
      }
    } finally {
      isSettling = false;
    }
  };

  const runCode = async (query: Reader): Promise<Answer> => {
    const rawData = await scriptCode(query.written('query')).run(namesFor(query.plugin.id));
    return { rawData: frozen(rawData ?? null), metadata: null };
  };
  const answer = (query: Reader, signal: AbortSignal): Promise<Answer> =>
    query.plugin.subtype === 'RESTQuery'
      ? fetchAnswer(query, { fetch: options.fetch, resources }, signal)
      : runCode(query);
  const fire = (id: string, event: string): void => effects.fire(id, event);
  const queries = makeQueries({ models, work, answer, change, fire, failedData });
  const modes = makeRunModes(models, queries, problem);
  const namesFor = (id: string): ((name: string) => unknown) =>
    scriptNames(id, { plugins, models, resolve, effects: () => effects, run: queries.run, problem });

  const ofScreen = (which: string | undefined): readonly Plugin[] =>
    members.filter((plugin) => plugin.screen === which);
  const queriesOf = (some: readonly Plugin[]): readonly string[] =>
    some.filter(({ type }) => type === 'datasource').map(({ id }) => id);
  const goTo = (next: string): void => {
    if (!pagesOf(app).some(({ id }) => id === next)) throw impossible('the app', `it has no screen ${next}`);
    modes.stop(queriesOf(ofScreen(screen)));
    screen = next;
    for (const { id } of ofScreen(screen)) models.forget(id);
    modes.start(queriesOf(ofScreen(screen)));
  };
  const effects: Effects = makeEffects({
    plugins,
    models,
    work,
    change,
    run: queries.run,
    scriptNames: namesFor,
    did: (deed) => deeds.push(deed),
    openPage: goTo,
    problem,
  });

  for (const plugin of members) {
    if (plugin.subtype === 'RESTQuery') resourceOf(models.reader(plugin.id), resources);
  }
  const isOpen = ({ screen: its }: Plugin): boolean => its === undefined || its === screen;
  const person = makePerson({ plugins, models, effects, change, isOpen, begin: modes.begin });
  modes.start(queriesOf(ofScreen(undefined)));
  goTo(screen);

  return {
    ...person,
    goTo,
    screen: () => screen,
    widgets: () => members.filter((plugin) => plugin.type === 'widget' && isOpen(plugin)).map(({ id }) => id),
    shown(id) {
      const plugin = person.widget(id);
      if (isHidden(id, plugins, models)) return { hidden: true };
      return { hidden: false, ...widgetKinds[plugin.subtype]!.shown(models.reader(id)) };
    },
    query(id) {
      if (plugins.get(id)?.type !== 'datasource') throw impossible(id, 'it is no query of the app');
      return queries.state(id);
    },
    settled: work.done,
    problems: () => [...problems.values()],
    deeds: () => deeds,
    close: () => modes.stop(queriesOf(members)),
  };
}

const pagesOf = ({ plugins }: RetoolApp): readonly { readonly id: string; readonly title: string }[] =>
  plugins
    .filter(({ subtype }) => subtype === 'Screen')
    .map(({ id, template }) => ({ id, title: typeof template['title'] === 'string' ? template['title'] : '' }));
