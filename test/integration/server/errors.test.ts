import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './start-test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const keys = [
  'message',
  'message_key',
  'type',
  'line',
  'column',
  'trace_id',
  'error_id',
  'query_id',
  'internal_errors',
  'virtual_instance_rrn',
  'code',
  'hint',
];
const grown = '/ws/commons/lambdas/grown/tags/latest';

describe('every error has the status, the code and all keys', () => {
  const query = (sql: string, parameters: unknown[] = []) => ({ sql: { query: sql, parameters } });

  it.each<[string, string, string, unknown, number, string, RegExp]>([
    ['an unknown lambda', 'POST', '/ws/commons/lambdas/grwn/tags/latest', {}, 404, 'LAMBDA_NOT_FOUND', /grwn.*grown/],
    ['an unknown tag', 'POST', '/ws/commons/lambdas/grown/tags/prod', {}, 404, 'TAG_NOT_FOUND', /prod/],
    [
      'an unknown version',
      'GET',
      '/ws/commons/lambdas/grown/versions/ffff',
      undefined,
      404,
      'VERSION_NOT_FOUND',
      /ffff/,
    ],
    [
      'an unknown workspace',
      'GET',
      '/ws/nowhere',
      undefined,
      404,
      'WORKSPACE_NOT_FOUND',
      /Workspace with name "nowhere" does not exist/,
    ],
    [
      'an unknown collection',
      'GET',
      '/ws/commons/collections/peeple',
      undefined,
      404,
      'COLLECTION_NOT_FOUND',
      /Collection "peeple" does not exist in workspace "commons".*people/,
    ],
    ['an unknown source', 'GET', '/ws/commons/collections/people/sources/x', undefined, 404, 'SOURCE_NOT_FOUND', /"x"/],
    ['an unknown query', 'GET', '/queries/nothing%3Aabc%3A0', undefined, 404, 'QUERY_NOT_FOUND', /nothing:abc:0/],
    ['an unknown key', 'DELETE', '/users/self/apikeys/nobody', undefined, 404, 'KEY_NOT_FOUND', /nobody/],
    [
      'an argument of the wrong type',
      'POST',
      grown,
      { arguments: { age: 'old' } },
      400,
      'ARGUMENT_INVALID',
      /Value "old" for parameter "age" \(specified type "int"\) is invalid/,
    ],
    [
      'an argument beyond its limit',
      'POST',
      grown,
      { arguments: { age: 151 } },
      400,
      'ARGUMENT_INVALID',
      /at most 150/,
    ],
    [
      'an argument that nobody declared',
      'POST',
      grown,
      { arguments: { agge: 1 } },
      400,
      'ARGUMENT_UNKNOWN',
      /Did you mean "age"/,
    ],
    [
      'an unknown argument in a query string',
      'GET',
      `${grown}/rows?agge=1`,
      undefined,
      400,
      'ARGUMENT_UNKNOWN',
      /Did you mean "age"/,
    ],
    ['an unknown option', 'GET', `${grown}/rows?$limits=1`, undefined, 400, 'REQUEST_INVALID', /\$limits/],
    ['a limit that is no number', 'GET', `${grown}/rows?$limit=many`, undefined, 400, 'REQUEST_INVALID', /\$limit/],
    ['a cursor from nowhere', 'GET', `${grown}/rows?$cursor=abc`, undefined, 400, 'REQUEST_INVALID', /cursor/],
    ['both call forms at once', 'POST', grown, { arguments: {}, parameters: [] }, 400, 'REQUEST_INVALID', /not both/],
    ['a body that is a list', 'POST', grown, [], 400, 'REQUEST_INVALID', /must be object/],
    ['a body that is not JSON', 'POST', grown, '{"arguments": }', 400, 'REQUEST_NOT_JSON', /line 1, column 15/],
    [
      'a body nested too deep',
      'POST',
      grown,
      `{"arguments":{"age":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      400,
      'REQUEST_NOT_JSON',
      /too deep/,
    ],
    [
      'a body that is too large',
      'POST',
      grown,
      `{"x":"${'x'.repeat(1024 * 1024)}"}`,
      413,
      'REQUEST_TOO_LARGE',
      /too large/,
    ],
    ['a query without SQL', 'POST', '/queries', {}, 400, 'REQUEST_INVALID', /sql/],
    ['a query without a body', 'POST', '/queries', undefined, 400, 'REQUEST_INVALID', /came without one/],
    ['wrong syntax', 'POST', '/queries', query('SELEC 1'), 400, 'SQL_SYNTAX', /./],
    ['two statements', 'POST', '/queries', query('SELECT 1; SELECT 2'), 400, 'SQL_STATEMENT_COUNT', /./],
    [
      'reading a file',
      'POST',
      '/queries',
      query("SELECT * FROM read_csv('/etc/passwd')"),
      400,
      'SQL_NOT_ALLOWED',
      /read_csv/,
    ],
    [
      'a missing argument',
      'POST',
      '/queries',
      query('SELECT :x'),
      400,
      'ARGUMENT_MISSING',
      /No value specified for query parameter "x"/,
    ],
    [
      'an unknown type of parameter',
      'POST',
      '/queries',
      query('SELECT :x', [{ name: 'x', type: 'strng', value: 'a' }]),
      400,
      'ARGUMENT_INVALID',
      /Did you mean "string"/,
    ],
    ['neither SQL nor lambda to explain', 'POST', '/explain', {}, 400, 'REQUEST_INVALID', /"sql" or "lambda"/],
    [
      'a lambda that exists',
      'POST',
      '/ws/commons/lambdas',
      { name: 'grown', sql: { query: 'SELECT 1 AS one' } },
      400,
      'LAMBDA_EXISTS',
      /grown/,
    ],
    [
      'a lambda with a bad name',
      'POST',
      '/ws/commons/lambdas',
      { name: 'no spaces', sql: { query: 'SELECT 1 AS one' } },
      400,
      'NAME_INVALID',
      /no spaces/,
    ],
    [
      'a version without content',
      'POST',
      '/ws/commons/lambdas/grown/versions',
      {},
      400,
      'REQUEST_INVALID',
      /"sql".*"definition"/,
    ],
    ['deleting latest', 'DELETE', '/ws/commons/lambdas/grown/tags/latest', undefined, 400, 'TAG_PROTECTED', /latest/],
    ['a workspace in use', 'DELETE', '/ws/commons', undefined, 409, 'WORKSPACE_NOT_EMPTY', /commons/],
    ['a wrong method', 'PUT', '/queries', {}, 405, 'METHOD_NOT_ALLOWED', /POST, GET/],
    ['the method QUERY', 'QUERY', '/queries', undefined, 405, 'METHOD_NOT_ALLOWED', /POST, GET/],
    ['a method of others', 'PROPFIND', '/ws/commons/collections', undefined, 405, 'METHOD_NOT_ALLOWED', /GET/],
    ['a method nobody had', 'PUT', '/ws/commons/collections/people', {}, 405, 'METHOD_NOT_ALLOWED', /GET/],
    ['creating a collection', 'POST', '/ws/commons/collections', { name: 'x' }, 501, 'NOT_IMPLEMENTED', /./],
    ['an alias', 'GET', '/ws/commons/aliases', undefined, 501, 'NOT_IMPLEMENTED', /aliases/],
    ['another path of Rockset', 'GET', '/ws/commons/views/x', undefined, 501, 'NOT_IMPLEMENTED', /views/],
    ['a path that is badly encoded', 'GET', '/ws/%E0%A4%A', undefined, 400, 'REQUEST_INVALID', /percent-encoded/],
  ])('for %s', async (_name, method, path, body, status, code, message) => {
    const reply = await server.call(method, path, body);

    expect([reply.status, reply.body.code], reply.text.slice(0, 500)).toEqual([status, code]);
    expect(reply.body.message).toMatch(message);
    expect(keys.filter((key) => !(key in reply.body))).toEqual([]);
    expect(reply.body.hint).not.toBe('');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('for formats that rows do not have', async () => {
    const reply = await server.call('POST', grown, {}, { headers: { accept: 'image/png' } });

    expect([reply.status, reply.body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('for a path outside of the API', async () => {
    const reply = await fetch(`${server.address}/nothing`);

    expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([404, 'ROUTE_NOT_FOUND']);
  });

  it("points into the author's text", async () => {
    const { body } = await server.call('POST', '/queries', {
      sql: { query: 'SELECT name\nFROM people WHERE agee > 1' },
    });

    expect([body.line, body.column, body.message]).toEqual([2, 19, expect.stringContaining('agee')]);
  });
});

describe('keys', () => {
  it.each<[string, string | null, string]>([
    ['no key', null, 'KEY_MISSING'],
    ['a wrong key', 'x'.repeat(64), 'KEY_INVALID'],
  ])('refuse %s', async (_name, key, code) => {
    const reply = await server.call('GET', '/lambdas', undefined, { key });

    expect([reply.status, reply.body.code, reply.body.type]).toEqual([401, code, 'AUTHEXCEPTION']);
  });

  it.each(['ApiKey', 'apikey', 'APIKEY', 'Bearer', 'bearer'])('are taken after %s', async (scheme) => {
    const reply = await server.call('GET', '/users/self', undefined, {
      key: null,
      headers: { authorization: `${scheme} ${server.app.key}` },
    });

    expect(reply.status).toBe(200);
  });

  it('may do what their scope says, and no more; fixed arguments win', async () => {
    const made = await server.call('POST', '/users/self/apikeys', {
      name: 'narrow',
      scope: { actions: ['execute'], workspaces: ['commons'], lambdas: ['grown'], tags: ['latest'] },
      fixed_arguments: { age: 90 },
    });
    const key = made.body.data.key as string;
    const status = async (method: string, path: string, body?: unknown) =>
      (await server.call(method, path, body, { key })).status;

    const executed = await server.call('POST', grown, { arguments: { age: 0 } }, { key });
    expect(executed.body.results.map((row: { _id: string }) => row._id)).toEqual(['p3']);
    expect(await status('POST', '/ws/commons/lambdas/by-tags/tags/latest', { arguments: { tags: [] } })).toBe(403);
    expect(await status('GET', '/ws/commons/lambdas/grown/versions')).toBe(403);
    expect(await status('POST', '/queries', { sql: { query: 'SELECT 1 AS one' } })).toBe(403);
    expect(await status('POST', '/ws/commons/collections/people/docs', { data: [] })).toBe(403);
    expect(await status('POST', '/deploy', { lambdas: [] })).toBe(403);
    expect(await status('GET', '/users/self/apikeys')).toBe(403);

    expect((await server.call('DELETE', '/users/self/apikeys/narrow')).body.data.key).toBe(key.slice(0, 6));
    expect(await status('GET', '/users/self')).toBe(401);
  });

  it('do not see the queries of other keys', async () => {
    const made = await server.call('POST', '/users/self/apikeys', { name: 'reader', role: 'read-only' });
    const started = await server.call('POST', '/queries', { sql: { query: 'SELECT 1 AS one' }, async: true });

    const reply = await server.call('GET', `/queries/${encodeURIComponent(started.body.query_id)}`, undefined, {
      key: made.body.data.key,
    });

    expect([reply.status, reply.body.code]).toEqual([404, 'QUERY_NOT_FOUND']);
  });
});

it('answers browsers of any origin before they ask', async () => {
  const reply = await fetch(`${server.address}/v1/orgs/self/queries`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://a.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  });

  expect([
    reply.status,
    reply.headers.get('access-control-allow-origin'),
    reply.headers.get('access-control-max-age'),
  ]).toEqual([200, '*', '1209600']);
});

it('takes __proto__ for an ordinary key', async () => {
  const reply = await server.call(
    'POST',
    '/ws/commons/lambdas/grown/tags/latest',
    '{"__proto__":{"age":1},"arguments":{"__proto__":1}}',
  );

  expect([reply.status, reply.body.code]).toEqual([400, 'ARGUMENT_UNKNOWN']);
  expect(({} as Record<string, unknown>)['age']).toBeUndefined();
});

it('answers what is no HTTP with 400 and lives on', async () => {
  const { port } = new URL(server.address);
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
    socket.on('data', (data) => (received += data.toString()));
    socket.on('close', () => resolve(received));
  });

  expect(text).toMatch(/^HTTP\/1.1 400 /);
  expect((await fetch(`${server.address}/live`)).status).toBe(200);
});
