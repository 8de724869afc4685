import { describe, expect, it } from 'vitest';
import { openApp } from '../../interpreter/open-app.ts';
import { lambdaQuery, resourceLink, type LambdaQuery } from './lambda-query.ts';
import { screen } from './screen.ts';

const options: LambdaQuery = {
  id: 'rows',
  screen: 'page1',
  way: { kind: 'resource' },
  lambda: { workspace: 'sales.emea', name: 'top-products' },
  tag: 'production',
  arguments: {},
};

/** What is asked for when the page is opened, below the lambda; undefined when nothing is. */
async function asked(more: Partial<LambdaQuery>): Promise<string | undefined> {
  let url: string | undefined;
  const app = openApp({
    app: {
      name: 'a',
      rootScreen: 'page1',
      plugins: [...screen('page1', 'Page', 0), lambdaQuery({ ...options, ...more })],
    },
    fetch: (address) => {
      url = address;
      return Promise.resolve(Response.json({ results: [] }));
    },
    resources: new Map([[resourceLink.name, { baseUrl: 'http://x/v1/orgs/self', headers: {} }]]),
  });
  await app.settled();
  app.close();
  expect(app.problems()).toEqual([]);
  return url?.replace('http://x/v1/orgs/self/ws/sales.emea/lambdas/top-products/tags/production/', '');
}

describe('lambdaQuery', () => {
  it('is a GET that runs by itself, gives up after ten seconds, and leaves failures to the screen', () => {
    expect(lambdaQuery({ ...options, disabledWhile: '!a.value' })).toEqual({
      id: 'rows',
      type: 'datasource',
      subtype: 'RESTQuery',
      template: {
        query: 'ws/sales.emea/lambdas/top-products/tags/production/rows',
        type: 'GET',
        bodyType: 'none',
        body: '',
        headers: '',
        watchedParams: [],
        queryRefreshTime: '',
        queryTimeout: '10000',
        enableTransformer: false,
        transformer: 'return data',
        showSuccessToaster: false,
        showFailureToaster: false,
        queryDisabled: '{{ !a.value }}',
        runWhenModelUpdates: true,
      },
      screen: 'page1',
      resource: { name: resourceLink.name, displayName: 'Rockpool' },
    });
  });

  it.each<[string, LambdaQuery['arguments'], string]>([
    [
      'as text that cannot leave its place',
      { 'a&b': { expression: "'x=1&y #?ü'" } },
      '?a%26b=x%3D1%26y%20%23%3F%C3%BC',
    ],
    ['as nothing when there is none', { a: { expression: 'null' } }, '?a='],
    ['not at all, when it is optional and empty', { a: { expression: "''", form: 'optional' } }, '?'],
    ['when it is optional and not empty, be it zero', { a: { expression: '0', form: 'optional' } }, '?a=0'],
    ['once for each element of a list', { a: { expression: "['x&y', 'z']", form: 'list' } }, '?a=x%26y&a=z'],
    ['not at all, when a list is empty', { a: { expression: 'null', form: 'list' } }, '?'],
  ])('sends an argument %s', async (_, given, query) => {
    expect(await asked({ arguments: given })).toBe(`rows${query}`);
  });

  it('sends further arguments by the names that they have', async () => {
    const furtherArguments = "({ 'a b': 1, c: ['x', 'y'] })";
    expect(await asked({ arguments: { n: { expression: '1' } }, furtherArguments })).toBe('rows?n=1&a%20b=1&c=x&c=y');
  });

  it('asks nothing while it is disabled, nor without a key where one is to be entered', async () => {
    expect(await asked({ disabledWhile: 'true' })).toBeUndefined();
    expect(await asked({ way: { kind: 'no-resource', baseUrl: 'http://x', key: "''" } })).toBeUndefined();
    expect(await asked({ way: { kind: 'no-resource', baseUrl: 'http://x', key: "'k'" } })).toBe('rows');
  });
});
