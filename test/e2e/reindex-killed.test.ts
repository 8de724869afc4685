import { afterAll, beforeAll, expect, it } from 'vitest';
import { ofTopic, openScene, type Scene } from '../integration/elasticsearch/rebuild-scene.ts';
import { eventually, startServer, type ServerProcess } from './server-process.ts';

let scene: Scene;
let server: ServerProcess | undefined;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(async () => {
  await server?.stop();
  await scene.close();
});

it('a server that is killed while it reads the sources anew leaves what is served, and cleans up when it is back', async () => {
  const { one, client, prefix } = scene;
  const topic = await scene.newTopic();
  const file = ofTopic(topic, 'input: { _id: VARCHAR, n: INTEGER }\n');
  const folder = await scene.project({ 'collections/things.yaml': file });
  server = await startServer(folder);
  await scene.send(topic, [
    ['a', { _id: 'a', n: 1 }],
    ['b', { _id: 'b', n: 2 }],
    ['bad', 'no JSON'],
  ]);
  const ids = async (): Promise<unknown> =>
    (
      await server!.call('POST', '/queries', { sql: { query: 'SELECT _id FROM things ORDER BY _id' } })
    ).body.results?.map(({ _id }) => _id);
  await eventually(ids, (found) => JSON.stringify(found) === '["a","b"]');
  const lettersOfRebuild = async (): Promise<number> =>
    (await one.app.records.list('dead-letter', { prefix: 'commons.things~' })).length;

  const rebuilding = server
    .call('POST', '/ws/commons/collections/things/reindex', { from: 'sources' })
    .catch(() => 'away');
  await eventually(lettersOfRebuild, (count) => count > 0);
  await server.stop('SIGKILL');

  expect(await rebuilding).toBe('away');
  const indices = await scene.indicesOf('things');
  expect(indices).toEqual(['000001 things', '000002 things~~next']);
  const { _meta } = Object.values(await client.indices.getMapping({ index: `${prefix}-commons.things-000002` }))[0]!
    .mappings;
  const { incarnation } = (_meta as { rockpool: { incarnation: string } }).rockpool;
  const checkpoints = async (): Promise<number> =>
    (await client.count({ index: `${prefix}-checkpoints`, query: { term: { incarnation } } })).count;
  await client.indices.refresh({ index: `${prefix}-checkpoints` });
  expect(await checkpoints()).toBe(1);

  server = await startServer(folder);
  await eventually(ids, (found) => JSON.stringify(found) === '["a","b"]');
  await eventually(
    () => scene.indicesOf('things'),
    (found) => found.length === 1,
  );
  await eventually(lettersOfRebuild, (count) => count === 0);
  await client.indices.refresh({ index: `${prefix}-checkpoints` });
  expect([await scene.indicesOf('things'), await checkpoints()]).toEqual([['000001 things'], 0]);
  await scene.send(topic, [['c', { _id: 'c', n: 3 }]]);
  await eventually(ids, (found) => JSON.stringify(found) === '["a","b","c"]');
  const again = await server.call('POST', '/ws/commons/collections/things/reindex', { from: 'sources' });
  expect(JSON.parse(again.text)).toMatchObject({ data: { read: 4, documents: 3, dropped: 0 } });
});
