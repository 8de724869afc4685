import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readContracts } from '../../../src/cli/read-contracts.ts';
import { serve, type Serving } from '../../../src/cli/serve.ts';
import { makeHttpClient } from '../../../src/client/http-client.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openApp } from '../../../src/interpreter/open-app.ts';
import type { RunningApp, Shown } from '../../../src/interpreter/running-app.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { lambdaExplorer } from '../../../src/retool/apps/lambda-explorer/lambda-explorer.ts';
import { resourceLink } from '../../../src/retool/plugins/lambda-query.ts';
import { explorerLambdas } from '../../retool/explorer-lambdas.ts';

const waiting = { timeout: 20_000, interval: 100 };
let folder: string;
let server: Serving;
const explorer = lambdaExplorer({ lambdas: explorerLambdas, tag: 'latest', way: { kind: 'resource' } });
const pages = explorer.plugins.filter(({ type }) => type === 'screen').map(({ id }) => id);
const opened: RunningApp[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-explorer-'));
  await cp(join(import.meta.dirname, '../../retool/project'), folder, { recursive: true });
  const config = loadConfig({ projectFolder: folder, flags: {}, environment: {} });
  server = await serve(config, { observer: silentObserver, ingest: true, lambdas: 'deploy' });
  expect(server.problems).toEqual([]);
  await vi.waitFor(async () => expect(await countOf('commons', 'revenue-per-day')).toBe(12), waiting);
  await vi.waitFor(async () => expect(await countOf('sales.emea', 'visits-per-hour')).toBe(6), waiting);
});

afterAll(async () => {
  for (const app of opened) app.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function countOf(workspace: string, lambda: string): Promise<number> {
  const reply = await fetch(`${server.address}/v1/orgs/self/ws/${workspace}/lambdas/${lambda}/tags/latest/rows`, {
    headers: { authorization: `ApiKey ${server.key}` },
  });
  return ((await reply.json()) as { readonly results: readonly unknown[] }).results.length;
}

/** The explorer at one of its pages, when everything has been read that runs by itself. */
async function open(screen: string, address = server.address): Promise<RunningApp> {
  const resource = { baseUrl: `${address}/v1/orgs/self`, headers: { authorization: `ApiKey ${server.key}` } };
  const app = openApp({
    app: explorer,
    // So that rows of an earlier answer are there to be shown by mistake.
    failedData: 'kept',
    fetch,
    resources: new Map([[resourceLink.name, resource]]),
    screen,
  });
  opened.push(app);
  await app.settled();
  return app;
}

async function set(app: RunningApp, id: string, value: unknown): Promise<void> {
  app.set(id, value);
  await app.settled();
}

const status = (app: RunningApp): string | undefined =>
  app
    .shown(`${app.screen()}Outcome`)
    .text?.replace(/::[0-9a-f]{16}, data age \d+ days$/, '::…')
    .replace(/::[0-9a-f]{16}$/, '::…');
const rows = (app: RunningApp): Shown['rows'] => app.shown(`${app.screen()}Table`).rows;

describe('the lambda explorer over a running server', () => {
  it('is made from what the server tells of the deployed project', async () => {
    const client = makeHttpClient({ address: server.address, key: server.key });
    expect(await readContracts(client, 'latest')).toEqual({ contracts: explorerLambdas, without: [] });
  });

  it('opens every page without a fault: it shows rows, or says what is needed first', async () => {
    const seen: (string | undefined)[] = [];
    for (const page of pages) {
      const app = await open(page);
      seen.push(`${page}: ${status(app)}`);
      expect([page, app.problems()]).toEqual([page, []]);
      expect([page, app.shown(`${page}Error`)]).toEqual([page, { hidden: true }]);
    }
    expect(seen).toEqual([
      'commonsAccountOfNumber: 1 row from commons.account-of-number::…',
      'commonsEveryColumn: 1 row from commons.every-column::…',
      'commonsEveryList: 1 row from commons.every-list::…',
      'commonsExpensiveOrders: 3 rows from commons.expensive-orders::…',
      'commonsFindOrders: 10 rows from commons.find-orders::…',
      'commonsNoOrders: No rows from commons.no-orders::…',
      'commonsOneOrder: Needed first: Order id.',
      'commonsOrderLines: 3 rows from commons.order-lines::…',
      'commonsOrdersBetween: Needed first: Since.',
      'commonsOrdersByStatus: 5 rows from commons.orders-by-status::…',
      'commonsOrdersOfPriority: Needed first: Priority.',
      'commonsOrdersOfSize: Needed first: Least.',
      'commonsOrdersOfStates: 8 rows from commons.orders-of-states::…',
      'commonsOrdersOnDay: 1 row from commons.orders-on-day::…',
      'commonsOrdersWithTags: Needed first: Tags.',
      'commonsPaidOrders: Needed first: Paid.',
      'commonsRemarks: 1 row from commons.remarks::…',
      'commonsRevenuePerDay: 12 rows from commons.revenue-per-day::…',
      'commonsRevenuePerStatus: 3 rows from commons.revenue-per-status::…',
      'salesEmeaVisitsPerHour: 6 rows from sales.emea.visits-per-hour::…',
    ]);
  });

  it.each([
    ['commonsOneOrder', { OrderId: 'o-5' }, ['o-5']],
    ['commonsOrdersByStatus', { Status: 'returned' }, ['o-11', 'o-2', 'o-5', 'o-8']],
    ['commonsOrdersOfPriority', { Priority: '3' }, ['o-11', 'o-2', 'o-5', 'o-8']],
    ['commonsOrdersOfSize', { Least: 9 }, ['o-9', 'o-10']],
    ['commonsOrdersOfSize', { Least: 11, Most: 12 }, ['o-11', 'o-12']],
    ['commonsPaidOrders', { Paid: 'true' }, ['o-10', 'o-12', 'o-2', 'o-4', 'o-6', 'o-8']],
    ['commonsOrdersOnDay', { Day: '2026-10-07' }, ['o-7']],
    ['commonsOrdersBetween', { Since: '2026-10-10T00:00:00Z' }, ['o-10', 'o-11', 'o-12']],
    ['commonsOrdersBetween', { Since: '2026-10-10T00:00:00Z', Until: '2026-10-11T00:00:00.5Z' }, ['o-10']],
    ['commonsOrdersWithTags', { Tags: ['fragile'] }, ['o-1', 'o-10', 'o-4', 'o-7']],
    ['commonsOrdersOfStates', { States: ['returned', 'open'], Priorities: ['3'] }, ['o-11', 'o-2', 'o-5', 'o-8']],
    ['commonsFindOrders', { Name: 'Zoë' }, ['o-11', 'o-2', 'o-5', 'o-8']],
  ] as const)('%s answers %j', async (page, values, expected) => {
    const app = await open(page);
    for (const [name, value] of Object.entries(values)) await set(app, `${page}${name}`, value);
    expect(rows(app)?.map((row) => row['Order id'])).toEqual(expected);
    expect(app.problems()).toEqual([]);
  });

  it('sends lists of every kind, and leaves what is emptied to the lambda', async () => {
    const app = await open('commonsEveryList');
    await set(app, 'commonsEveryListNumbers', ['1', '2']);
    await set(app, 'commonsEveryListAmounts', ['0.5', '-2']);
    await set(app, 'commonsEveryListFlags', ['false', 'true']);
    await set(app, 'commonsEveryListDays', ['2026-01-02']);
    await set(app, 'commonsEveryListTimes', ['2026-01-02T03:04:05Z', '2026-01-02T05:04:05+02:00']);
    const instant = '2026-01-02T03:04:05.000000Z';
    const lists = {
      Numbers: [1, 2],
      Amounts: [0.5, -2],
      Flags: [false, true],
      Days: ['2026-01-02'],
      Times: [instant, instant],
    };
    expect(rows(app)).toEqual([lists]);

    await set(app, 'commonsEveryListAmounts', []);
    await set(app, 'commonsEveryListTimes', []);
    expect(rows(app)).toEqual([{ ...lists, Amounts: [0.5], Times: null }]);
    expect(app.problems()).toEqual([]);
  });

  it('sends a number that JavaScript would round digit by digit', async () => {
    const app = await open('commonsAccountOfNumber');
    expect(app.shown('commonsAccountOfNumberAccount').value).toBe('9007199254740993');
    expect(rows(app)?.[0]?.['Digit']).toBe(3);
    await set(app, 'commonsAccountOfNumberAccount', '9007199254740997');
    expect(rows(app)?.[0]?.['Digit']).toBe(7);
  });

  it('turns pages on the server, until there is none', async () => {
    const app = await open('commonsFindOrders');
    expect(rows(app)).toHaveLength(10);
    app.turnPage('commonsFindOrdersTable', 1);
    await app.settled();
    expect(rows(app)?.map((row) => row['Order id'])).toEqual(['o-8', 'o-9']);
    expect(() => app.turnPage('commonsFindOrdersTable', 2)).toThrow('it has 12 rows only');
    await set(app, 'commonsFindOrdersName', 'Zoë');
    expect(status(app)).toBe('No rows on this page (turn back) from commons.find-orders::…');
    app.turnPage('commonsFindOrdersTable', 0);
    await app.settled();
    expect(rows(app)).toHaveLength(4);
  });

  it('draws numbers over time and per category, and nothing without rows', async () => {
    const perDay = await open('commonsRevenuePerDay');
    const series = perDay.shown('commonsRevenuePerDayChart').series ?? [];
    expect(series.map(({ name, type, x, y }) => [name, type, x.slice(0, 2), y.slice(0, 2)])).toEqual([
      ['Revenue', 'line', ['2026-10-01', '2026-10-02'], [10.25, 20.5]],
      ['Orders', 'line', ['2026-10-01', '2026-10-02'], [1, 1]],
    ]);
    const perStatus = await open('commonsRevenuePerStatus');
    expect(perStatus.shown('commonsRevenuePerStatusChart').series).toEqual([
      { name: 'Revenue', type: 'bar', x: ['open', 'returned', 'shipped'], y: [379.25, 266.5, 153.75] },
    ]);
    const byName = await open('commonsFindOrders');
    await set(byName, 'commonsFindOrdersName', 'nobody');
    expect(byName.shown('commonsFindOrdersChart')).toEqual({ hidden: true });
    expect(byName.shown('commonsFindOrdersTable')).toMatchObject({ rows: [], emptyMessage: 'No rows' });
  });

  it('says why a call failed, shows no rows of an earlier one, and recovers', async () => {
    const app = await open('commonsRemarks');
    await set(app, 'commonsRemarksShort', 'x');
    expect(status(app)).toBe('The call failed.');
    expect(app.shown('commonsRemarksError').text).toBe(
      '**Not available.** Value "x" for parameter "short" (specified type "string") is invalid: it must have at least 2 characters.',
    );
    expect(rows(app)).toEqual([]);
    expect(app.shown('commonsRemarksReply').value).toBe(app.query('commonsRemarksQuery').error);
    await set(app, 'commonsRemarksShort', 'xy');
    expect(app.shown('commonsRemarksError')).toEqual({ hidden: true });
    expect(rows(app)).toEqual([{ Remark: null, Short: 'xy' }]);
  });

  it('calls again at the press of a button, which is of no use while something is missing', async () => {
    const app = await open('commonsOrdersWithTags');
    expect(() => app.click('commonsOrdersWithTagsRun')).toThrow('it is disabled');
    await set(app, 'commonsOrdersWithTagsTags', ['gift']);
    app.click('commonsOrdersWithTagsRun');
    expect(app.shown('commonsOrdersWithTagsRun').loading).toBe(true);
    expect(status(app)).toBe('Loading …');
    await app.settled();
    expect(app.query('commonsOrdersWithTagsQuery').runs).toBe(2);
    expect(rows(app)).toHaveLength(8);
    await set(app, 'commonsOrdersWithTagsTags', []);
    expect([rows(app), status(app)]).toEqual([[], 'Needed first: Tags.']);
  });

  it('says that nobody answers when the server is away', async () => {
    const app = await open('commonsNoOrders', 'http://127.0.0.1:9');
    expect(status(app)).toBe('The call failed.');
    expect(app.shown('commonsNoOrdersError').text).toMatch(/Is Rockpool running, and may Retool reach it\?$/);
  });
});
