import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allContracts } from '../../../src/api/all-contracts.ts';
import { basePath } from '../../../src/api/contract.ts';
import { errorBody } from '../../../src/api/error-body.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

const ajv = new Ajv({ strict: false, validateFormats: false });
const problemsOf = (schema: object, body: unknown): unknown => {
  const validate = ajv.compile(schema);
  return validate(body) ? [] : validate.errors;
};

let server: TestServer;
/** Filled by earlier calls, in the order below. */
const known: Record<string, string> = {};
beforeAll(async () => {
  server = await startTestServer();
  const started = await server.call('POST', '/queries', {
    sql: { query: 'SELECT name FROM people' },
    max_initial_results: 1,
  });
  known['query'] = encodeURIComponent(started.body.query_id);
  known['cursor'] = encodeURIComponent(started.body.pagination.next_cursor);
  const tag = await server.call('GET', '/ws/commons/lambdas/grown/tags/latest');
  known['version'] = tag.body.data.version.version;
});
afterAll(() => server.stop());

const select = { sql: { query: 'SELECT :a AS a', default_parameters: [{ name: 'a', type: 'int', value: '1' }] } };
const definition = {
  workspace: 'commons',
  name: 'deployed',
  sql: 'SELECT 1 AS one',
  parameters: [],
  tests: [],
  file: 'lambdas/deployed.yaml',
  sqlPlace: { file: 'lambdas/deployed.yaml', line: 1, column: 6 },
};

/** One good call per operation, in an order in which each finds what it needs. */
const calls: readonly (readonly [operation: string, path: string, body?: unknown])[] = [
  ['live', '/live'],
  ['ready', '/ready'],
  ['get_organization', ''],
  ['execute_tag', '/ws/commons/lambdas/grown/tags/latest', { arguments: { age: 30 } }],
  ['rows_of_tag', '/ws/commons/lambdas/grown/tags/latest/rows?age=30'],
  ['execute_version', '/ws/commons/lambdas/grown/versions/{version}', {}],
  ['rows_of_version', '/ws/commons/lambdas/grown/versions/{version}/rows'],
  ['list_lambdas', '/lambdas'],
  ['list_workspace_lambdas', '/ws/commons/lambdas'],
  ['create_lambda', '/ws/commons/lambdas', { name: 'made', ...select }],
  ['list_versions', '/ws/commons/lambdas/made/versions'],
  [
    'create_version',
    '/ws/commons/lambdas/made/versions?create=true',
    { definition: { sql: 'SELECT 2 AS two', parameters: [], limits: { rows: 5 } }, tag: 'prod' },
  ],
  ['get_version', '/ws/commons/lambdas/grown/versions/{version}'],
  ['list_tags', '/ws/commons/lambdas/made/tags'],
  ['move_tag', '/ws/commons/lambdas/grown/tags', { tag_name: 'prod', version: '{version}' }],
  ['get_tag', '/ws/commons/lambdas/made/tags/prod'],
  ['delete_tag', '/ws/commons/lambdas/made/tags/prod'],
  ['delete_version', '/ws/commons/lambdas/made/version/{oldest}'],
  ['delete_lambda', '/ws/commons/lambdas/made'],
  ['deploy', '/deploy', { lambdas: [definition], tag: 'prod' }],
  ['run_query', '/queries', { sql: { query: 'SELECT * FROM people' } }],
  ['run_query_on_instance', '/virtualinstances/main/queries', { sql: { query: 'SELECT 1 AS one' } }],
  ['validate_query', '/queries/validations', { sql: { query: 'SELECT 1 AS one' } }],
  ['explain', '/explain', { sql: 'SELECT * FROM people', analyze: true }],
  ['list_queries', '/queries'],
  ['get_query', '/queries/{query}'],
  ['get_query_page', '/queries/{query}/pages?docs=1'],
  ['get_query_page_at', '/queries/{query}/pages/{cursor}?docs=1'],
  ['cancel_query', '/queries/{query}'],
  ['list_collections', '/collections'],
  ['list_workspace_collections', '/ws/commons/collections'],
  ['get_collection', '/ws/commons/collections/people'],
  [
    'write_documents',
    '/ws/commons/collections/people/docs',
    {
      data: [
        { _id: 'new', age: 9 },
        { _id: 'bad', age: 'nine' },
      ],
    },
  ],
  [
    'patch_documents',
    '/ws/commons/collections/people/docs',
    { data: [{ _id: 'new', patch: [{ op: 'replace', path: '/age', value: 10 }] }] },
  ],
  ['delete_documents', '/ws/commons/collections/people/docs', { data: [{ _id: 'new' }] }],
  ['list_sources', '/ws/commons/collections/fed/sources'],
  ['get_source', '/ws/commons/collections/fed/sources/{source}'],
  ['list_dead_letters', '/ws/commons/collections/people/dead-letters'],
  ['suspend_source', '/ws/commons/collections/fed/sources/{source}/suspend', {}],
  ['resume_source', '/ws/commons/collections/fed/sources/{source}/resume'],
  ['count_dead_letters', '/ws/commons/collections/people/dead-letters/causes'],
  ['get_dead_letter', '/ws/commons/collections/fed/dead-letters/{letter}'],
  ['replay_dead_letters', '/ws/commons/collections/people/dead-letters/replay', {}],
  ['delete_dead_letter', '/ws/commons/collections/fed/dead-letters/{letter}'],
  ['delete_dead_letters', '/ws/commons/collections/people/dead-letters?stage=decode'],
  ['preview_collection', '/ws/commons/collections/people/preview?rows=3'],
  ['propose_collection', '/ws/commons/collections/more/preview', { integration: 'events', topic: 'things' }],
  ['reindex_collection', '/ws/commons/collections/things/reindex'],
  ['create_workspace', '/ws', { name: 'spare', description: null }],
  ['list_workspaces', '/ws'],
  ['get_workspace', '/ws/spare'],
  ['delete_workspace', '/ws/spare'],
  ['create_key', '/users/self/apikeys', { name: 'spare', role: 'member', expiry_time: '2099-01-01T00:00:00Z' }],
  ['list_keys', '/users/self/apikeys'],
  ['revoke_key', '/users/self/apikeys/spare'],
  ['get_self', '/users/self'],
];

const fill = (text: string): string =>
  text.replace(/\{(version|query|cursor|oldest|source)\}/g, (_, name: string) => known[name] ?? '');

it.each(
  calls
    .filter(([operation]) => !/_sources?$|^propose_|^reindex_|_dead_letter$/.test(operation))
    .map(([operation, path, body]) => ({ operation, path, body })),
)('$operation answers as its contract says', async ({ operation, path, body }) => {
  const contract = allContracts.find((one) => one.operationId === operation)!;
  const whole = path.startsWith('/live') || path.startsWith('/ready') ? path : `${basePath}${fill(path)}`;
  const sent = body === undefined ? undefined : fill(JSON.stringify(body));
  const reply = whole.startsWith('/v1')
    ? await server.call(contract.method, whole, sent)
    : { status: 200, text: '', body: await (await fetch(`${server.address}${whole}`)).json() };

  expect([reply.status, problemsOf(contract.reply, reply.body)], reply.text.slice(0, 1000)).toEqual([200, []]);
  if (operation === 'list_versions') known['oldest'] = reply.body.data.at(-1).version;
});

it('has nothing to reindex where documents lie in one file', async () => {
  const refused = await server.call('POST', `${basePath}/ws/commons/collections/people/reindex`);
  expect([refused.status, refused.body.code]).toEqual([501, 'NOT_IMPLEMENTED']);
});

it('has a call above for every operation', () => {
  expect(calls.map(([operation]) => operation).sort()).toEqual(
    allContracts.map((contract) => contract.operationId).sort(),
  );
});

it('describes sources', async () => {
  const fed = await startTestServer({
    'rockpool.yaml':
      'server: { host: 127.0.0.1, port: 0 }\nstore: { engine: embedded, path: .rockpool }\nintegrations: { events: { kind: files, path: data } }\n',
    'data/topics/things.ndjson': '{"_id":"t1"}\n{"_id":7}\n',
    'collections/things.yaml':
      'input: { _id: VARCHAR }\nsources:\n  - { integration: events, topic: things, format: json, start: earliest }\n',
  });
  fed.app.start();
  const contract = (operation: string) => allContracts.find((one) => one.operationId === operation)!;
  let list = await fed.call('GET', '/ws/commons/collections/things/sources');
  while (list.body.data[0].counters.read < 2 || list.body.data[0].dead_letters < 1)
    list = await fed.call('GET', '/ws/commons/collections/things/sources');
  const { id } = list.body.data[0];
  const one = await fed.call('GET', `/ws/commons/collections/things/sources/${encodeURIComponent(id)}`);
  const letters = await fed.call('GET', '/ws/commons/collections/things/dead-letters');
  const preview = await fed.call('GET', '/ws/commons/collections/things/preview');
  const proposal = await fed.call('POST', '/ws/commons/collections/more/preview', {
    integration: 'events',
    topic: 'things',
  });
  const metrics = await (await fetch(`${fed.address}/metrics`)).text();
  const at = '/ws/commons/collections/things';
  const suspended = await fed.call('POST', `${at}/sources/${encodeURIComponent(id)}/suspend`);
  const resumed = await fed.call('POST', `${at}/sources/${encodeURIComponent(id)}/resume`);
  const causes = await fed.call('GET', `${at}/dead-letters/causes`);
  const letterPath = `${at}/dead-letters/${encodeURIComponent(letters.body.data[0].id)}`;
  const letter = await fed.call('GET', letterPath);
  const deleted = await fed.call('DELETE', letterPath);

  expect(problemsOf(contract('list_sources').reply, list.body)).toEqual([]);
  expect(problemsOf(contract('get_source').reply, one.body)).toEqual([]);
  expect(problemsOf(contract('suspend_source').reply, suspended.body)).toEqual([]);
  expect(problemsOf(contract('resume_source').reply, resumed.body)).toEqual([]);
  expect(problemsOf(contract('list_dead_letters').reply, letters.body)).toEqual([]);
  expect(problemsOf(contract('count_dead_letters').reply, causes.body)).toEqual([]);
  expect(problemsOf(contract('get_dead_letter').reply, letter.body)).toEqual([]);
  expect(problemsOf(contract('delete_dead_letter').reply, deleted.body)).toEqual([]);
  expect(problemsOf(contract('preview_collection').reply, preview.body)).toEqual([]);
  expect(problemsOf(contract('propose_collection').reply, proposal.body)).toEqual([]);
  expect(letters.body.data).toMatchObject([{ collection: 'things', stage: 'decode', record: '{"_id":7}' }]);
  expect(metrics).toContain(`rockpool_dead_letters{collection="commons.things",source="${id}"} 1`);
  await fed.stop();
});

it('deploys all files or none, and tells every mistake of every file', async () => {
  const bad = (name: string, sql: string) => ({
    ...definition,
    name,
    sql,
    file: `lambdas/${name}.yaml`,
    sqlPlace: { file: `lambdas/${name}.yaml`, line: 4, column: 6 },
  });
  const reply = await server.call('POST', '/deploy', {
    lambdas: [bad('fine', 'SELECT 1 AS one'), bad('b1', 'SELECT nme FROM people'), bad('b2', 'SELEC 1')],
  });

  expect([reply.status, reply.body.code, problemsOf(errorBody, reply.body)]).toEqual([400, 'DEPLOY_INVALID', []]);
  expect(reply.body.problems.map((problem: { file: string; line: number }) => [problem.file, problem.line])).toEqual([
    ['lambdas/b1.yaml', 4],
    ['lambdas/b2.yaml', 4],
  ]);
  expect((await server.call('GET', '/ws/commons/lambdas/fine/versions')).status).toBe(404);
});

it('answers a dry run with what would happen, and does nothing', async () => {
  const reply = await server.call('POST', '/deploy', { lambdas: [{ ...definition, name: 'dry' }], dry_run: true });

  expect(reply.body.data).toMatchObject([{ workspace: 'commons', name: 'dry', outcome: 'created' }]);
  expect((await server.call('GET', '/ws/commons/lambdas/dry/versions')).status).toBe(404);
});

it('greets API clients, and sends browsers the page', async () => {
  const greeting = await (await fetch(`${server.address}/`)).text();

  expect(greeting).toBe('{"message":"GO ROCKSET!"}');
});

it('refuses a lambda whose operation would be that of another', async () => {
  const reply = await server.call('POST', '/deploy', { lambdas: [{ ...definition, name: 'by_tags' }] });

  expect([reply.status, reply.body.message]).toEqual([
    400,
    'The lambda commons.by_tags would have the OpenAPI operation commons_by_tags, which is taken: commons.by-tags.',
  ]);
});
