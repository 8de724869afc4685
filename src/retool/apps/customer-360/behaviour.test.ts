import { describe, expect, it } from 'vitest';
import { customer360Contracts as lambdas } from '../../../../test/retool/customer-360-contracts.ts';
import { openApp } from '../../../interpreter/open-app.ts';
import type { RunningApp } from '../../../interpreter/running-app.ts';
import { customer360 } from './customer-360.ts';
import type { Customer360Way } from './queries.ts';

async function open(way: Customer360Way, customer?: string): Promise<RunningApp> {
  const app = customer360({ lambdas, tag: 'latest', way });
  if (app === undefined) throw new Error('the project has all lambdas');
  const running = openApp({ app, fetch });
  await running.settled();
  if (way.kind === 'no-resource') running.set('apiKey', 'any');
  if (customer !== undefined) running.set('customer', customer);
  await running.settled();
  return running;
}

/** What the person sees, of the widgets that are not hidden. */
const texts = (running: RunningApp): Readonly<Record<string, string>> =>
  Object.fromEntries(
    running.widgets().flatMap((id) => {
      const { hidden, text } = running.shown(id);
      return hidden || text === undefined ? [] : [[id, text]];
    }),
  );

describe('the demo of the customer 360', () => {
  it('invites to choose one of its customers, and shows what everybody wants', async () => {
    const app = await open({ kind: 'demo' });
    expect(app.shown('customer').options).toEqual([
      { value: 'u-17', label: 'Rosa Harris · rosa.harris17@example.com' },
      { value: 'u-3', label: 'Isaac Green · isaac.green3@example.com' },
      { value: 'u-9', label: 'Noah Patel · noah.patel9@example.com' },
    ]);
    expect(texts(app)).toEqual({
      notice: 'Choose a customer to see who they are, what they bought and what they are looking at now.',
      topProductsNowBoxTitle: '#### Top products now',
      answersBoxTitle: '#### Where these answers come from',
    });
    expect(app.shown('topProductsNowTable').rows?.[0]).toEqual({
      Product: 'Corn Tortillas',
      Category: 'Bakery',
      Times: 23,
      Customers: 17,
    });
    expect(app.problems()).toEqual([]);
    app.close();
  });

  it('says while customers are searched, and what to do when nobody is found', async () => {
    const demo = customer360({ lambdas, tag: 'latest', way: { kind: 'demo' } });
    if (demo === undefined) throw new Error('the project has all lambdas');
    const app = openApp({ app: demo, fetch });
    expect(app.shown('customer').loading).toBe(true);
    expect(app.shown('answersTable').rows?.map((row) => row['State'])).toEqual([
      'loading',
      ...Array.from({ length: 6 }, () => 'not asked'),
      'loading',
    ]);
    await app.settled();
    expect(app.shown('customer').loading).toBe(false);
    expect(demo.plugins.find(({ id }) => id === 'customer')?.template['emptyMessage']).toBe(
      'Nobody found. A customer id can be typed in full.',
    );
    app.close();
  });

  it('shows a customer on every part of the screen', async () => {
    const app = await open({ kind: 'demo' }, 'u-17');
    expect(app.shown('profileDetails').rows).toEqual([
      {
        'First name': 'Rosa',
        'Last name': 'Harris',
        'E-mail': 'rosa.harris17@example.com',
        Phone: '(440) 555-0165',
        City: 'Burlington',
        State: 'VT',
        'Customer since': '2026-02-11T23:46:25.000000Z',
        'Customer id': 'u-17',
      },
    ]);
    expect(app.shown('totalSpendFigure')).toMatchObject({ value: 69.68, secondary: 4 });
    expect(app.shown('avgPurchasePriceFigure')).toMatchObject({ value: 17.42 });
    expect(app.shown('recommendationTable').rows?.[0]).toEqual({ Product: 'Salsa', 'Bought along': 42 });
    expect(app.shown('recentActivityTable').rows?.length).toBe(5);
    expect(app.shown('spendBoxTitle').text).toBe('#### Spend over time');
    expect(app.shown('purchaseHistoryTable').rows?.map((row) => row['Amount'])).toEqual([15.76, 13.47, 27.48, 12.97]);
    expect(app.shown('spendChart').series?.map(({ y }) => y)).toEqual([[12.97, 27.48, 13.47, 15.76]]);
    expect(app.shown('dataAge')).toMatchObject({ hidden: false, text: 'Data age: 1.0 s' });
    expect(app.shown('notice').hidden).toBe(true);
    expect(app.shown('problems').hidden).toBe(true);
    expect(app.shown('answersTable').rows?.[1]).toEqual({
      Answer: 'Profile',
      State: 'ok',
      'Lambda and version': 'commons.profile::canned',
      'Data age': '1.0 s',
      'Took, ms': 1,
    });
    expect(app.problems()).toEqual([]);
    app.close();
  });

  it('shows another customer when another is chosen, also one who never bought anything', async () => {
    const app = await open({ kind: 'demo' }, 'u-17');
    app.set('customer', 'u-9');
    await app.settled();
    expect(app.shown('profileDetails').rows?.[0]?.['First name']).toBe('Noah');
    expect(app.shown('totalSpendFigure')).toMatchObject({ value: 0, secondary: 0 });
    expect(app.shown('avgPurchasePriceFigure')).toMatchObject({ value: null });
    expect(app.shown('purchaseHistoryTable')).toMatchObject({
      rows: [],
      emptyMessage: 'The customer has not bought anything yet.',
    });
    expect(app.shown('spendBoxTitle').text).toBe('#### Spend over time · The customer has not bought anything yet.');
    expect(app.shown('spendChart').series?.map(({ x, y }) => ({ x, y }))).toEqual([{ x: [], y: [] }]);
    expect(app.problems()).toEqual([]);
    app.close();
  });

  it("shows nobody's answers under another's name while the other's are on their way", async () => {
    const app = await open({ kind: 'demo' }, 'u-17');
    app.set('customer', 'u-3');
    expect(app.shown('profileDetails').hidden).toBe(true);
    expect(app.shown('purchaseHistoryTable').hidden).toBe(true);
    expect(app.shown('notice')).toMatchObject({ hidden: false, text: 'Loading …' });
    await app.settled();
    expect(app.shown('profileDetails').rows?.[0]?.['First name']).toBe('Isaac');
    expect(app.shown('notice').hidden).toBe(true);
    app.close();
  });

  it('says when there is no such customer, and shows nothing of one', async () => {
    const app = await open({ kind: 'demo' }, 'u-0');
    expect(app.shown('notice').text).toBe(
      '**There is no customer with the id “u-0”.** Check the id, or search by name or e-mail address.',
    );
    expect(app.shown('profileDetails').hidden).toBe(true);
    expect(app.shown('totalSpendFigure').hidden).toBe(true);
    expect(app.shown('dataAge').hidden).toBe(true);
    expect(app.problems()).toEqual([]);
    app.close();
  });
});

describe('the customer 360 while its server is away', () => {
  it('says which answers are missing and why, and keeps the rest of the screen', async () => {
    // Nobody listens on the discard port.
    const app = await open({ kind: 'no-resource', baseUrl: 'http://127.0.0.1:9' }, 'u-17');
    expect(app.shown('problems').text).toMatch(
      /^⚠️ \*\*Not available: Customers, Profile, .*, Top products now\.\*\* .+\. Is Rockpool running, and may Retool reach it\?$/,
    );
    expect(app.shown('notice').hidden).toBe(true);
    expect(app.shown('purchaseHistoryTable')).toMatchObject({ rows: [], emptyMessage: 'Not available at the moment.' });
    expect(['profileBoxTitle', 'spendBoxTitle'].map((id) => app.shown(id).text)).toEqual([
      '#### Profile · Not available at the moment.',
      '#### Spend over time · Not available at the moment.',
    ]);
    expect(app.shown('answersTable').rows?.map((row) => row['State'])).toEqual(
      Array.from({ length: 8 }, () => 'failed'),
    );
    expect(app.problems()).toEqual([]);
    app.close();
  });

  it('forgets the failures of a customer who is no longer chosen', async () => {
    const app = await open({ kind: 'no-resource', baseUrl: 'http://127.0.0.1:9' }, 'u-17');
    app.set('customer', null);
    await app.settled();
    expect(app.shown('problems').text).toMatch(/^⚠️ \*\*Not available: Customers, Top products now\.\*\* /);
    app.close();
  });
});
