import type { Plugin } from '../app.ts';
import { events, type Effect } from './event.ts';
import { querySettings } from './query-settings.ts';

export interface JavascriptQueryOptions {
  readonly id: string;
  readonly screen: string;
  /** The body of a function; what it returns is `id.data`. It reads widgets and queries by their ids, without braces. */
  readonly code: string;
  /** When it runs besides being triggered: once when the page has loaded, or again and again. */
  readonly runs: 'onLoad' | { readonly everyMs: number };
  /** Expression, without braces, under which it does not run. */
  readonly disabledWhile?: string;
  readonly effects?: readonly Effect[];
}

/** Code that runs as a query. */
export function javascriptQuery(options: JavascriptQueryOptions): Plugin {
  const { id, screen, code, runs, disabledWhile, effects = [] } = options;
  return {
    id,
    type: 'datasource',
    subtype: 'JavascriptQuery',
    template: {
      query: code,
      ...querySettings(disabledWhile),
      runWhenModelUpdates: false,
      ...(runs === 'onLoad'
        ? { runWhenPageLoads: true }
        : { runWhenPageLoads: false, queryRefreshTime: String(runs.everyMs) }),
      ...(effects.length === 0 ? {} : { events: events(id, effects) }),
    },
    screen,
    resource: { name: 'JavascriptQuery', displayName: null },
  };
}
