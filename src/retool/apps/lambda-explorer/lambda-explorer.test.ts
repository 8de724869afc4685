import { describe, expect, it } from 'vitest';
import { explorerLambdas } from '../../../../test/retool/explorer-lambdas.ts';
import { findShapeProblems } from '../../../../test/retool/shape.ts';
import type { LambdaContract } from '../../../api/lambda-contract.ts';
import { openApp } from '../../../interpreter/open-app.ts';
import type { Plugin, RetoolApp } from '../../app.ts';
import { checkAgainstLambdas } from '../../check/check-against-lambdas.ts';
import { findAppProblems } from '../../check/find-app-problems.ts';
import { decodeApp } from '../../codec/decode-app.ts';
import { encodeApp } from '../../codec/encode-app.ts';
import { lambdaExplorer } from './lambda-explorer.ts';

const explorer = (lambdas: readonly LambdaContract[], baseUrl = 'http://localhost:1'): RetoolApp =>
  lambdaExplorer({ lambdas, tag: 'latest', way: { kind: 'no-resource', baseUrl } });
const lambda = (name: string, rest: Partial<LambdaContract> = {}): LambdaContract => ({
  workspace: 'commons',
  name,
  version: '0123456789abcdef',
  parameters: [],
  open: false,
  ...rest,
});
const plugin = ({ plugins }: RetoolApp, id: string): Plugin | undefined => plugins.find((one) => one.id === id);

describe('the lambda explorer', () => {
  it('keeps what apps keep, for twenty lambdas of every kind, and is the same again', () => {
    const app = lambdaExplorer({ lambdas: explorerLambdas, tag: 'latest', way: { kind: 'resource' } });
    expect(findAppProblems(app)).toEqual([]);
    expect(findShapeProblems(encodeApp(app))).toEqual([]);
    expect(checkAgainstLambdas(decodeApp(encodeApp(app), app.name), explorerLambdas, 'latest')).toEqual([]);
    expect(lambdaExplorer({ lambdas: explorerLambdas, tag: 'latest', way: { kind: 'resource' } })).toEqual(app);
  });

  it('has a page for every lambda, titled for people, with links to the others', () => {
    const app = explorer(explorerLambdas);
    const pages = app.plugins
      .filter(({ type }) => type === 'screen')
      .map(({ id, template }) => [id, template['title'], template['_order']]);
    expect(pages).toHaveLength(20);
    expect(pages.slice(17)).toEqual([
      ['commonsRevenuePerDay', 'Revenue per day', 17],
      ['commonsRevenuePerStatus', 'Revenue per status', 18],
      ['salesEmeaVisitsPerHour', 'Visits per hour (sales.emea)', 19],
    ]);
    expect(app.rootScreen).toBe('commonsAccountOfNumber');
    expect(app.plugins.filter(({ subtype }) => subtype === 'NavigationWidget2')).toHaveLength(20);
    expect(plugin(app, 'commonsAccountOfNumberPages')?.template['events']).toMatchObject([
      { event: 'click', type: 'util', method: 'openPage', params: { pageName: '{{ item.id }}' } },
    ]);
    expect(plugin(explorer([lambda('alone')]), 'commonsAlonePages')).toBeUndefined();
  });

  it('says that there is nothing to explore', () => {
    const app = explorer([]);
    expect(findAppProblems(app)).toEqual([]);
    expect(plugin(app, 'nothing')?.template['value']).toBe('No lambda is deployed with the tag latest.');
  });

  it('pages on the server only when a lambda takes both a limit and an offset', () => {
    const limit = { name: 'limit', type: 'int', default: '5', constraints: { maximum: 50 } } as const;
    const paged = explorer([lambda('paged', { parameters: [limit, { name: 'offset', type: 'int', default: '0' }] })]);
    expect(plugin(paged, 'commonsPagedLimit')).toBeUndefined();
    expect(plugin(paged, 'commonsPagedTable')?.template['_serverPaginated']).toBe(true);
    expect(plugin(paged, 'commonsPagedQuery')?.template['query']).toBe(
      "http://localhost:1/v1/orgs/self/ws/commons/lambdas/paged/tags/latest/rows?limit={{ encodeURIComponent(Math.min((commonsPagedTable.pagination?.pageSize ?? 20), 50) ?? '') }}&offset={{ encodeURIComponent((commonsPagedTable.pagination?.offset ?? 0) ?? '') }}",
    );

    const texts = [{ ...limit, type: 'string' } as const, { name: 'offset', type: 'string', default: '' } as const];
    const named = explorer([lambda('named', { parameters: texts })]);
    expect(plugin(named, 'commonsNamedTable')?.template['_serverPaginated']).toBeUndefined();

    const limited = explorer([lambda('limited', { parameters: [limit] })]);
    expect(plugin(limited, 'commonsLimitedLimit')?.subtype).toBe('NumberInputWidget');
    expect(plugin(limited, 'commonsLimitedTable')?.template['_serverPaginated']).toBeUndefined();
  });

  it('shows whatever columns come when none are known, and no chart', () => {
    const app = explorer([lambda('unknown')]);
    const { _dynamicColumnsEnabled: dynamic, _columnIds: ids } = plugin(app, 'commonsUnknownTable')?.template ?? {};
    expect([dynamic, ids]).toEqual([true, undefined]);
    expect(plugin(app, 'commonsUnknownChart')).toBeUndefined();
  });

  it('draws lines over time and bars per category, with their columns at the axes', () => {
    const amount = { name: 'total_amount', type: { kind: 'double' } } as const;
    const drawn = (name: string, kind: 'date' | 'varchar'): Plugin['template'] | undefined => {
      const columns = [{ name: 'x_1', type: { kind } }, amount];
      return plugin(explorer([lambda(name, { columns })]), `commons${name}Chart`)?.template;
    };
    const titles = { xAxisTitle: 'X 1', yAxisTitle: 'Total amount', _seriesName: { 0: 'Total amount' } };
    expect(drawn('Day', 'date')).toMatchObject({ ...titles, chartType: 'line', xAxisScale: 'date' });
    expect(drawn('City', 'varchar')).toMatchObject({ ...titles, chartType: 'bar', xAxisScale: 'category' });
  });

  it('draws no bars while a category has several, which would cover each other, nor one bar alone', async () => {
    const columns = [
      { name: 'city', type: { kind: 'varchar' } },
      { name: 'spent', type: { kind: 'double' } },
    ] as const;
    const isDrawn = async (...cities: readonly string[]): Promise<boolean> => {
      const results = cities.map((city) => ({ city, spent: 1 }));
      const app = openApp({
        app: explorer([lambda('by_city', { columns })]),
        fetch: () => Promise.resolve(Response.json({ results, query_lambda_path: 'commons.by_city::1' })),
      });
      await app.settled();
      app.close();
      return !app.shown('commonsByCityChart').hidden;
    };
    expect(await isDrawn('Boise', 'Dallas')).toBe(true);
    expect(await isDrawn('Boise', 'Dallas', 'Boise')).toBe(false);
    expect(await isDrawn('Boise')).toBe(false);
    expect(await isDrawn()).toBe(false);
  });

  it('says of a table without rows that there are none only when that was the answer', async () => {
    const parameters = [{ name: 'city', type: 'string' }] as const;
    const columns = [{ name: 'n', type: { kind: 'bigint' } }] as const;
    let answer = Response.json({ results: [], query_lambda_path: 'commons.of_city::1', data_age_ms: 1200 });
    const app = openApp({
      app: explorer([lambda('of_city', { parameters, columns })]),
      fetch: () => Promise.resolve(answer),
    });
    const said = (): unknown => [app.shown('commonsOfCityTable'), app.shown('commonsOfCityOutcome').text];
    const hasReply = (): unknown => ['ReplyTitle', 'Reply'].map((part) => !app.shown(`commonsOfCity${part}`).hidden);
    const nothing = { hidden: false, rows: [], emptyMessage: 'Nothing to show.' };
    await app.settled();
    expect(said()).toEqual([nothing, 'Needed first: City.']);
    expect(hasReply()).toEqual([false, false]);
    app.set('commonsOfCityCity', 'Dallas');
    expect(said()).toEqual([{ hidden: false, rows: [], emptyMessage: 'Loading …' }, 'Loading …']);
    await app.settled();
    expect(said()).toEqual([
      { hidden: false, rows: [], emptyMessage: 'No rows' },
      'No rows from commons.of_city::1, data age 1.2 s',
    ]);
    answer = Response.json({ message: 'Too busy.' }, { status: 503 });
    app.set('commonsOfCityCity', 'Boise');
    await app.settled();
    expect(said()).toEqual([nothing, 'The call failed.']);
    expect(hasReply()).toEqual([true, true]);
    app.set('commonsOfCityCity', '');
    await app.settled();
    expect(hasReply()).toEqual([false, false]);
    expect(app.problems()).toEqual([]);
    app.close();
  });

  it('labels columns for people, unless two would read the same, and shows lists and objects', () => {
    const text = { kind: 'varchar' } as const;
    const columns = ['user_id', 'user id', 'city', '{{ x }}'].map((name) => ({ name, type: text }));
    const list = { name: 'tags', type: { kind: 'list', element: text } } as const;
    const object = { name: 'place', type: { kind: 'struct', fields: [{ name: 'a', type: text }] } } as const;
    const app = explorer([lambda('wide', { columns: [...columns, list, object] })]);
    const {
      _columnIds: ids,
      _columnLabel: labels,
      _columnKey: keys,
      _columnFormat: formats,
    } = plugin(app, 'commonsWideTable')!.template;
    const all = (ids as string[]).map((id) =>
      [keys, labels, formats].map((map) => (map as Record<string, string>)[id]),
    );
    expect(all).toEqual([
      ['user_id', 'user_id', 'string'],
      ['user id', 'user id', 'string'],
      ['city', 'City', 'string'],
      ['{{ "\\u007b\\u007b x \\u007d\\u007d" }}', 'X', 'string'],
      ['tags', 'Tags', 'tags'],
      ['place', 'Place', 'json'],
    ]);
  });

  it('labels parameters that would read the same by their names', () => {
    const parameters = ['user_id', 'user-id', 'city'].map((name) => ({ name, type: 'string' }) as const);
    const app = explorer([lambda('twins', { parameters })]);
    const ids = ['commonsTwinsUserId', 'commonsTwinsUserId2', 'commonsTwinsCity'];
    expect(ids.map((id) => plugin(app, id)?.template['label'])).toEqual(['user_id', 'user-id', 'City']);
  });

  it('sends further arguments of an open lambda by their names, and none while they are no JSON', async () => {
    const urls: string[] = [];
    const app = openApp({
      app: explorer([lambda('old', { open: true, parameters: [{ name: 'n', type: 'int', default: '1' }] })]),
      fetch: (url) => {
        urls.push(url.split('?')[1] ?? '');
        return Promise.resolve(Response.json({ results: [], query_lambda_path: 'commons.old::1' }));
      },
    });
    await app.settled();
    app.set('commonsOldFurther', '{"user id": "ü&1", "tags": ["a", "b"]');
    await app.settled();
    expect(app.shown('commonsOldRun').disabled).toBe(true);
    expect(app.shown('commonsOldOutcome').text).toBe('Needed first: Further arguments as a JSON object.');
    app.set('commonsOldFurther', '{"user id": "ü&1", "tags": ["a", "b"]}');
    await app.settled();
    app.close();
    expect(urls).toEqual(['n=1&', 'n=1&user%20id=%C3%BC%261&tags=a&tags=b']);
    expect(app.shown('commonsOldOutcome').text).toBe('No rows from commons.old::1');
    expect(app.problems()).toEqual([]);
  });
});
