import { afterAll, beforeAll, expect, it } from 'vitest';
import { openScene, type Scene } from '../integration/elasticsearch/rebuild-scene.ts';
import { rockpool } from './new-project.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

it('`rockpool reindex --from sources` says in one sentence what became of the records', async () => {
  const folder = await scene.project({
    'collections/things.yaml':
      'sources: [{ integration: disk, topic: things, format: json, start: earliest }]\ninput: { _id: VARCHAR, n: INTEGER }\n',
    'data/topics/things.ndjson': '{"_id":"a","n":1}\n{"_id":"b","n":2}\n',
  });
  const reindex = (...options: readonly string[]) => rockpool(folder, ['reindex', 'things', ...options]);
  const index = (generation: number): string => `${scene.prefix}-commons.things-00000${generation}`;

  expect(await reindex('--from', 'sources')).toMatchObject({
    code: 0,
    out: `commons.things is ${index(2)} now: 2 documents made of 2 records.\n`,
  });
  // The record of one of them is gone from the topic.
  const shorter = await scene.project({
    'collections/things.yaml':
      'sources: [{ integration: disk, topic: things, format: json, start: earliest }]\ninput: { _id: VARCHAR, n: INTEGER }\n',
    'data/topics/things.ndjson': '{"_id":"b","n":2}\n',
  });
  expect(await rockpool(shorter, ['reindex', 'things', '--from', 'sources'])).toMatchObject({
    code: 5,
    err: expect.stringMatching(/do not give 1 document that it has: "a"\.[^]*`--drop-missing`[^]*`--from old`/),
  });
  expect(await rockpool(shorter, ['reindex', 'things', '--from', 'sources', '--drop-missing'])).toMatchObject({
    code: 0,
    out: `commons.things is ${index(3)} now: 1 document made of 1 record, without 1 document that it had.\n`,
  });
  expect(await rockpool(shorter, ['reindex', 'things'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^commons\.things is .*-000004 now: 1 document copied in 3 rounds\.\n$/),
  });
});
