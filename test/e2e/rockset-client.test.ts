import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../integration/server/start-test-server.ts';

// The package is CommonJS with a default export.
const { default: rockset } = createRequire(import.meta.url)('@rockset/client') as {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
  default: (key: string, host: string) => any;
};

let server: TestServer;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
let client: any;
beforeAll(async () => {
  server = await startTestServer();
  client = rockset(server.app.key, server.address);
});
afterAll(() => server.stop());

const sql = {
  query: 'SELECT _id, name FROM people WHERE age >= :age ORDER BY _id',
  default_parameters: [{ name: 'age', type: 'int', value: '50' }],
};

describe('the npm client of Rockset', () => {
  it('creates, describes, tags, executes, pages and deletes a lambda', async () => {
    const created = await client.queryLambdas.createQueryLambda('commons', {
      name: 'old',
      description: 'from old days',
      sql,
    });
    const { version } = created.data;
    expect(created.data).toMatchObject({
      workspace: 'commons',
      name: 'old',
      state: 'ACTIVE',
      sql,
      collections: ['commons.people'],
    });

    const listed = await client.queryLambdas.listAllQueryLambdas();
    expect(listed.data.map((lambda: { name: string }) => lambda.name)).toContain('old');

    const withDefault = await client.queryLambdas.executeQueryLambda('commons', 'old', version);
    expect(withDefault.results).toEqual([{ _id: 'p3', name: 'Cy' }]);

    const overridden = await client.queryLambdas.executeQueryLambda('commons', 'old', version, {
      parameters: [{ name: 'age', type: 'int', value: '0' }],
    });
    expect(overridden.results).toHaveLength(3);

    const tagged = await client.queryLambdas.createQueryLambdaTag('commons', 'old', { tag_name: 'prod', version });
    expect(tagged.data).toMatchObject({ tag_name: 'prod', version: { version } });

    const second = await client.queryLambdas.updateQueryLambda(
      'commons',
      'old',
      { sql: { ...sql, query: `${sql.query} DESC` } },
      true,
    );
    expect(second.data.version).not.toBe(version);
    const byTag = await client.queryLambdas.executeQueryLambdaByTag('commons', 'old', 'prod', {
      parameters: [{ name: 'age', type: 'int', value: '0' }],
    });
    const byLatest = await client.queryLambdas.executeQueryLambdaByTag('commons', 'old', 'latest', {
      parameters: [{ name: 'age', type: 'int', value: '0' }],
    });
    expect([byTag.results[0]._id, byLatest.results[0]._id]).toEqual(['p1', 'p3']);

    const firstPage = await client.queryLambdas.executeQueryLambda('commons', 'old', version, {
      parameters: [{ name: 'age', type: 'int', value: '0' }],
      max_initial_results: 2,
    });
    expect([firstPage.results.length, firstPage.results_total_doc_count]).toEqual([2, 3]);
    const nextPage = await client.queries.getQueryResults(firstPage.query_id, firstPage.pagination.next_cursor, 2);
    expect(nextPage.results).toEqual([{ _id: 'p3', name: 'Cy' }]);
    expect(nextPage.pagination.next_cursor ?? null).toBeNull();

    await client.queryLambdas.deleteQueryLambdaTag('commons', 'old', 'prod');
    await client.queryLambdas.deleteQueryLambdaVersion('commons', 'old', version);
    const deleted = await client.queryLambdas.deleteQueryLambda('commons', 'old');
    expect(deleted.data).toMatchObject({ name: 'old', collections: [] });
    await expect(client.queryLambdas.executeQueryLambdaByTag('commons', 'old', 'latest')).rejects.toMatchObject({
      type: 'NOTFOUND',
    });
  });

  it('rejects with the error body itself', async () => {
    await expect(client.queries.query({ sql: { query: 'SELECT COUT(*) FROM people' } })).rejects.toMatchObject({
      type: 'QUERY_ERROR',
      line: 1,
      column: 8,
      error_id: 'function_not_found',
      message_key: null,
      internal_errors: null,
    });
    await expect(client.queryLambdas.executeQueryLambda('commons', 'grown', 'ffff')).rejects.toMatchObject({
      type: 'NOTFOUND',
      message: 'Query Lambda "grown" (version "ffff") not found in workspace "commons".',
    });
    await expect(client.queries.query({ sql: { query: 'SELECT :stopTime' } })).rejects.toMatchObject({
      message:
        'No value specified for query parameter "stopTime". Please provide a value for this parameter and try again.',
    });
  });

  it('writes and deletes documents', async () => {
    const added = await client.documents.addDocuments('commons', 'people', { data: [{ _id: 'x', name: 'X', age: 1 }] });
    const deleted = await client.documents.deleteDocuments('commons', 'people', { data: [{ _id: 'x' }] });

    expect([added.data[0], deleted.data[0]]).toMatchObject([
      { _id: 'x', status: 'ADDED', error: null },
      { _id: 'x', status: 'DELETED', error: null },
    ]);
  });

  it('lists workspaces and collections, makes keys, learns whose key it is', async () => {
    expect((await client.workspaces.listWorkspaces()).data.map((one: { name: string }) => one.name)).toContain(
      'commons',
    );
    expect((await client.collections.getCollection('commons', 'people')).data).toMatchObject({
      name: 'people',
      status: 'READY',
      stats: { doc_count: 3 },
    });
    const { data: made } = await client.apikeys.createApiKey({ name: 'from-js' });
    expect(made.key).toMatch(/^[A-Za-z0-9]{64}$/);
    const other = rockset(made.key, server.address);
    expect((await other.users.getCurrentUser()).email).toBe('from-js');
  });
});
