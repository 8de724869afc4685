import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './start-test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const grown = '/ws/commons/lambdas/grown/tags/latest';

describe('executing a lambda', () => {
  it("answers Rockset's form in Rockset's order, with dates wrapped", async () => {
    const { status, body, headers } = await server.call('POST', grown, {
      parameters: [{ name: 'age', type: 'int', value: '90' }],
    });

    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(body)).toEqual([
      'collections',
      'aliases',
      'column_fields',
      'results',
      'query_lambda_path',
      'query_id',
      'stats',
      'status',
      'results_total_doc_count',
      'complete',
      'data_age_ms',
    ]);
    expect(body.results).toEqual([
      { _id: 'p3', name: 'Cy', age: 99, born: { __rockset_type: 'date', value: '1927-01-31' } },
    ]);
    expect(body.collections).toEqual(['commons.people']);
    expect(body.query_lambda_path).toMatch(/^commons\.grown::[0-9a-f]{16}$/);
    expect(body.status).toBe('COMPLETED');
  });

  it('answers our form with plain dates and typed columns', async () => {
    const { body } = await server.call('POST', grown, { arguments: { age: 90 } });

    expect(body.results).toEqual([{ _id: 'p3', name: 'Cy', age: 99, born: '1927-01-31' }]);
    expect(body.column_fields).toEqual([
      { name: '_id', type: 'VARCHAR' },
      { name: 'name', type: 'VARCHAR' },
      { name: 'age', type: 'BIGINT' },
      { name: 'born', type: 'DATE' },
    ]);
  });

  it.each([
    ['no body at all', undefined, {}],
    ['an empty JSON body', '', { 'content-type': 'application/json' }],
    ['a body that curl calls a form', '{"arguments":{}}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a body of an empty content type', '{"arguments":{}}', { 'content-type': '' }],
    ['a body of a content type that is none', '{"arguments":{}}', { 'content-type': ';;' }],
    ['an empty object', '{}', {}],
  ])('takes %s', async (_name, body, headers) => {
    const reply = await server.call('POST', grown, body, { headers: headers });

    expect([reply.status, reply.body.results.length]).toEqual([200, 2]);
  });

  it('takes the arguments of a GET from the query string, an empty number as absent', async () => {
    const { body, headers } = await server.call('GET', `${grown}/rows?age=&name=Ada`);

    expect(body.results.map((row: { _id: string }) => row._id)).toEqual(['p1']);
    expect(headers.get('cache-control')).toBe('private, max-age=5');
  });

  it('takes a repeated name as a list, and one name as a list of one', async () => {
    const twice = await server.call('GET', '/ws/commons/lambdas/by-tags/tags/latest/rows?tags=a&tags=b');
    const once = await server.call('GET', '/ws/commons/lambdas/by-tags/tags/latest/rows?tags=a');

    expect([twice.body.results, once.body.results]).toEqual([[{ tag: 'a' }, { tag: 'b' }], [{ tag: 'a' }]]);
  });

  it('sends CSV and NDJSON, by ending or by Accept', async () => {
    const csv = await server.call('GET', `${grown}/rows.csv`);
    const ndjson = await server.call('POST', grown, { arguments: {} }, { headers: { accept: 'application/x-ndjson' } });

    expect(csv.text).toBe('_id,name,age,born\r\np1,Ada,36,1990-12-10\r\np3,Cy,99,1927-01-31\r\n');
    expect(ndjson.text.split('\n').map((line) => (line === '' ? '' : JSON.parse(line)._id))).toEqual(['p1', 'p3', '']);
  });

  it('pages through $cursor', async () => {
    const first = await server.call('GET', `${grown}/rows?$limit=1&$cursor=`);
    const cursor = encodeURIComponent(first.body.pagination.next_cursor);
    const second = await server.call('GET', `${grown}/rows?$limit=1&$cursor=${cursor}`);

    expect([first.body.results[0]._id, second.body.results[0]._id]).toEqual(['p1', 'p3']);
    expect([first.body.results_total_doc_count, second.body.pagination.next_cursor]).toEqual([2, null]);
  });

  it('cuts rows only where the caller asks for it', async () => {
    const { body } = await server.call('POST', grown, { default_row_limit: 1 });

    expect(body.results).toHaveLength(1);
  });

  it('answers HEAD without a body', async () => {
    const reply = await server.call('HEAD', `${grown}/rows`);

    expect([reply.status, reply.text]).toEqual([200, '']);
  });
});

describe('queries that are not stored', () => {
  it('keep every digit of an argument and of a value', async () => {
    const body = '{"sql":{"query":"SELECT :n AS n, :n + 1 AS m","parameters":[{"name":"n","value":9007199254740993}]}}';
    const { text } = await server.call('POST', '/queries', body);

    expect(text).toContain('"results":[{"n":9007199254740993,"m":9007199254740994}]');
  });

  it("name unnamed columns as Rockset did, in Rockset's form", async () => {
    const { body } = await server.call('POST', '/queries', { sql: { query: 'SELECT count(*) FROM people' } });

    expect(body.results).toEqual([{ '?count': 3 }]);
  });

  it('tell of NaN, which JSON cannot hold', async () => {
    const { body } = await server.call('POST', '/queries', { sql: { query: "SELECT 'NaN'::DOUBLE AS x" } });

    expect([body.results, body.warnings]).toEqual([
      [{ x: null }],
      ['Column "x" holds NaN or infinite numbers, which JSON cannot; they are null here.'],
    ]);
  });

  it('stream many rows without a length, and all of them', async () => {
    const { body, headers } = await server.call('POST', '/queries', {
      sql: { query: "SELECT range AS n, repeat('x', 100) AS text FROM range(50000)" },
    });

    expect([body.results.length, body.complete, headers.get('content-length')]).toEqual([50_000, true, null]);
  });

  it('run asynchronously, with status and pages', async () => {
    const started = await server.call('POST', '/queries', {
      sql: { query: 'SELECT range AS n FROM range(5)' },
      async: true,
    });
    expect(Object.keys(started.body)).toEqual(['query_id', 'stats', 'status']);
    await server.app.queries.wait(started.body.query_id, 10_000);
    const id = encodeURIComponent(started.body.query_id);

    const info = await server.call('GET', `/queries/${id}`);
    const page = await server.call('GET', `/queries/${id}/pages?docs=2`);
    const next = await server.call('GET', `/queries/${id}/pages?docs=9&cursor=${page.body.pagination.next_cursor}`);

    expect(info.body.data.status).toBe('COMPLETED');
    expect([page.body.results, next.body.results]).toEqual([
      [{ n: 0 }, { n: 1 }],
      [{ n: 2 }, { n: 3 }, { n: 4 }],
    ]);
  });

  it('are validated without running', async () => {
    const { body } = await server.call('POST', '/queries/validations', {
      sql: { query: 'SELECT name FROM people WHERE name = :name' },
    });

    expect(body).toEqual({ collections: ['commons.people'], parameters: ['name'], aliases: [], views: [], name: [] });
  });

  it('are explained', async () => {
    const { body } = await server.call('POST', '/explain', { lambda: { name: 'grown' }, arguments: { age: 3 } });

    expect(body.data.plan).toContain('people');
  });
});
