import { allContracts } from '../api/all-contracts.ts';
import { basePath } from '../api/contract.ts';
import { RockpoolError } from '../base/error.ts';

const patterns = allContracts.map(({ method, url }) => ({
  method,
  pattern: new RegExp(`^${url.replace(/:[a-z]+/g, '[^/]+').replaceAll('.', '\\.')}/?$`),
}));

/** First words of Rockset's paths that are not answered here, with what to do instead. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^\/ws\/[^/]+\/collections/,
    'Collections and their sources are defined in collections/<name>.yaml and appear when the file is saved.',
  ],
  [/^\/integrations/, 'Integrations are defined in rockpool.yaml.'],
  [/^(\/ws\/[^/]+)?\/aliases/, 'There are no aliases; name the collection itself.'],
  [/^(\/ws\/[^/]+)?\/views/, 'There are no views; write the query as a CTE, or as a lambda.'],
  [/^\/(roles|users)/, 'Access is decided by the scopes of keys: `rockpool keys create`.'],
  [/^\/virtualinstances/, 'There is one instance: this server.'],
];

/** Why nothing answers here: a wrong method, a path of Rockset that does not exist here, or no path at all. */
export function missingPath(method: string, url: string): { readonly error: RockpoolError; readonly allow?: string } {
  const path = url.split('?', 1)[0]!;
  const methods = patterns.filter((one) => one.pattern.test(path)).map((one) => one.method);
  const shown = path.length > 200 ? `${path.slice(0, 199)}…` : path;
  const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
  // Of a path that answers other methods, Rockset also created and deleted; whatever else is only a wrong method.
  const wasKnown = methods.length === 0 || method === 'POST' || method === 'DELETE';
  const hint = below !== undefined && wasKnown ? hints.find(([pattern]) => pattern.test(below))?.[1] : undefined;
  if (below !== undefined && (hint !== undefined || methods.length === 0)) {
    const details = hint === undefined ? {} : { hint };
    return {
      error: new RockpoolError('NOT_IMPLEMENTED', `${method} ${shown} is not implemented by Rockpool.`, details),
    };
  }
  if (methods.length > 0) {
    const allow = [...new Set(methods)].join(', ');
    return {
      error: new RockpoolError('METHOD_NOT_ALLOWED', `${shown} does not take ${method}; it takes ${allow}.`),
      allow,
    };
  }
  if (path.startsWith('/v1/'))
    return { error: new RockpoolError('NOT_IMPLEMENTED', `${method} ${shown} is not implemented by Rockpool.`) };
  return { error: new RockpoolError('ROUTE_NOT_FOUND', `There is nothing at ${shown}.`) };
}
