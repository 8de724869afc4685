import type { QualifiedName } from '../../base/name.ts';
import type { Plugin, ResourceLink } from '../app.ts';
import { stableUuid } from '../codec/stable-id.ts';
import { quoted } from './literal.ts';
import { querySettings } from './query-settings.ts';

/** How an app reaches the lambdas. */
export type Way =
  /** Through the generated resource, whose base URL ends in `/v1/orgs/self`. */
  | { readonly kind: 'resource' }
  /** By absolute addresses. `key` is an expression that gives the API key; a query does not run while it gives none. */
  | { readonly kind: 'no-resource'; readonly baseUrl: string; readonly key?: string };

/** The uuid that the source-control file fixes, so that queries are wired before the resource is made. */
export const resourceLink: ResourceLink = { name: stableUuid('resource rockpool'), displayName: 'Rockpool' };

/** A JavaScript expression without braces: `customer.value`. `optional` is left out while it is empty, a `list` repeats its name. */
export interface ArgumentExpression {
  readonly expression: string;
  readonly form?: 'optional' | 'list';
}

export interface LambdaQuery {
  readonly id: string;
  readonly screen: string;
  readonly way: Way;
  readonly lambda: QualifiedName;
  readonly tag: string;
  /** Per parameter. */
  readonly arguments: Readonly<Record<string, ArgumentExpression>>;
  /** An expression that gives an object: arguments of an open lambda, whose names nobody declared. */
  readonly furtherArguments?: string;
  /** Expression, without braces, under which it does not run: `!customer.value`. */
  readonly disabledWhile?: string;
}

/**
 * Calls a lambda by tag in its GET form, which Retool runs again by itself when an input changes (it does so for GET only). `id.data` is the
 * whole reply: `results`, `data_age_ms`, `query_lambda_path`, …
 */
export function lambdaQuery(options: LambdaQuery): Plugin {
  const { id, screen, way, lambda, tag } = options;
  const path = `ws/${encodeURIComponent(lambda.workspace)}/lambdas/${encodeURIComponent(lambda.name)}/tags/${encodeURIComponent(tag)}/rows`;
  const query = `${path}${queryString(options)}`;
  const key = way.kind === 'resource' ? undefined : way.key;
  return {
    id,
    type: 'datasource',
    subtype: 'RESTQuery',
    template: {
      query: way.kind === 'resource' ? query : `${way.baseUrl}/v1/orgs/self/${query}`,
      type: 'GET',
      bodyType: 'none',
      body: '',
      headers: key === undefined ? '' : authorization(key),
      ...querySettings(withKey(options.disabledWhile, key)),
      runWhenModelUpdates: true,
    },
    screen,
    resource: way.kind === 'resource' ? resourceLink : { name: 'REST-WithoutResource', displayName: null },
  };
}

/** As Retool keeps headers: a list of key and value as JSON text. */
const authorization = (key: string): string => JSON.stringify([{ key: 'Authorization', value: `ApiKey {{ ${key} }}` }]);

/** Nothing is asked before there is a key. */
const withKey = (disabledWhile: string | undefined, key: string | undefined): string | undefined =>
  [...(key === undefined ? [] : [`!${key}`]), ...(disabledWhile === undefined ? [] : [disabledWhile])].join(' || ') ||
  undefined;

function queryString({ arguments: given, furtherArguments }: LambdaQuery): string {
  const parts = Object.entries(given).map(([name, { expression, form }]) => {
    const key = encodeURIComponent(name);
    const text = quoted(`${key}=`);
    if (form === 'list') {
      return `{{ (${expression} ?? []).map((one) => ${text} + encodeURIComponent(one)).join('&') }}`;
    }
    const filled = `${text} + encodeURIComponent(${expression})`;
    if (form === 'optional') return `{{ (${expression} ?? '') === '' ? '' : ${filled} }}`;
    return `${key}={{ encodeURIComponent(${expression} ?? '') }}`;
  });
  if (furtherArguments !== undefined) {
    const filled = "[value].flat().map((one) => encodeURIComponent(name) + '=' + encodeURIComponent(one))";
    parts.push(`{{ Object.entries(${furtherArguments} ?? []).flatMap(([name, value]) => ${filled}).join('&') }}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
