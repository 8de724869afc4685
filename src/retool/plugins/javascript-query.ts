import type { Plugin } from '../app.ts';
import { runMode, type LambdaQuery } from './lambda-query.ts';

export interface JavascriptQueryOptions extends Pick<
  LambdaQuery,
  'id' | 'screen' | 'automatic' | 'disabledWhile' | 'effects'
> {
  /** The body of a function; what it returns is `id.data`. It reads widgets and queries by their ids, without braces. */
  readonly code: string;
  /** Runs once when the page has loaded. */
  readonly onLoad?: boolean;
  /** Milliseconds; runs again and again, unless it is disabled. */
  readonly every?: number;
}

/** Code that runs as a query. */
export function javascriptQuery(options: JavascriptQueryOptions): Plugin {
  const { id, screen, code, onLoad = false, every } = options;
  return {
    id,
    type: 'datasource',
    subtype: 'JavascriptQuery',
    template: {
      query: code,
      ...runMode(options),
      runWhenPageLoads: onLoad,
      ...(every === undefined ? {} : { queryRefreshTime: String(every) }),
    },
    ...(screen === undefined ? {} : { screen }),
    resource: { name: 'JavascriptQuery', displayName: null },
  };
}
