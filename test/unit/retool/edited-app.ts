import type { LambdaContract } from '../../../src/api/lambda-contract.ts';
import type { Json } from '../../../src/base/json.ts';
import type { Plugin, RetoolApp } from '../../../src/retool/app.ts';
import { checkAgainstLambdas } from '../../../src/retool/check/check-against-lambdas.ts';
import { screen } from '../../../src/retool/plugins/screen.ts';

const contracts: readonly LambdaContract[] = [
  {
    workspace: 'commons',
    name: 'purchases',
    version: 'v1',
    parameters: [
      { name: 'userid', type: 'string' },
      { name: 'since', type: 'date', constraints: { nullable: true } },
      { name: 'limit', type: 'int', default: '10' },
      { name: 'tags', type: 'string[]', default: '[]' },
    ],
    open: false,
    columns: ['day', 'price', 'product', 'toString'].map((name) => ({ name, type: { kind: 'varchar' } })),
  },
  {
    workspace: 'commons',
    name: 'totals',
    version: 'v2',
    parameters: [],
    open: false,
    columns: [{ name: 'sum', type: { kind: 'double' } }],
  },
  { workspace: 'shop.eu', name: 'anything', version: 'v3', parameters: [], open: true },
];

export const rest = (query: string, template: Record<string, Json> = {}, id = 'purchases'): Plugin => ({
  id,
  type: 'datasource',
  subtype: 'RESTQuery',
  template: { query, type: 'GET', ...template },
  screen: 'page1',
  resource: { name: 'uuid', displayName: null },
});
export const path = 'ws/commons/lambdas/purchases/tags/latest';
export const post = (body: string, bodyType = 'raw'): Plugin => rest(path, { type: 'POST', bodyType, body });
export const code = (query: string): Plugin => ({
  id: 'script',
  type: 'datasource',
  subtype: 'JavascriptQuery',
  template: { query },
  screen: 'page1',
});

const app = (...plugins: readonly Plugin[]): RetoolApp => ({
  name: 'edited',
  rootScreen: 'page1',
  plugins: [...screen('page1', 'Page', 0), ...plugins],
});

export const check = (...plugins: readonly Plugin[]): readonly string[] =>
  checkAgainstLambdas(app(...plugins), contracts, 'latest').map(({ plugin, message }) => `${plugin}: ${message}`);
