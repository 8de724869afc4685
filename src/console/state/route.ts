/** What the address says: which page, which lambda, with which arguments; so that a view can be linked, reloaded and gone back to. */
export type Route =
  | {
      readonly page: 'lambda';
      readonly lambda?: string;
      readonly version?: string;
      readonly arguments: ReadonlyMap<string, string>;
    }
  | { readonly page: 'sql' };

/** Reads `#/lambda/commons.recommendation?userid=u-17` and `#/sql`; anything else is the first lambda. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  if (path === 'sql') return { page: 'sql' };
  const [, lambda] = /^lambda\/(.+)$/.exec(path) ?? [];
  const search = new URLSearchParams(query);
  const version = search.get('$version');
  search.delete('$version');
  return {
    page: 'lambda',
    arguments: new Map(search),
    ...(lambda === undefined ? {} : { lambda: decodeURIComponent(lambda) }),
    ...(version === null ? {} : { version }),
  };
}

/** The address of a lambda with these arguments; empty ones are left out, and so is the tag that is meant without one. */
export function lambdaHash(lambda: string, texts: ReadonlyMap<string, string>, version?: string): string {
  const search = new URLSearchParams([...texts].filter(([, text]) => text !== ''));
  if (version !== undefined && version !== 'latest') search.set('$version', version);
  const query = search.toString();
  return `#/lambda/${encodeURIComponent(lambda)}${query === '' ? '' : `?${query}`}`;
}
