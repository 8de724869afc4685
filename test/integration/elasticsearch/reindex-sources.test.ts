import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofTopic, openScene, type Place, type Scene } from './rebuild-scene.ts';

let scene: Scene;
let one: Place;

beforeAll(async () => {
  scene = await openScene();
  ({ one } = scene);
});
afterAll(() => scene.close());

describe('an index made of the sources', () => {
  it('has what a new collection would have, and goes on from there', { timeout: 120_000 }, async () => {
    const topic = await scene.newTopic();
    const input = 'input: { _id: VARCHAR, n: INTEGER, kind: VARCHAR }\n';
    await one.deploy('things', ofTopic(topic, `${input}transformation: SELECT _id, n FROM _input WHERE kind <> 'b'\n`));
    await scene.send(topic, [
      ['a', { _id: 'a', n: 1, kind: 'a' }],
      ['b', { _id: 'b', n: 2, kind: 'b' }],
      ['c', { _id: 'c', n: 3, kind: 'a' }],
      ['bad', 'no JSON'],
      ['odd', { _id: 'odd', n: 4, kind: 'ten' }],
      ['c', null],
      ['a', { _id: 'a', n: 10, kind: 'a' }],
    ]);
    await expect.poll(() => scene.idsOf('things'), { timeout: 30_000 }).toEqual(['a', 'odd']);
    const after = ofTopic(
      topic,
      `${input}transformation: "SELECT _id, n * 2::BIGINT AS twice, CASE WHEN kind = 'ten' THEN CAST(CAST(kind AS INTEGER) AS VARCHAR) ELSE kind END AS kind FROM _input"\n`,
    );
    await one.deploy('things', after);
    await one.deploy('fresh', after);
    await expect.poll(() => scene.idsOf('fresh'), { timeout: 30_000 }).toEqual(['a', 'b']);

    const refused = await scene.rebuild('things');
    expect(refused.body.message).toContain('do not give 1 document that it has: "odd"');
    const { status, body } = await scene.rebuild('things', { drop_missing: true });

    expect([status, body.data]).toEqual([
      200,
      {
        collection: 'commons.things',
        index: `${scene.prefix}-commons.things-000002`,
        copied: 0,
        rounds: expect.any(Number),
        read: 7,
        documents: 2,
        dropped: 1,
      },
    ]);
    const strip = (list: readonly Readonly<Record<string, unknown>>[]) =>
      list.map(({ _id, twice, kind }) => ({ _id, twice, kind }));
    expect(strip(await scene.rows('things'))).toEqual(strip(await scene.rows('fresh')));
    const lettersOf = async (name: string) =>
      (await one.app.ingest.deadLetters({ workspace: 'commons', name }, {})).map(({ id, code, collection }) => [
        id.replace(name, ''),
        code,
        collection.replace(name, ''),
      ]);
    expect(await lettersOf('things')).toEqual(await lettersOf('fresh'));
    expect((await lettersOf('things')).length).toBe(2);
    expect(await one.app.records.list('dead-letter', { prefix: 'commons.things~' })).toEqual([]);
    expect(await scene.indicesOf('things')).toEqual(['000002 things']);

    await scene.send(topic, [['d', { _id: 'd', n: 5, kind: 'b' }]]);
    await expect.poll(() => scene.idsOf('things'), { timeout: 30_000 }).toEqual(['a', 'b', 'd']);
    const [source] = await one.app.ingest.sources({ workspace: 'commons', name: 'things' });
    // Each record counts once: reading went on where the making had come to.
    expect(source!.counters).toMatchObject({ read: 8, dead: 2, applied: 6 });
    expect(await one.app.documents.readStreams({ workspace: 'commons', name: 'things' }, source!.id)).toHaveProperty(
      'size',
      2,
    );
  });

  it(
    'is made while the collection is read and written, and nothing is lost or goes back',
    { timeout: 180_000 },
    async () => {
      const topic = await scene.newTopic(3);
      const file = (expression: string) =>
        ofTopic(
          topic,
          `input: { _id: VARCHAR, n: BIGINT }\ntransformation: SELECT _id, n, ${expression} AS m FROM _input\n`,
        );
      await one.deploy('busy', file('n'));
      let n = 0;
      const newest = new Map<string, number>();
      const sendSome = async () => {
        const some = Array.from({ length: 200 }, (): [string, object | null] => {
          n += 1;
          const id = `k${(n * 7919) % 3000}`;
          if (n % 17 === 0) newest.delete(id);
          else newest.set(id, n);
          return [id, n % 17 === 0 ? null : { _id: id, n }];
        });
        await scene.send(topic, some);
      };
      for (let round = 0; round < 50; round += 1) await sendSome();
      await one.deploy('busy', file('-n'));

      let ended = false;
      let asked = 0;
      const writing = (async () => {
        while (!ended) {
          await sendSome();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      const seen: number[] = [];
      const asking = (async () => {
        while (!ended) {
          const [row] = await one.query('SELECT max(n) AS newest FROM busy');
          seen.push(Number(row!['newest']));
          asked += 1;
        }
      })();
      const { status, body } = await scene.rebuild('busy');
      expect([status, body.data?.dropped]).toEqual([200, 0]);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      ended = true;
      await Promise.all([writing, asking]);

      expect(asked).toBeGreaterThan(10);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      const wanted = [...newest]
        .map(([_id, value]) => ({ _id, n: value, m: -value }))
        .sort((a, b) => (a._id < b._id ? -1 : 1));
      await expect
        .poll(() => one.query('SELECT _id, n, m FROM busy ORDER BY _id'), { timeout: 60_000, interval: 500 })
        .toEqual(wanted);
    },
  );

  it(
    'does not take the place of one with documents that came by call, unless they may go',
    { timeout: 120_000 },
    async () => {
      const topic = await scene.newTopic();
      await one.deploy('mixed', ofTopic(topic, 'input: { _id: VARCHAR, n: INTEGER }\n'));
      await scene.send(
        topic,
        ['a', 'b', 'c'].map((_id, n) => [_id, { _id, n }]),
      );
      await expect.poll(() => scene.idsOf('mixed'), { timeout: 30_000 }).toEqual(['a', 'b', 'c']);
      const docs = '/ws/commons/collections/mixed/docs';
      await one.call('POST', docs, { data: ['v', 'w', 'x', 'y', 'b'].map((_id) => ({ _id, n: 77 })) });
      await one.call('DELETE', docs, { data: [{ _id: 'c' }, { _id: 'y' }] });
      const served = ['a', 'b', 'v', 'w', 'x'];
      await expect.poll(() => scene.idsOf('mixed'), { timeout: 30_000 }).toEqual(served);

      const { status, body } = await scene.rebuild('mixed');
      expect([status, body.code, body.message]).toEqual([
        409,
        'COLLECTION_INCOMPATIBLE',
        expect.stringMatching(
          /^The sources of commons\.mixed do not give 3 documents that it has, and give 2 documents as they were before: "[bcvwx]", "[bcvwx]", "[bcvwx]", …\.$/,
        ),
      ]);
      expect(body.hint).toMatch(/--drop-missing.*--from old/);
      expect(await scene.idsOf('mixed')).toEqual(served);
      expect(await scene.indicesOf('mixed')).toEqual(['000001 mixed']);
      // It goes on as before.
      await scene.send(topic, [['d', { _id: 'd', n: 3 }]]);
      await one.call('POST', docs, { data: [{ _id: 'z', n: 78 }] });
      await expect.poll(() => scene.idsOf('mixed'), { timeout: 30_000 }).toEqual(['a', 'b', 'd', 'v', 'w', 'x', 'z']);

      const dropped = await scene.rebuild('mixed', { drop_missing: true });
      expect(dropped.body.data).toMatchObject({ read: 4, documents: 4, dropped: 6 });
      expect((await scene.rows('mixed')).map(({ _id, n }) => [_id, n])).toEqual([
        ['a', 0],
        ['b', 1],
        ['c', 2],
        ['d', 3],
      ]);
      // Of the sources, so it can be made again.
      expect((await scene.rebuild('mixed')).body.data).toMatchObject({ documents: 4, dropped: 0 });
    },
  );

  it('reads objects, and each only once', { timeout: 120_000 }, async () => {
    const put = (file: string, ids: readonly string[]) =>
      one.write(`data/buckets/shop/${file}`, ids.map((_id) => `${JSON.stringify({ _id, n: 1 })}\n`).join(''));
    await put('first.ndjson', ['a', 'b']);
    const file = (more: string) =>
      `sources: [{ integration: disk, bucket: shop, pattern: '*.ndjson', format: ndjson, every: 1s }]\ninput: { _id: VARCHAR, n: INTEGER }\n${more}`;
    await one.deploy('goods', file(''));
    await expect.poll(() => scene.idsOf('goods'), { timeout: 30_000 }).toEqual(['a', 'b']);
    await one.deploy('goods', file('transformation: SELECT _id, n, n + 1 AS more FROM _input\n'));

    expect((await scene.rebuild('goods')).body.data).toMatchObject({ read: 2, documents: 2, dropped: 0 });
    expect((await scene.rows('goods')).map(({ more }) => more)).toEqual([2, 2]);
    await put('second.ndjson', ['c']);
    await expect.poll(() => scene.idsOf('goods'), { timeout: 30_000 }).toEqual(['a', 'b', 'c']);
    const [source] = await one.app.ingest.sources({ workspace: 'commons', name: 'goods' });
    expect(source!.counters).toMatchObject({ read: 3, superseded: 0 });
    expect((await one.app.records.list('lease', { prefix: 'commons.goods~' })).length).toBe(0);
  });

  it('is followed by another server that wrote to the old one', { timeout: 120_000 }, async () => {
    const topic = await scene.newTopic(4);
    const file = ofTopic(topic, 'input: { _id: VARCHAR, n: INTEGER }\n');
    await one.deploy('shared', file);
    const other = await scene.serve({ 'collections/shared.yaml': file });
    try {
      const numbers = (from: number) =>
        Array.from({ length: 100 }, (_, at): [string, object] => [
          `k${from + at}`,
          { _id: `k${from + at}`, n: from + at },
        ]);
      await scene.send(topic, numbers(0));
      const countOf = async (place: Place) => Number((await place.query('SELECT count(*) AS c FROM shared'))[0]!['c']);
      await expect.poll(() => countOf(one), { timeout: 60_000 }).toBe(100);
      const assigned = async () =>
        (await other.app.ingest.sources({ workspace: 'commons', name: 'shared' }))[0]!.streams?.filter(
          (stream) => stream.assigned,
        ).length;
      await expect.poll(assigned, { timeout: 60_000 }).toBe(2);

      expect((await scene.rebuild('shared')).body.data).toMatchObject({ read: 100, documents: 100, dropped: 0 });
      await scene.send(topic, numbers(100));

      await expect.poll(() => countOf(other), { timeout: 60_000 }).toBe(200);
      await expect.poll(assigned, { timeout: 60_000 }).toBe(2);
      await scene.send(topic, numbers(200));
      await expect.poll(() => countOf(one), { timeout: 60_000 }).toBe(300);
      for (const place of [one, other]) {
        const [source] = await place.app.ingest.sources({ workspace: 'commons', name: 'shared' });
        expect([source!.counters.read, source!.message]).toEqual([300, undefined]);
      }
    } finally {
      await other.stop();
    }
  });
});
