import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLoopback, type Loopback } from '../../../test/interpreter/loopback.ts';
import { code, input, openSmall, rest, smallApp, widget, on } from '../../../test/interpreter/small-app.ts';
import type { Template } from '../../retool/app.ts';
import { openApp } from '../open-app.ts';

let server: Loopback;
beforeEach(async () => {
  server = await startLoopback();
});
afterEach(() => server.close());

const resource = { name: '11111111-2222-4333-8444-555555555555', displayName: 'Rockpool' };

it.each(['rows?a={{ a.value }}', '/rows?a={{ a.value }}'])(
  'appends %s to the base URL of its resource',
  async (query) => {
    const headers = { authorization: 'Bearer key', 'x-one': 'resource' };
    const own = {
      headers: JSON.stringify([
        { key: 'x-one', value: 'query' },
        { key: '', value: '' },
      ]),
    };
    await openSmall([input('a', 'b c'), { ...rest('q', query, own), resource }], {
      resources: new Map([[resource.name, { baseUrl: `${server.url}/v1/orgs/self/`, headers }]]),
    });
    expect(server.received).toMatchObject([
      {
        method: 'GET',
        path: '/v1/orgs/self/rows?a=b%20c',
        headers: { authorization: 'Bearer key', 'x-one': 'query' },
        body: '',
      },
    ]);
  },
);

it('refuses to open an app whose resource is not given', () => {
  expect(() => openApp({ app: smallApp({ ...rest('q', 'rows'), resource }), fetch })).toThrow(
    `q cannot be run here: its resource ${resource.name} was not given.`,
  );
});

async function posted(template: Template): Promise<{ readonly type: unknown; readonly body: string }> {
  const app = await openSmall([
    input('a', 'x "y"'),
    code('list', 'return [1, { two: 2 }]', { runWhenPageLoads: true }),
    rest('q', `${server.url}/`, { runWhenModelUpdates: false, type: 'POST', ...template }),
    widget('go', 'ButtonWidget2', { events: [on('click', 'datasource', 'trigger', 'q')] }),
  ]);
  app.click('go');
  await app.settled();
  expect(app.problems()).toEqual([]);
  const { headers, body } = server.received[0]!;
  return { type: headers['content-type'], body };
}

it('sends a raw body as its text gives it', async () => {
  const headers = JSON.stringify([{ key: 'Content-Type', value: 'application/json' }]);
  const body = '{"a": {{ JSON.stringify(a.value) }}}';
  expect(await posted({ bodyType: 'raw', body, headers })).toEqual({
    type: 'application/json',
    body: '{"a": "x \\"y\\""}',
  });
});

it('sends a json body whose values may be anything', async () => {
  const body = JSON.stringify([
    { key: 'a', value: '{{ a.value }}' },
    { key: 'list', value: '{{ list.data }}' },
    { key: 'mixed', value: 'is {{ a.value }}' },
  ]);
  expect(await posted({ bodyType: 'json', body })).toEqual({
    type: 'application/json',
    body: JSON.stringify({ a: 'x "y"', list: [1, { two: 2 }], mixed: 'is x "y"' }),
  });
});

it('sends a form', async () => {
  const body = JSON.stringify([{ key: 'a', value: '{{ a.value }}' }]);
  expect(await posted({ bodyType: 'form', body })).toEqual({
    type: 'application/x-www-form-urlencoded',
    body: 'a=x+%22y%22',
  });
});
