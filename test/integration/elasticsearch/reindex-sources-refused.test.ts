import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofTopic, openScene, type Place, type Scene } from './rebuild-scene.ts';

let scene: Scene;
let one: Place;

beforeAll(async () => {
  scene = await openScene();
  ({ one } = scene);
});
afterAll(() => scene.close());

describe('nothing is made of sources', () => {
  const things = (name: string) => ({ workspace: 'commons', name });

  it('that a collection does not have', async () => {
    await one.deploy('called', 'sources: []\ninput: { _id: VARCHAR }\n');
    const { status, body } = await scene.rebuild('called');
    expect([status, body.code, body.message]).toEqual([
      400,
      'REQUEST_INVALID',
      'commons.called has no sources that its index could be made of.',
    ]);
    expect(body.hint).toContain('--from old');
  });

  it('that begin at their end, are suspended, or are in error', { timeout: 60_000 }, async () => {
    const topic = await scene.newTopic();
    await one.deploy('late', ofTopic(topic, 'input: { _id: VARCHAR }\n').replace('earliest', 'latest'));
    expect((await scene.rebuild('late')).body.message).toMatch(/^The source .* of commons\.late starts at `latest`/);

    await one.deploy('resting', ofTopic(topic, 'input: { _id: VARCHAR }\n'));
    const [source] = await one.app.ingest.sources(things('resting'));
    await one.app.ingest.suspend(things('resting'), source!.id, 600_000);
    expect((await scene.rebuild('resting')).body).toMatchObject({
      code: 'REQUEST_INVALID',
      message: `The source ${source!.id} of commons.resting is suspended, so not all that it has can be read.`,
    });

    await one.deploy('broken', ofTopic(topic, 'input: { _id: VARCHAR }\n').replace('events', 'nowhere'));
    await expect
      .poll(async () => (await one.app.ingest.sources(things('broken')))[0]!.state, { timeout: 20_000 })
      .toBe('ERROR');
    expect((await scene.rebuild('broken')).body).toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringMatching(/^The source .* of commons\.broken is in error \(.+\), so not all/),
    });
    expect(await scene.indicesOf('broken')).toEqual(['000001 broken']);
  });

  it('in an index of somebody else, nor twice at a time', { timeout: 60_000 }, async () => {
    await scene.client.indices.create({
      index: `${scene.prefix}-theirs`,
      mappings: { properties: { n: { type: 'long' } } },
    });
    await one.deploy('theirs', `index: ${scene.prefix}-theirs\n`);
    expect((await scene.rebuild('theirs')).body.code).toBe('COLLECTION_READ_ONLY');

    const topic = await scene.newTopic();
    await one.deploy('twice', ofTopic(topic, 'input: { _id: VARCHAR }\n'));
    const [first, second] = await Promise.all([scene.rebuild('twice'), scene.rebuild('twice')]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
  });

  it('that are not asked for', async () => {
    const reply = await one.call('POST', '/ws/commons/collections/called/reindex', { drop_missing: true });
    expect([reply.status, reply.body.message]).toEqual([400, '`drop_missing` belongs to a rebuild from the sources.']);
  });
});
