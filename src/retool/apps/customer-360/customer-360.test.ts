import { describe, expect, it } from 'vitest';
import { customer360Contracts as lambdas } from '../../../../test/retool/customer-360-contracts.ts';
import type { Plugin, RetoolApp } from '../../app.ts';
import { findAppProblems } from '../../check/find-app-problems.ts';
import { decodeApp } from '../../codec/decode-app.ts';
import { encodeApp } from '../../codec/encode-app.ts';
import { customer360 } from './customer-360.ts';
import type { Customer360Way } from './queries.ts';

const ways: readonly Customer360Way[] = [
  { kind: 'resource' },
  { kind: 'no-resource', baseUrl: 'http://localhost:8787' },
  { kind: 'demo' },
];

function appOf(way: Customer360Way): RetoolApp {
  const app = customer360({ lambdas, tag: 'latest', way });
  if (app === undefined) throw new Error('the project has all lambdas');
  return app;
}

const idsOf = ({ plugins }: RetoolApp, type: Plugin['type']): readonly string[] =>
  plugins.filter((plugin) => plugin.type === type).map(({ id }) => id);

const queryOf = (app: RetoolApp, id: string): Plugin['template'] =>
  app.plugins.find((plugin) => plugin.id === id)?.template ?? {};

/** The member that identifies a row of a table. */
const keyOf = ({ _columnKey: keys, _primaryKeyColumnId: id }: Plugin['template']): unknown =>
  (keys as Readonly<Record<string, string>>)[id as string];

const answers = [
  'searchCustomers',
  'profile',
  'totalSpend',
  'avgPurchasePrice',
  'recommendation',
  'recentActivity',
  'purchaseHistory',
  'topProductsNow',
];

describe('the customer 360', () => {
  it.each(ways)('passes every gate ($kind)', (way) => {
    expect(findAppProblems(appOf(way))).toEqual([]);
  });

  it.each(ways)('has the same queries and widgets, however it reaches the lambdas ($kind)', (way) => {
    const app = appOf(way);
    expect(idsOf(app, 'datasource')).toEqual([...answers, 'liveClock']);
    expect(idsOf(app, 'widget')).toEqual([
      ...(way.kind === 'no-resource' ? ['apiKey'] : []),
      ...['customer', 'live', 'dataAge', 'notice', 'problems'],
      ...['profileBox', 'profileBoxTitle', 'profileDetails', 'totalSpendFigure', 'avgPurchasePriceFigure'],
      ...['spendBox', 'spendBoxTitle', 'spendChart'],
      ...['recommendationBox', 'recommendationBoxTitle', 'recommendationTable'],
      ...['recentActivityBox', 'recentActivityBoxTitle', 'recentActivityTable'],
      ...['purchaseHistoryBox', 'purchaseHistoryBoxTitle', 'purchaseHistoryTable'],
      ...['topProductsNowBox', 'topProductsNowBoxTitle', 'topProductsNowTable'],
      ...['answersBox', 'answersBoxTitle', 'answersTable'],
    ]);
  });

  it('lets every table with answers be downloaded and refreshed, and tells purchases apart by their ids', () => {
    const tables = appOf({ kind: 'resource' }).plugins.filter(({ subtype }) => subtype === 'TableWidget2');
    expect(tables.map(({ id, template }) => [id, template['_showToolbar'], keyOf(template)])).toEqual([
      ['recommendationTable', true, 'product_name'],
      ['recentActivityTable', true, 'event_time'],
      ['purchaseHistoryTable', true, 'purchase_id'],
      ['topProductsNowTable', true, 'product_name'],
      ['answersTable', false, 'answer'],
    ]);
  });

  it('is written and read again as it is', () => {
    const app = appOf({ kind: 'resource' });
    expect(decodeApp(encodeApp(app), app.name).plugins).toEqual(app.plugins);
  });

  it('asks by tag through the resource, again by itself when another customer is chosen, and not while nobody is', () => {
    const app = customer360({ lambdas, tag: 'production', way: { kind: 'resource' } });
    expect(app?.plugins.find(({ id }) => id === 'profile')).toMatchObject({
      subtype: 'RESTQuery',
      resource: { displayName: 'Rockpool' },
      template: {
        query: "ws/commons/lambdas/profile/tags/production/rows?userid={{ encodeURIComponent(customer.value ?? '') }}",
        type: 'GET',
        runWhenModelUpdates: true,
        queryDisabled: '{{ !customer.value }}',
      },
    });
  });

  it('asks by absolute addresses without a resource, with the key that is entered', () => {
    const app = appOf({ kind: 'no-resource', baseUrl: 'http://localhost:8787' });
    expect(queryOf(app, 'topProductsNow')).toMatchObject({
      query: 'http://localhost:8787/v1/orgs/self/ws/commons/lambdas/top_products_now/tags/latest/rows',
      headers: '[{"key":"Authorization","value":"ApiKey {{ apiKey.value }}"}]',
      queryDisabled: '{{ !apiKey.value }}',
    });
    expect(queryOf(app, 'profile')['queryDisabled']).toBe('{{ !apiKey.value || !customer.value }}');
  });

  it('asks again every second while it is live', () => {
    const { queryRefreshTime, queryDisabled, events } = queryOf(appOf({ kind: 'resource' }), 'liveClock');
    expect({ queryRefreshTime, queryDisabled }).toEqual({
      queryRefreshTime: '1000',
      queryDisabled: '{{ !live.value }}',
    });
    expect(events).toMatchObject(
      answers.slice(1).map((pluginId) => ({ event: 'success', type: 'datasource', method: 'trigger', pluginId })),
    );
  });

  it.each(lambdas)('is not made for a project without $name', ({ name }) => {
    const others = lambdas.filter((lambda) => lambda.name !== name);
    expect(customer360({ lambdas: others, tag: 'latest', way: { kind: 'resource' } })).toBeUndefined();
  });

  it.each([
    ['has not the column that is shown', { columns: [{ name: 'sum', type: { kind: 'double' } }] }],
    ['has not the parameter that is given', { parameters: [] }],
    [
      'wants an argument that nobody gives',
      {
        parameters: [
          { name: 'userid', type: 'string' },
          { name: 'currency', type: 'string' },
        ],
      },
    ],
    ['is known only when it is called', { columns: undefined }],
    ['is in another workspace', { workspace: 'sales' }],
  ] as const)('is not made when a lambda %s', (_, change) => {
    const changed = lambdas.map((lambda) => (lambda.name === 'total_spend' ? { ...lambda, ...change } : lambda));
    expect(customer360({ lambdas: changed, tag: 'latest', way: { kind: 'resource' } })).toBeUndefined();
  });
});
