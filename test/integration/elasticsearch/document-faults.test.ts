import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { eventTimeField, idField, toBatch, type TestOperation } from '../../conformance/document-batch.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';
import { openFaultyProxy, type Fault, type FaultyProxy } from './faulty-proxy.ts';

const prefix = `t-faults-${randomBytes(4).toString('hex')}`;
const fields: readonly Field[] = [{ name: 'name', type: { kind: 'varchar' } }];
const collection = { workspace: 'commons', name: 'c' };
const merged = { workspace: 'commons', name: 'm' };
const isBulk = (path: string): boolean => path.includes('.c/_bulk') || path.includes('.m/_bulk');

let proxy: FaultyProxy;
let client: ReturnType<typeof makeClient>;
let store: DocumentStore;

beforeAll(async () => {
  proxy = await openFaultyProxy(serverAddresses().elasticsearch);
  client = makeClient({ nodes: [proxy.url], requestTimeoutMs: 2_000 });
  store = await openDocumentStore({ client, prefix, registry: makeIndexRegistry() });
  const all = { fields: [idField, eventTimeField, ...fields], lookupFields: [] };
  await store.declare({ ...collection, ...all });
  await store.declare({ ...merged, ...all, write: 'merge' });
});
beforeEach(() => {
  proxy.fault = () => 'pass';
  proxy.requests.length = 0;
});
afterAll(async () => {
  proxy.fault = () => 'pass';
  await store.close();
  await deleteIndices(client, prefix);
  await client.close();
  await proxy.close();
});

let count = 0;
/** Operations with ids of their own. */
const some = (names: readonly string[]): TestOperation[] =>
  names.map((name) => ({ id: `d${(count += 1)}`, v: 1n, values: [name] }));
const checkpoint = (offset: number): { source: string; value: { offset: number } } => ({
  source: `s${count}`,
  value: { offset },
});
const namesOf = async (operations: readonly TestOperation[], where = collection): Promise<unknown> =>
  (
    await store.read(
      where,
      operations.map(({ id }) => id),
    )
  ).columns[2];

/** The first bulks of documents fail so, the later ones pass. */
function failFirst(times: number, fault: Fault): void {
  let left = times;
  proxy.fault = (path) => (isBulk(path) && left-- > 0 ? fault : 'pass');
}

const json = (body: unknown): string => JSON.stringify(body);
const error = (status: number, type: string, reason: string): Fault => ({
  status,
  body: json({ error: { type, reason, root_cause: [{ type, reason }] }, status }),
});
/** Every other item fails, though all were done. */
const everyOther = (status: number, type: string): Fault => ({
  change: (text) => {
    const { items } = JSON.parse(text) as { items: { index: object }[] };
    return json({
      items: items.map((item, index) =>
        index % 2 === 0 ? item : { index: { status, error: { type, reason: 'busy' } } },
      ),
    });
  },
});

describe('a write', () => {
  it.each<[string, number, Fault]>([
    ['answers 429', 2, error(429, 'es_rejected_execution_exception', 'busy')],
    ['answers 429 to some items', 2, everyOther(429, 'es_rejected_execution_exception')],
    ['answers 503 to some items', 1, everyOther(503, 'unavailable_shards_exception')],
    ['answers 503', 2, error(503, 'master_not_discovered_exception', 'no master')],
    ['breaks the connection', 2, 'reset'],
  ])('is made again by itself when the cluster %s a moment', async (_, times, fault) => {
    failFirst(times, fault);
    const operations = some(['a', 'b', 'c', 'd']);

    const { refusals } = await store.write(collection, toBatch(fields, operations), checkpoint(1));

    expect(refusals).toEqual([]);
    expect(await namesOf(operations)).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each<[string, Fault, RegExp]>([
    ['stays away', 'reset', /the connection broke/],
    ['stays silent', 'silence', /does not answer in time/],
    ['answers HTML', { status: 200, type: 'text/html', body: '<html></html>' }, /answered for 0 of 3/],
    ['answers HTML with 502', { status: 502, type: 'text/html', body: '<html></html>' }, /away \(status 502\)/],
    ['cuts its answer off', { change: (text) => text.slice(0, text.length / 2) }, /no JSON, or was cut off/],
    [
      'answers for fewer documents than it was sent',
      { change: (text) => json({ items: (JSON.parse(text) as { items: unknown[] }).items.slice(1) }) },
      /answered for 2 of 3/,
    ],
    [
      'has a full disk',
      error(
        429,
        'cluster_block_exception',
        'blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];',
      ),
      /the disk of a node is nearly full/,
    ],
    ['refuses the login', error(401, 'security_exception', 'missing credentials'), /the login is refused/],
    ['knows the protocol no longer', error(400, 'media_type_header_exception', 'Invalid media-type'), /protocol/],
  ])(
    'says so when the cluster %s; the checkpoint stays, and the same write may be made again',
    async (_, fault, words) => {
      proxy.fault = (path) => (isBulk(path) ? fault : 'pass');
      const operations = some(['a', 'b', 'c']);
      const place = checkpoint(1);

      await expect(store.write(collection, toBatch(fields, operations), place)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(words) as string,
      });
      expect(await store.readCheckpoint(collection, place.source)).toBeUndefined();

      proxy.fault = () => 'pass';
      await store.write(collection, toBatch(fields, operations), place);
      expect(await namesOf(operations)).toEqual(['a', 'b', 'c']);
      expect(await store.readCheckpoint(collection, place.source)).toEqual({ offset: 1 });
    },
  );

  it('of parts that was done, but not answered, is made again without harm', async () => {
    const operations: TestOperation[] = [
      { id: 'p', v: 1n, kind: 'upsert', values: ['one'] },
      { id: 'q', v: 2n, kind: 'insert', values: ['two'] },
    ];
    failFirst(1, { change: () => '' });
    await expect(store.write(merged, toBatch(fields, operations))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

    const { outcomes } = await store.write(merged, toBatch(fields, operations));

    expect(outcomes).toEqual(['replaced', 'replaced']);
    expect(await namesOf(operations, merged)).toEqual(['one', 'two']);
  });

  it.each([
    ['x_content_parse_exception', 400, 'RECORD_FIELD_TYPE'],
    ['action_request_validation_exception', 400, 'RECORD_FIELD_TYPE'],
    ['too_large', 413, 'RECORD_TOO_LARGE'],
  ])('of which one document makes the cluster refuse all (%s) refuses that one', async (type, status, code) => {
    const refusal = error(status, type, 'poison');
    proxy.fault = (path, body) => (isBulk(path) && body.includes('"poison"') ? refusal : 'pass');
    const operations = some(['a', 'b', 'poison', 'c', 'd', 'e', 'f']);
    const kept: unknown[] = [];

    const result = await store.write(collection, toBatch(fields, operations), checkpoint(7), (found) => {
      kept.push(...found);
      return Promise.resolve();
    });

    expect(result.outcomes).toEqual(['added', 'added', 'unmet', 'added', 'added', 'added', 'added']);
    expect(result.refusals).toEqual([
      { index: 2, code, message: expect.stringContaining('cannot be stored') as string },
    ]);
    expect(kept).toEqual(result.refusals);
    expect(await namesOf(operations)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('of which one item is refused stores the operation before it', async () => {
    proxy.fault = (path, body) =>
      isBulk(path) && body.includes('"poison"')
        ? {
            change: (text) => {
              const { items } = JSON.parse(text) as { items: { index: object }[] };
              const lines = body.split('\n');
              return json({
                items: items.map((item, index) =>
                  lines[index * 2 + 1]!.includes('"poison"')
                    ? { index: { status: 400, error: { type: 'document_parsing_exception', reason: 'no' } } }
                    : item,
                ),
              });
            },
          }
        : 'pass';
    const operations: TestOperation[] = [
      { id: 'twice', v: 3n, values: ['good'] },
      { id: 'other', v: 3n, values: ['fine'] },
      { id: 'twice', v: 4n, values: ['poison'] },
    ];

    const { outcomes, refusals } = await store.write(collection, toBatch(fields, operations));

    expect(refusals.map(({ index, code }) => [index, code])).toEqual([[2, 'RECORD_FIELD_TYPE']]);
    expect(outcomes.slice(1)).toEqual(['added', 'unmet']);
  });
});

describe('opening', () => {
  it('of a store whose cluster is away says where it was looked for', async () => {
    const away = makeClient({ nodes: ['http://user:secret@127.0.0.1:1'], requestTimeoutMs: 1_000 });

    const opening = openDocumentStore({ client: away, prefix, registry: makeIndexRegistry() });

    await expect(opening).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'The Elasticsearch cluster at http://127.0.0.1:1 cannot be opened: the connection was refused.',
    });
    await away.close();
  });

  it('passes over a node that is down, also to write', async () => {
    const nodes = ['http://127.0.0.1:1', proxy.url, 'http://127.0.0.1:2'];
    const several = makeClient({ nodes, requestTimeoutMs: 2_000 });
    const other = await openDocumentStore({ client: several, prefix, registry: makeIndexRegistry() });

    for (let n = 0; n < 6; n += 1) {
      const operations = some(['x']);
      await other.write(merged, toBatch(fields, operations));
      expect(await namesOf(operations, merged)).toEqual(['x']);
    }
    await several.close();
  });
});
