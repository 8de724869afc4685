import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoopback, type Loopback } from '../../../test/interpreter/loopback.ts';
import { code, input, on, openSmall, rest, smallApp, widget } from '../../../test/interpreter/small-app.ts';
import { openApp } from '../open-app.ts';
import type { Fetch } from './answers.ts';

let server: Loopback;
beforeEach(async () => {
  server = await startLoopback();
});
afterEach(() => server.close());

const paths = (): readonly string[] => server.received.map(({ path }) => path);

/** Waits until the server was asked so often; a test that waits in vain runs into its time limit. */
async function asked(times: number): Promise<void> {
  while (server.received.length < times) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('an automatic query', () => {
  it('runs on load, and again whenever a value changes that one of its expressions reads', async () => {
    const app = await openSmall([
      input('customer', 'u-1'),
      input('other'),
      rest('q', `${server.url}/rows?userid={{ customer.value }}`),
    ]);
    app.set('other', 'x');
    await app.settled();
    app.set('customer', 'u-2');
    await app.settled();
    expect(paths()).toEqual(['/rows?userid=u-1', '/rows?userid=u-2']);
    expect(app.query('q')).toEqual({
      data: { path: '/rows?userid=u-2' },
      rawData: { path: '/rows?userid=u-2' },
      error: null,
      isFetching: false,
      runs: 2,
    });
  });

  it('watches its headers too, and what disables it', async () => {
    const app = await openSmall([
      input('a', '1'),
      widget('pause', 'SwitchWidget2', { value: true }),
      rest('q', `${server.url}/`, {
        headers: JSON.stringify([{ key: 'x-a', value: '{{ a.value }}' }]),
        queryDisabled: '{{ pause.value }}',
      }),
    ]);
    expect(app.query('q').runs).toBe(0);
    app.set('pause', false);
    await app.settled();
    app.set('a', '2');
    await app.settled();
    expect(server.received.map(({ headers }) => headers['x-a'])).toEqual(['1', '2']);
  });

  it('watches only what watchedParams names, when it names something', async () => {
    const app = await openSmall([
      input('a', '1'),
      input('b', '1'),
      rest('q', `${server.url}/{{ a.value }}/{{ b.value }}`, { watchedParams: ['b.value'] }),
    ]);
    app.set('a', '2');
    await app.settled();
    app.set('b', '2');
    await app.settled();
    expect(paths()).toEqual(['/1/1', '/2/2']);
  });

  it('does not run while it is disabled, keeps its data, and runs when it is enabled again', async () => {
    const app = await openSmall([
      input('customer', 'u-1'),
      rest('q', `${server.url}/{{ customer.value }}`, { queryDisabled: '{{ !customer.value }}' }),
    ]);
    app.set('customer', '');
    await app.settled();
    expect(app.query('q')).toMatchObject({ data: { path: '/u-1' }, runs: 1 });
    app.set('customer', 'u-2');
    await app.settled();
    expect(paths()).toEqual(['/u-1', '/u-2']);
  });

  it('runs after the query whose answer it needs', async () => {
    const app = await openSmall([
      rest('first', `${server.url}/first`),
      rest('second', `${server.url}/second?after={{ first.data.path }}`, { queryDisabled: '{{ !first.data }}' }),
    ]);
    expect(paths()).toEqual(['/first', '/second?after=/first']);
    expect(app.problems()).toEqual([]);
  });

  it('gives up an older run for a newer one, whichever is answered first', async () => {
    await server.close();
    server = await startLoopback(({ path }) => ({ json: { path }, after: path === '/slow' ? 200 : 0 }));
    const app = openApp({ app: smallApp(input('a', 'slow'), rest('q', `${server.url}/{{ a.value }}`)), fetch });
    await asked(1);
    app.set('a', 'fast');
    await app.settled();
    expect(app.query('q')).toMatchObject({ data: { path: '/fast' }, error: null, runs: 2 });
  });

  it('ends the request of a run that it gives up', async () => {
    await server.close();
    server = await startLoopback(({ path }) => ({ json: { path }, after: path === '/1' ? 10_000 : 0 }));
    const signals: AbortSignal[] = [];
    const noting: Fetch = (url, init) => {
      if (init.signal) signals.push(init.signal);
      return fetch(url, init);
    };
    const app = openApp({ app: smallApp(input('a', '1'), rest('q', `${server.url}/{{ a.value }}`)), fetch: noting });
    await asked(1);
    app.set('a', '2');
    await app.settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('runs as often as a person changes something', async () => {
    const app = await openSmall([input('a', '0'), rest('q', `${server.url}/{{ a.value }}`)]);
    for (let n = 1; n <= 150; n++) app.set('a', String(n));
    await app.settled();
    expect(app.query('q')).toMatchObject({ data: { path: '/150' }, runs: 151 });
    expect(app.problems()).toEqual([]);
  });

  it('tells when it runs without an end', async () => {
    const app = await openSmall([rest('q', `${server.url}/{{ q.isFetching }}`)]);
    expect(app.problems()).toEqual([
      { plugin: 'q', message: 'Its runs change its own inputs, so that it runs without an end.' },
    ]);
  });
});

describe('a query that is not automatic', () => {
  it('runs on page load when it says so, and else when it is triggered', async () => {
    const app = await openSmall([
      input('a', '1'),
      rest('onLoad', `${server.url}/load/{{ a.value }}`, { runWhenModelUpdates: false, runWhenPageLoads: true }),
      rest('manual', `${server.url}/manual/{{ a.value }}`, { runWhenModelUpdates: false, type: 'POST' }),
      widget('go', 'ButtonWidget2', { text: 'Go', events: [on('click', 'datasource', 'trigger', 'manual')] }),
    ]);
    app.set('a', '2');
    await app.settled();
    app.click('go');
    await app.settled();
    expect(paths()).toEqual(['/load/1', '/manual/2']);
  });

  it('does nothing when it is triggered while it is disabled', async () => {
    const app = await openSmall([
      rest('manual', `${server.url}/`, { runWhenModelUpdates: false, queryDisabled: '{{ true }}' }),
      widget('go', 'ButtonWidget2', { events: [on('click', 'datasource', 'trigger', 'manual')] }),
    ]);
    app.click('go');
    await app.settled();
    expect(app.query('manual')).toMatchObject({ data: null, runs: 0 });
  });
});

describe('a periodic query', () => {
  it('runs again and again, but not while it is disabled, and never after the app is closed', async () => {
    const app = await openSmall([
      widget('live', 'SwitchWidget2', { value: false }),
      rest('q', `${server.url}/`, {
        runWhenModelUpdates: false,
        queryRefreshTime: '20',
        queryDisabled: '{{ !live.value }}',
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(app.query('q').runs).toBe(0);
    app.set('live', true);
    await asked(3);
    app.close();
    await app.settled();
    const { length } = server.received;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.received.length).toBe(length);
  });

  it('waits for a slow answer instead of asking again', async () => {
    await server.close();
    server = await startLoopback(() => ({ json: {}, after: 100 }));
    const app = openApp({
      app: smallApp(rest('q', `${server.url}/`, { runWhenModelUpdates: false, queryRefreshTime: '10' })),
      fetch,
    });
    await asked(1);
    await app.settled();
    expect(app.query('q')).toMatchObject({ runs: 1, error: null });
    app.close();
  });

  it('triggers what depends on it through its success', async () => {
    const app = await openSmall([
      code('clock', 'return 1;', { queryRefreshTime: '20', events: [on('success', 'datasource', 'trigger', 'q')] }),
      rest('q', `${server.url}/`, { runWhenModelUpdates: false }),
    ]);
    await asked(2);
    app.close();
  });
});
