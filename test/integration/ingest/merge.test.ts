import { LosslessNumber } from 'lossless-json';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { CollectionDefinition } from '../../../src/catalog/collection.ts';
import type { DocumentResult } from '../../../src/ingest/ingest-service.ts';
import { definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

let test: TestIngest;
let now: number;

beforeEach(async () => {
  now = 1_700_000_000_000;
  test = await openIngest({ clock: () => now });
  await mkdir(join(test.folder, 'topics'), { recursive: true });
});
afterEach(() => test.close());

const types = {
  _id: 'VARCHAR',
  name: 'VARCHAR',
  tags: 'VARCHAR[]',
  n: 'BIGINT',
  op: 'VARCHAR',
  clear: 'VARCHAR[]',
  v: 'BIGINT',
};
const sql = 'SELECT _id, name, tags, n, op AS _op, clear AS _clear, v AS _version FROM _input';
const definition: CollectionDefinition = { ...definitionOf(topicSource('things'), types, sql), write: 'merge' };
const write = (...documents: readonly JsonObject[]): Promise<readonly DocumentResult[]> =>
  test.ingest.writeDocuments(definition, documents, 'write');
/** Without the event time, which is that of the clock. */
const rows = async (of = definition): Promise<readonly JsonObject[]> =>
  (await test.rows(of)).map(({ _event_time: _, ...row }) => row);

describe('records of a merge collection', () => {
  beforeEach(() => test.begin(definition));

  it('write parts of documents, in any case of _op', async () => {
    const results = await write(
      { _id: 'a', name: 'x', tags: ['t'], op: 'UPSERT' },
      { _id: 'a', n: 2, op: 'upsert' },
      { _id: 'b', n: 1, op: 'Update' },
      { _id: 'a', clear: ['tags', null], op: 'update' },
      { _id: 'c', name: 'whole', n: 3 },
      { _id: 'c', name: 'again' },
    );

    expect(results.map(({ outcome }) => outcome)).toEqual([
      'added',
      'replaced',
      'unmet',
      'replaced',
      'added',
      'replaced',
    ]);
    expect(await rows()).toEqual([
      { _id: 'a', name: 'x', tags: null, n: '2' },
      { _id: 'c', name: 'again', tags: null, n: null },
    ]);
  });

  it('begin anew after a delete, also inside one batch', async () => {
    const results = await write(
      { _id: 'a', name: 'x', n: 1, op: 'upsert' },
      { _id: 'a', op: 'delete' },
      { _id: 'a', n: 3, op: 'upsert' },
    );

    expect(results.map(({ outcome }) => outcome)).toEqual(['added', 'deleted', 'added']);
    expect(await rows()).toEqual([{ _id: 'a', name: null, tags: null, n: '3' }]);
  });

  it('are ordered by their versions, field by field', async () => {
    const results = await write(
      { _id: 'a', name: 'x9', op: 'upsert', v: 9 },
      { _id: 'a', name: 'x8', n: 8, op: 'upsert', v: 8 },
      { _id: 'a', name: 'x7', n: 7, op: 'upsert', v: 7 },
    );

    expect(results.map(({ outcome }) => outcome)).toEqual(['added', 'replaced', 'superseded']);
    expect(await rows()).toEqual([{ _id: 'a', name: 'x9', tags: null, n: '8' }]);
  });

  it.each<[string, JsonObject, string]>([
    ['an unknown _op', { op: 'MERGE' }, '_op "MERGE" is not known.'],
    [
      '_clear on a whole write',
      { clear: ['n'] },
      '_clear goes with the _op UPSERT and UPDATE; this one is REPSERT, which leaves no field as it was.',
    ],
    [
      '_clear on a delete',
      { clear: ['n'], op: 'delete' },
      '_clear goes with the _op UPSERT and UPDATE; this one is DELETE, which leaves no field as it was.',
    ],
    ['_clear of _id', { clear: ['_id'], op: 'upsert' }, '_clear names "_id", which is no field that can be emptied.'],
    [
      '_clear of _event_time',
      { clear: ['_event_time'], op: 'upsert' },
      '_clear names "_event_time", which is no field that can be emptied.',
    ],
    [
      '_clear of an unknown field',
      { clear: ['n', 'nmae'], op: 'update' },
      '_clear names "nmae", which is no field that can be emptied. Did you mean "name"?',
    ],
  ])('are refused with %s', async (_, members, message) => {
    const results = await write({ _id: 'a', ...members }, { _id: 'b', op: 'upsert', clear: [] });

    expect(results).toEqual([
      { id: null, outcome: 'error', error: { code: 'RECORD_OPERATION_INVALID', message } },
      { id: 'b', outcome: 'added' },
    ]);
  });

  it('are refused with a _clear that is no list of texts', async () => {
    const results = await write({ _id: 'a', clear: 'n', op: 'upsert' }, { _id: 'a', clear: [5], op: 'upsert' });

    expect(results.map(({ error }) => error?.code)).toEqual(['RECORD_FIELD_TYPE', 'RECORD_FIELD_TYPE']);
  });

  it('without an id get one', async () => {
    const results = await write({ name: 'x', op: 'upsert' }, { _id: null, name: 'y', op: 'upsert' });

    expect(new Set(results.map(({ id }) => id)).size).toBe(2);
    expect((await rows()).map(({ name }) => name).sort()).toEqual(['x', 'y']);
  });

  it('are deleted by call', async () => {
    await write({ _id: 'a', name: 'x', op: 'upsert' });

    expect(await test.ingest.writeDocuments(definition, [{ _id: 'a' }], 'delete')).toEqual([
      { id: 'a', outcome: 'deleted' },
    ]);
    expect(await rows()).toEqual([]);
  });

  it('come from a source, the refused ones as dead letters', async () => {
    const records = [
      { _id: 'a', name: 'x', op: 'upsert' },
      { _id: 'a', n: 1, op: 'upsert', clear: ['nope'] },
      { _id: 'a', n: 2, op: 'upsert' },
    ];
    await appendFile(
      join(test.folder, 'topics', 'things.ndjson'),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );

    const { counters } = await test.until(definition, (status) => status.counters.applied === 2);

    expect(counters).toMatchObject({ read: 3, dead: 1, made: 2, applied: 2 });
    expect((await test.ingest.deadLetters(definition, {})).map(({ code }) => code)).toEqual([
      'RECORD_OPERATION_INVALID',
    ]);
    expect(await rows()).toEqual([{ _id: 'a', name: 'x', tags: null, n: '2' }]);
  });

  it('show in a preview what they would write', async () => {
    const records = [
      { _id: 'a', name: 'x', op: 'upsert', clear: ['n'] },
      { _id: 'a', op: 'update' },
    ];
    await appendFile(
      join(test.folder, 'topics', 'things.ndjson'),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );

    const [preview] = await test.ingest.preview(definition, 2);

    const at = '2023-11-14T22:13:20.000000Z';
    expect(preview!.rows.map(({ documents }) => documents)).toEqual([
      [{ _id: 'a', _event_time: at, name: 'x', _op: 'UPSERT', _clear: ['n'] }],
      [{ _id: 'a', _event_time: at, _op: 'UPDATE' }],
    ]);
  });
});

describe('a patch in a merge collection', () => {
  const versionOf = (ms: number): string => String(BigInt(ms) << 20n);
  beforeEach(async () => {
    await test.begin(definition);
    await write({ _id: 'a', name: 'x', tags: ['t'], n: 1, op: 'upsert', v: 1 });
  });
  const patch = (...operations: readonly JsonObject[]): Promise<readonly DocumentResult[]> =>
    test.ingest.patchDocuments(definition, [{ id: 'a', patch: operations as never }]);

  it('writes the fields that it changes, and no others', async () => {
    expect(
      await patch({ op: 'replace', path: '/name', value: 'patched' }, { op: 'add', path: '/tags/-', value: 'u' }),
    ).toEqual([{ id: 'a', outcome: 'replaced' }]);

    await write({
      _id: 'a',
      name: 'late',
      tags: ['late'],
      n: 2,
      op: 'upsert',
      v: new LosslessNumber(versionOf(now - 1)) as never,
    });

    expect(await rows()).toEqual([{ _id: 'a', name: 'patched', tags: ['t', 'u'], n: '2' }]);
  });

  it('empties a field', async () => {
    await patch({ op: 'replace', path: '/name', value: null }, { op: 'remove', path: '/n' });

    expect(await rows()).toEqual([{ _id: 'a', name: null, tags: ['t'], n: null }]);
  });

  it('that changes nothing is taken all the same', async () => {
    expect(await patch({ op: 'replace', path: '/name', value: 'x' })).toEqual([{ id: 'a', outcome: 'replaced' }]);

    expect(await rows()).toEqual([{ _id: 'a', name: 'x', tags: ['t'], n: '1' }]);
  });
});

describe('a merge collection', () => {
  it('without a transformation takes _op and _clear from the record', async () => {
    const { transformation: _, ...plain } = definition;
    const merging = { ...plain, input: plain.input.filter(({ name }) => ['_id', 'name', 'n'].includes(name)) };
    await test.begin(merging);

    await test.ingest.writeDocuments(
      merging,
      [
        { _id: 'a', name: 'x', n: 1, _op: 'UPSERT' },
        { _id: 'a', n: 2, _op: 'UPSERT', _clear: ['name'] },
      ],
      'write',
    );

    expect(await rows(merging)).toEqual([{ _id: 'a', name: null, n: '2' }]);
  });

  it.each<[string, Partial<CollectionDefinition>, string]>([
    [
      '_clear of a text',
      { transformation: "SELECT _id, 'n' AS _clear FROM _input" },
      '_clear is VARCHAR; it must be VARCHAR[].',
    ],
    [
      '_clear of numbers',
      { transformation: 'SELECT _id, [1] AS _clear FROM _input' },
      '_clear is INTEGER[]; it must be VARCHAR[].',
    ],
  ])('is refused with %s', async (_, change, message) => {
    await expect(test.ingest.prepare({ ...definition, ...change }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'SQL_COLUMNS',
      message,
    });
  });

  it('is what _clear needs', async () => {
    const { write: _, ...whole } = definition;

    await expect(test.ingest.prepare(whole, () => Promise.resolve())).rejects.toMatchObject({
      code: 'SQL_COLUMNS',
      message: '_clear empties fields of documents that are written in parts.',
      hint: expect.stringContaining('`write: merge`') as string,
    });
  });

  it('stays one, and its fields keep their types', async () => {
    await test.begin(definition);
    const again = (next: CollectionDefinition): Promise<unknown> =>
      test.ingest.prepare(next, ({ fields }) => test.documents.declare({ ...next, fields, lookupFields: [] }));
    const { write: _, ...whole } = { ...definition, transformation: 'SELECT _id, name, tags, n FROM _input' };

    await expect(again(whole)).rejects.toMatchObject({ code: 'COLLECTION_INCOMPATIBLE' });
    const retyped = sql.replace(' n,', ' CAST(n AS VARCHAR) AS n,');
    await expect(again({ ...definition, transformation: retyped })).rejects.toMatchObject({
      code: 'COLLECTION_INCOMPATIBLE',
      message: expect.stringContaining('"n"') as string,
    });
    expect(await write({ _id: 'a', n: 1, op: 'upsert' })).toEqual([{ id: 'a', outcome: 'added' }]);
  });
});
