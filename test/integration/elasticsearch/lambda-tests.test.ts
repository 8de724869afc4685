import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeApp, type RunningApp } from '../../../src/app/make-app.ts';
import { queryLimits } from '../../../src/app/query-limits.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { readProject } from '../../../src/files/read-project.ts';
import { runLambdaTests } from '../../../src/lambda/run-lambda-tests.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';

const node = serverAddresses().elasticsearch;
const prefix = `tests-${randomBytes(4).toString('hex')}`;
let folder: string;
let app: RunningApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-lambda-tests-'));
  for (const name of ['collections', 'lambdas', 'demo'])
    await cp(join(import.meta.dirname, '../../..', name), join(folder, name), { recursive: true });
  const text = `
store: { engine: elasticsearch, node: "${node}", index_prefix: ${prefix} }
integrations:
  events: { kind: files, path: events }
  catalog: { kind: files, path: demo }
`;
  await writeFile(join(folder, 'rockpool.yaml'), text);
  const config = loadConfig({ projectFolder: folder, flags: {}, environment: {} });
  app = await makeApp(config, silentObserver);
});
afterAll(async () => {
  await app.stop();
  const client = makeClient({ nodes: [node], requestTimeoutMs: 30_000 });
  await deleteIndices(client, prefix);
  await client.close();
  await rm(folder, { recursive: true });
});

it('every test of every lambda of the demo passes on Elasticsearch', async () => {
  const { problems } = await app.reload({ lambdas: 'leave' });
  expect(problems).toEqual([]);
  // Without retention, which would hide fixtures of long ago; and visible soon, since every test waits for its own.
  for (const { definition, fields } of app.catalog.list()) {
    const { workspace, name } = definition;
    await app.documents.declare({ workspace, name, fields, lookupFields: [], settings: { refreshMs: 100 } });
  }
  const { catalog, documents, queries, config } = app;
  const parts = { catalog, documents, queries, clock: systemClock, defaults: queryLimits(config) };
  const { lambdas } = await readProject(config);

  const results = await runLambdaTests(lambdas, parts);

  const failed = results.filter(({ outcome }) => outcome !== 'passed');
  expect(failed.map(({ name, test, diff, error }) => ({ name, test, diff, error }))).toEqual([]);
  expect(new Set(results.map(({ name }) => name))).toEqual(new Set(lambdas.map(({ name }) => name)));
}, 120_000);
