import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoopback, type Loopback } from '../../../test/interpreter/loopback.ts';
import {
  code,
  input,
  openSmall,
  rest,
  smallApp,
  text,
  variable,
  widget,
  on,
} from '../../../test/interpreter/small-app.ts';
import { openApp } from '../open-app.ts';

let server: Loopback;
beforeEach(async () => {
  server = await startLoopback(({ path }) => {
    if (path === '/bad') return { status: 400, json: { message: 'Give a userid.', hint: 'As ?userid=…' } };
    if (path === '/worse') return { status: 503, json: null };
    if (path === '/late') return { json: {}, after: 100 };
    if (path === '/slow') return { json: {}, after: 10_000 };
    return { json: { results: [{ n: 2 }, { n: 1 }] } };
  });
});
afterEach(() => server.close());

describe('a query', () => {
  it('is fetching until it is answered, and has nothing before', async () => {
    const app = openApp({ app: smallApp(rest('q', `${server.url}/`)), fetch });
    expect(app.query('q')).toEqual({ data: null, rawData: null, error: null, isFetching: true, runs: 1 });
    await app.settled();
    expect(app.query('q')).toMatchObject({ data: { results: [{ n: 2 }, { n: 1 }] }, isFetching: false });
  });

  it('gives what its transformer makes of the answer, and keeps the answer as it came', async () => {
    const app = await openSmall([
      rest('q', `${server.url}/`, { enableTransformer: true, transformer: 'return data.results.map((row) => row.n)' }),
      rest('off', `${server.url}/`, { enableTransformer: false, transformer: 'return 1' }),
    ]);
    expect(app.query('q')).toMatchObject({ data: [2, 1], rawData: { results: [{ n: 2 }, { n: 1 }] } });
    expect(app.query('off')).toMatchObject({ data: { results: [{ n: 2 }, { n: 1 }] } });
  });

  it('tells the status of its answer', async () => {
    const app = await openSmall([rest('q', `${server.url}/`), text('status', 'is {{ q.metadata.status }}')]);
    expect(app.shown('status').text).toBe('is 200');
  });

  it('cannot have its answer changed by who reads it', async () => {
    const app = await openSmall([
      rest('q', `${server.url}/`),
      text('sorted', '{{ q.data.results.sort((a, b) => a.n - b.n)[0].n }}'),
    ]);
    expect(app.shown('sorted').text).toBe('');
    expect(app.problems()[0]?.message).toContain('Cannot assign to read only property');
  });
});

describe('a failure', () => {
  it.each([
    ['/bad', 'Give a userid.'],
    ['/worse', '503 Service Unavailable'],
  ])('of %s has the message %s', async (path, error) => {
    const app = await openSmall([rest('q', `${server.url}${path}`)]);
    expect(app.query('q')).toEqual({ data: null, rawData: null, error, isFetching: false, runs: 1 });
  });

  it('is a server that is not there', async () => {
    const gone = await startLoopback();
    await gone.close();
    const app = await openSmall([rest('q', gone.url)]);
    expect(app.query('q').error).toBe(`fetch failed: connect ECONNREFUSED ${gone.url.slice('http://'.length)}`);
  });

  it('is an address that is none', async () => {
    const app = await openSmall([rest('q', 'rows')]);
    expect(app.query('q').error).toBe('Invalid URL');
  });

  it('is an answer that does not come in time', async () => {
    const app = await openSmall([rest('q', `${server.url}/slow`, { queryTimeout: '30' })]);
    expect(app.query('q').error).toBe('No answer within 30 ms');
  });

  it('is code or a transformer that throws', async () => {
    const app = await openSmall([
      code('broken', 'throw new Error("out of " + 3)', { runWhenPageLoads: true }),
      rest('q', `${server.url}/`, { enableTransformer: true, transformer: 'return data.rows.length' }),
    ]);
    expect(app.query('broken').error).toBe('out of 3');
    expect(app.query('q').error).toBe("Cannot read properties of undefined (reading 'length')");
  });

  it.each([
    ['cleared', null],
    ['kept', { results: [{ n: 2 }, { n: 1 }] }],
  ] as const)('leaves the data before it %s, as the app is opened', async (failedData, data) => {
    const app = await openSmall([input('path', 'good'), rest('q', `${server.url}/{{ path.value }}`)], { failedData });
    app.set('path', 'bad');
    await app.settled();
    expect(app.query('q')).toMatchObject({ data, error: 'Give a userid.' });
    app.set('path', 'good');
    await app.settled();
    expect(app.query('q')).toMatchObject({ data: { results: [{ n: 2 }, { n: 1 }] }, error: null });
  });
});

describe('code', () => {
  it('waits for the queries that it triggers, and returns data', async () => {
    const app = await openSmall([
      rest('q', `${server.url}/`, { runWhenModelUpdates: false }),
      code('all', 'const { results } = await q.trigger(); return results.length;'),
      widget('go', 'ButtonWidget2', { events: [on('click', 'datasource', 'trigger', 'all')] }),
    ]);
    app.click('go');
    await app.settled();
    expect(app.query('all')).toMatchObject({ data: 2, error: null });
    expect(app.problems()).toEqual([]);
  });

  it('that is overtaken by a newer run of itself says nothing any more', async () => {
    const app = await openSmall([
      variable('path', '"/late"'),
      rest('q', `${server.url}{{ path.value }}`, { runWhenModelUpdates: false }),
      rest('quick', `${server.url}/`, { runWhenModelUpdates: false }),
      code('both', "const first = path.value === '/late'; await (first ? q : quick).trigger(); return first;"),
      widget('go', 'ButtonWidget2', { events: [on('click', 'datasource', 'trigger', 'both')] }),
      widget('other', 'ButtonWidget2', { events: [on('click', 'state', 'setValue', 'path', { value: '/other' })] }),
    ]);
    app.click('go');
    while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    app.click('other');
    app.click('go');
    await app.settled();
    expect(app.query('both')).toMatchObject({ data: false, runs: 2 });
  });

  it('that returns nothing gives null', async () => {
    const app = await openSmall([code('none', 'const a = 1;', { runWhenPageLoads: true })]);
    expect(app.query('none')).toMatchObject({ data: null, error: null });
  });

  it('can catch the failure of a query', async () => {
    const app = await openSmall([
      rest('q', `${server.url}/bad`, { runWhenModelUpdates: false }),
      code('tried', 'try { await q.trigger(); } catch (error) { return error.message; }', { runWhenPageLoads: true }),
    ]);
    expect(app.query('tried').data).toBe('Give a userid.');
  });

  it('is told apart from Retool when it reads what it has changed itself', async () => {
    const app = await openSmall([
      rest('q', `${server.url}/`, { runWhenModelUpdates: false }),
      code('stale', 'await q.trigger(); return q.data;', { runWhenPageLoads: true }),
    ]);
    expect(app.problems()).toEqual([
      { plugin: 'stale', message: 'The script reads q.data after it changed q; Retool gives what was there before.' },
    ]);
  });
});

it('gives up what runs when the app is closed', async () => {
  const app = openApp({ app: smallApp(rest('q', `${server.url}/slow`)), fetch });
  app.close();
  await app.settled();
  expect(app.query('q')).toMatchObject({ data: null, error: null });
});
