import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionDeclaration, DocumentStore, WriteResult } from '../../src/catalog/document-store.ts';
import type { Field, SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { eventTimeField, idField, someTime, toBatch, type TestOperation } from './document-batch.ts';

const hour = 3_600_000_000n;

/** What every document store must do. `open` gives a store in which the collections `commons.t…` are free; each test takes a new one. */
export function describeDocumentStore(name: string, open: () => Promise<DocumentStore>): void {
  describe(`${name} as document store`, () => {
    let store: DocumentStore;
    let collection: { workspace: string; name: string };
    let count = 0;
    const fields: readonly Field[] = [
      { name: 'name', type: { kind: 'varchar' } },
      { name: 'n', type: { kind: 'bigint' } },
    ];

    beforeEach(async () => {
      store = await open();
      collection = { workspace: 'commons', name: `t${Date.now()}_${(count += 1)}` };
    });
    afterEach(() => store.close());

    const declare = (own: readonly Field[] = fields, more: Partial<CollectionDeclaration> = {}): Promise<void> =>
      store.declare({ ...collection, fields: [idField, eventTimeField, ...own], lookupFields: [], ...more });
    const write = (operations: readonly TestOperation[], own: readonly Field[] = fields): Promise<WriteResult> =>
      store.write(collection, toBatch(own, operations));
    /** Documents as rows of id, event time and the declared fields. */
    const rows = async (...ids: string[]): Promise<Value[][]> => {
      const batch = await store.read(collection, ids);
      const read = Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((column) => column[row]!));
      return read.sort((a, b) => ids.indexOf(String(a[0])) - ids.indexOf(String(b[0])));
    };
    const outcomes = async (...operations: TestOperation[]): Promise<readonly string[]> =>
      (await write(operations)).outcomes;

    describe('operations', () => {
      beforeEach(() => declare());

      it('adds a document, then replaces all of it', async () => {
        expect(await outcomes({ id: 'a', v: 1n, values: ['x', 1n] })).toEqual(['added']);
        expect(await outcomes({ id: 'a', v: 2n, values: ['y'] })).toEqual(['replaced']);

        expect(await rows('a')).toEqual([['a', someTime, 'y', null]]);
      });

      it('lets an older write lose, whatever the order of arrival', async () => {
        await write([{ id: 'a', v: 5n, values: ['new'] }]);

        expect(await outcomes({ id: 'a', v: 4n, values: ['old'] })).toEqual(['superseded']);
        expect(await rows('a')).toEqual([['a', someTime, 'new', null]]);
      });

      it('lets an equal version win again', async () => {
        await write([{ id: 'a', v: 5n, values: ['first'] }]);

        expect(await outcomes({ id: 'a', v: 5n, values: ['second'] })).toEqual(['replaced']);
        expect(await rows('a')).toEqual([['a', someTime, 'second', null]]);
      });

      it('replaces only what is present and inserts only what is absent', async () => {
        expect(
          await outcomes(
            { id: 'a', v: 1n, kind: 'replace', values: ['r'] },
            { id: 'b', v: 1n, kind: 'insert', values: ['i'] },
            { id: 'b', v: 2n, kind: 'insert', values: ['again'] },
            { id: 'b', v: 3n, kind: 'replace', values: ['r'] },
          ),
        ).toEqual(['unmet', 'added', 'unmet', 'replaced']);

        expect(await rows('a', 'b')).toEqual([['b', someTime, 'r', null]]);
        expect(await outcomes({ id: 'b', v: 4n, kind: 'insert' }, { id: 'a', v: 4n, kind: 'replace' })).toEqual([
          'unmet',
          'unmet',
        ]);
      });

      it('lets an operation that was not met leave no trace: an older write still comes through', async () => {
        await write([{ id: 'a', v: 9n, kind: 'replace' }]);

        expect(await outcomes({ id: 'a', v: 1n, values: ['x'] })).toEqual(['added']);
      });

      it('deletes, and an older write does not bring the document back', async () => {
        await write([{ id: 'a', v: 5n, values: ['x'] }]);

        expect(await outcomes({ id: 'a', v: 9n, kind: 'delete' })).toEqual(['deleted']);
        expect(await outcomes({ id: 'a', v: 8n, values: ['stale'] })).toEqual(['superseded']);
        expect(await rows('a')).toEqual([]);
      });

      it('keeps the tombstone of a document that it never saw', async () => {
        expect(await outcomes({ id: 'a', v: 9n, kind: 'delete' })).toEqual(['deleted']);

        expect(await outcomes({ id: 'a', v: 8n, values: ['stale'] })).toEqual(['superseded']);
        expect(await rows('a')).toEqual([]);
      });

      it('takes a deleted document for absent', async () => {
        await write([
          { id: 'a', v: 1n },
          { id: 'a', v: 2n, kind: 'delete' },
        ]);

        expect(await outcomes({ id: 'a', v: 3n, kind: 'replace' })).toEqual(['unmet']);
        expect(await outcomes({ id: 'a', v: 4n, kind: 'insert', values: ['back'] })).toEqual(['added']);
        expect(await rows('a')).toEqual([['a', someTime, 'back', null]]);
      });

      it('applies several operations of one id in their order', async () => {
        expect(
          await outcomes(
            { id: 'a', v: 1n, values: ['one'] },
            { id: 'a', v: 2n, kind: 'delete' },
            { id: 'a', v: 3n, values: ['three'] },
            { id: 'a', v: 2n, values: ['late'] },
            { id: 'a', v: 4n, values: ['four', 4n] },
          ),
        ).toEqual(['added', 'deleted', 'added', 'superseded', 'replaced']);

        expect(await rows('a')).toEqual([['a', someTime, 'four', 4n]]);
      });

      it('changes nothing when a batch is written again', async () => {
        const batch: TestOperation[] = [
          { id: 'a', v: 1n, values: ['a1'] },
          { id: 'b', v: 2n, kind: 'insert', values: ['b2'] },
          { id: 'a', v: 3n, kind: 'replace', values: ['a3'] },
          { id: 'c', v: 4n, kind: 'delete' },
          { id: 'b', v: 5n, kind: 'delete' },
          { id: 'd', v: 6n, kind: 'replace', values: ['never'] },
        ];
        await write(batch);
        const before = await rows('a', 'b', 'c', 'd');
        await write(batch);

        expect(await rows('a', 'b', 'c', 'd')).toEqual(before);
        expect(before).toEqual([['a', someTime, 'a3', null]]);
      });

      it('accepts a batch without operations', async () => {
        expect(await write([])).toEqual({ outcomes: [], refusals: [] });
      });

      it('accepts fields in another order, and takes those that a batch does not have for null', async () => {
        await write([{ id: 'a', v: 1n, values: [7n, 'x'] }], [fields[1]!, fields[0]!]);
        await write([{ id: 'b', v: 1n, values: [8n] }], [fields[1]!]);

        expect(await rows('a', 'b')).toEqual([
          ['a', someTime, 'x', 7n],
          ['b', someTime, null, 8n],
        ]);
      });

      it('refuses a batch with a field that was never declared', async () => {
        await expect(write([{ id: 'a', v: 1n }], [{ name: 'nmae', type: { kind: 'varchar' } }])).rejects.toMatchObject({
          code: 'COLLECTION_INCOMPATIBLE',
        });
      });

      it('applies both of two concurrent writes, the higher version winning', async () => {
        await Promise.all([
          write([
            { id: 'a', v: 2n, values: ['two'] },
            { id: 'b', v: 1n, values: ['b'] },
          ]),
          write([
            { id: 'a', v: 1n, values: ['one'] },
            { id: 'c', v: 1n, values: ['c'] },
          ]),
        ]);

        expect(await rows('a', 'b', 'c')).toEqual([
          ['a', someTime, 'two', null],
          ['b', someTime, 'b', null],
          ['c', someTime, 'c', null],
        ]);
      });

      it('writes 50,000 operations at once, and again', async () => {
        const batch = Array.from({ length: 50_000 }, (_, n) => ({
          id: `d${n % 40_000}`,
          v: BigInt(n),
          values: ['x', BigInt(n)],
        }));

        const first = await write(batch);
        const second = await write(batch);

        expect(first.outcomes.filter((outcome) => outcome === 'added')).toHaveLength(40_000);
        expect(first.outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(10_000);
        expect(second.outcomes.filter((outcome) => outcome === 'superseded')).toHaveLength(10_000);
        expect((await store.statistics(collection)).documents).toBe(40_000);
        expect(await rows('d0', 'd9999', 'd39999')).toEqual([
          ['d0', someTime, 'x', 40_000n],
          ['d9999', someTime, 'x', 49_999n],
          ['d39999', someTime, 'x', 39_999n],
        ]);
      });
    });

    describe('refusals', () => {
      beforeEach(() => declare());

      it.each([
        ['an empty id', '', 'RECORD_ID_INVALID'],
        ['an id of 513 bytes', 'x'.repeat(513), 'RECORD_ID_INVALID'],
        ['an id of 171 characters with 513 bytes', '€'.repeat(171), 'RECORD_ID_INVALID'],
        ['an id with half a surrogate pair', 'a\ud800b', 'RECORD_ID_INVALID'],
      ])('refuses %s and writes the others', async (_, id, code) => {
        const result = await write([
          { id: 'a', v: 1n },
          { id, v: 1n },
          { id: 'b', v: 1n },
        ]);

        expect(result.outcomes).toEqual(['added', 'unmet', 'added']);
        expect(result.refusals).toEqual([{ index: 1, code, message: expect.any(String) as string }]);
        expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['a', 'b']);
      });

      it.each([-1n, 2n ** 63n])('refuses the order version %d', async (v) => {
        const result = await write([
          { id: 'a', v },
          { id: 'b', v: 1n },
        ]);

        expect(result.refusals.map(({ index, code }) => [index, code])).toEqual([[0, 'RECORD_OPERATION_INVALID']]);
        expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['b']);
      });

      it.each([2n ** 63n - 1n, -(2n ** 63n), 2n ** 70n])('refuses the event time %d', async (at) => {
        const result = await write([
          { id: 'a', v: 1n, at },
          { id: 'b', v: 1n },
        ]);

        expect(result.refusals.map(({ index, code }) => [index, code])).toEqual([[0, 'RECORD_FIELD_TYPE']]);
        expect((await rows('a', 'b')).map((row) => row[0])).toEqual(['b']);
      });

      it('moves the checkpoint past refused operations', async () => {
        await store.write(collection, toBatch(fields, [{ id: '', v: 1n }]), { source: 's', value: { offset: 1 } });

        expect(await store.readCheckpoint(collection, 's')).toEqual({ offset: 1 });
      });
    });

    describe('ids', () => {
      it.each([
        '__proto__',
        'constructor',
        "'; DROP TABLE x; --",
        '"',
        ' ',
        'a\u0000b',
        'ä😀',
        'x'.repeat(512),
        '€'.repeat(170),
        '../../etc/passwd',
        'a/b?c#d%20',
      ])('keeps %j as it is', async (id) => {
        await declare();

        expect((await write([{ id, v: 1n, values: ['x'] }])).refusals).toEqual([]);
        expect(await rows(id)).toEqual([[id, someTime, 'x', null]]);
        expect(await outcomes({ id, v: 2n })).toEqual(['replaced']);
      });

      it('tells ids apart that differ in case, in trailing space or in composition', async () => {
        await declare();
        const ids = ['a', 'A', 'a ', '\u00e4', 'a\u0308'];

        await write(ids.map((id) => ({ id, v: 1n, values: [id] })));

        expect(await rows(...ids)).toEqual(ids.map((id) => [id, someTime, id, null]));
      });
    });

    describe('checkpoints', () => {
      beforeEach(() => declare());

      it('knows none before the first write', async () => {
        expect(await store.readCheckpoint(collection, 's')).toBeUndefined();
      });

      it('moves with the write, per source', async () => {
        const value = JSON.parse('{"offset": 1, "list": [1, {"a": null}], "__proto__": "x"}') as { offset: number };
        await store.write(collection, toBatch(fields, [{ id: 'a', v: 1n }]), { source: 's', value });
        await store.write(collection, toBatch(fields, []), { source: 'other', value: { offset: 7 } });
        expect(JSON.stringify(await store.readCheckpoint(collection, 's'))).toBe(JSON.stringify(value));

        await store.write(collection, toBatch(fields, [{ id: 'b', v: 1n }]), { source: 's', value: { offset: 2 } });

        expect(await store.readCheckpoint(collection, 's')).toEqual({ offset: 2 });
        expect(await store.readCheckpoint(collection, 'other')).toEqual({ offset: 7 });
      });

      it('is never visible before the operations', async () => {
        const seen: [number, number][] = [];
        let writing = true;
        const watch = (async () => {
          while (writing) {
            const checkpoint = await store.readCheckpoint(collection, 's');
            const { documents } = await store.statistics(collection);
            seen.push([Number(checkpoint?.['written'] ?? 0), documents]);
          }
        })();
        for (let batch = 1; batch <= 20; batch += 1) {
          const operations = Array.from({ length: 100 }, (_, n) => ({ id: `${batch}-${n}`, v: 1n }));
          await store.write(collection, toBatch(fields, operations), { source: 's', value: { written: batch * 100 } });
        }
        writing = false;
        await watch;

        expect(seen.filter(([written, documents]) => documents < written)).toEqual([]);
      });

      it('stays where it was when the write is refused as a whole', async () => {
        await store.write(collection, toBatch(fields, []), { source: 's', value: { offset: 1 } });
        const wrong = toBatch([{ name: 'unknown', type: { kind: 'varchar' } }], [{ id: 'a', v: 1n }]);

        await expect(store.write(collection, wrong, { source: 's', value: { offset: 2 } })).rejects.toThrow();

        expect(await store.readCheckpoint(collection, 's')).toEqual({ offset: 1 });
        expect(await rows('a')).toEqual([]);
      });
    });

    describe('declaring', () => {
      it('adds fields; older documents hold null there', async () => {
        await declare([fields[0]!]);
        await write([{ id: 'a', v: 1n, values: ['x'] }], [fields[0]!]);

        await declare();

        await write([{ id: 'b', v: 1n, values: ['y', 2n] }]);
        expect(await rows('a', 'b')).toEqual([
          ['a', someTime, 'x', null],
          ['b', someTime, 'y', 2n],
        ]);
      });

      it('makes a field invisible that is no longer declared, and shows it again with its values when it is', async () => {
        await declare();
        await write([{ id: 'a', v: 1n, values: ['x', 1n] }]);

        await declare([fields[1]!]);
        expect(await rows('a')).toEqual([['a', someTime, 1n]]);

        await declare();
        expect(await rows('a')).toEqual([['a', someTime, 'x', 1n]]);
      });

      it('follows the declared order of the fields', async () => {
        await declare();
        await write([{ id: 'a', v: 1n, values: ['x', 1n] }]);

        await store.declare({
          ...collection,
          fields: [fields[1]!, idField, fields[0]!, eventTimeField],
          lookupFields: [],
        });

        expect((await store.read(collection, ['a'])).columns).toEqual([[1n], ['a'], ['x'], [someTime]]);
      });

      it('refuses to retype a field, also one that is invisible, naming it and both types', async () => {
        await declare();
        const retyped: Field[] = [fields[0]!, { name: 'n', type: { kind: 'varchar' } }];

        const expected = {
          code: 'COLLECTION_INCOMPATIBLE',
          message: expect.stringMatching(/"n".*BIGINT.*VARCHAR/) as string,
        };
        await expect(declare(retyped)).rejects.toMatchObject(expected);
        await declare([fields[0]!]);
        await expect(declare(retyped)).rejects.toMatchObject(expected);
        await write([{ id: 'a', v: 1n, values: ['still there'] }], [fields[0]!]);
        expect(await rows('a')).toEqual([['a', someTime, 'still there']]);
      });

      it.each<[string, readonly Field[]]>([
        [
          'fields that differ only in case',
          [
            { name: 'User', type: { kind: 'varchar' } },
            { name: 'user', type: { kind: 'varchar' } },
          ],
        ],
        ['a field twice', [fields[0]!, fields[0]!]],
        ['a field without a name', [{ name: '', type: { kind: 'varchar' } }]],
        ['a field that differs from _id only in case', [{ name: '_ID', type: { kind: 'varchar' } }]],
      ])('refuses %s', async (_, own) => {
        await expect(declare(own)).rejects.toMatchObject({ code: 'COLLECTION_INCOMPATIBLE' });
        await expect(write([])).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
      });

      it('refuses a new field that differs from a stored one only in case', async () => {
        await declare();

        await expect(declare([...fields, { name: 'NAME', type: { kind: 'varchar' } }])).rejects.toMatchObject({
          code: 'COLLECTION_INCOMPATIBLE',
        });
        await declare([fields[1]!]);
        await expect(declare([fields[1]!, { name: 'Name', type: { kind: 'varchar' } }])).rejects.toMatchObject({
          code: 'COLLECTION_INCOMPATIBLE',
        });
      });

      it.each<[string, readonly Field[]]>([
        ['without _id', [eventTimeField]],
        ['without _event_time', [idField]],
        ['with a number as _id', [{ name: '_id', type: { kind: 'bigint' } }, eventTimeField]],
      ])('refuses a collection %s', async (_, all) => {
        await expect(store.declare({ ...collection, fields: all, lookupFields: [] })).rejects.toMatchObject({
          code: 'COLLECTION_INCOMPATIBLE',
        });
      });

      it('changes look-up fields freely; documents and answers stay the same', async () => {
        const list: Field = { name: 'tags', type: { kind: 'list', element: { kind: 'varchar' } } };
        await declare([...fields, list]);
        await write([{ id: 'a', v: 1n, values: ['x', 1n, ['t']] }], [...fields, list]);

        for (const lookupFields of [['name'], ['name', 'n', '_id'], [], ['tags', 'unknown', 'n'], ['n', 'name']]) {
          await declare([...fields, list], { lookupFields });
          await write(
            [
              { id: 'a', v: 2n, values: ['y', 2n, []] },
              { id: 'b', v: 2n, values: ['y', 2n, null] },
            ],
            [...fields, list],
          );
          expect(await rows('a', 'b')).toEqual([
            ['a', someTime, 'y', 2n, []],
            ['b', someTime, 'y', 2n, null],
          ]);
        }
      });

      it('does nothing when nothing changes', async () => {
        await declare();
        await write([{ id: 'a', v: 1n, values: ['x', 1n] }]);
        await declare();

        expect(await rows('a')).toEqual([['a', someTime, 'x', 1n]]);
      });

      it.each(['_v', '_tomb', 'rowid', 'select', 'a b', 'a"b', 'ä', '__proto__', 'x.y', 'constructor'])(
        'takes %j for a field like any other',
        async (odd) => {
          const own: Field[] = [{ name: odd, type: { kind: 'bigint' } }];
          await declare(own, { lookupFields: [odd] });
          await write([{ id: 'a', v: 1n, values: [5n] }], own);
          await write(
            [
              { id: 'a', v: 2n, values: [6n] },
              { id: 'b', v: 1n, kind: 'delete' },
            ],
            own,
          );

          expect(await rows('a', 'b')).toEqual([['a', someTime, 6n]]);
        },
      );

      it('has names with dots and hyphens, and keeps workspaces apart', async () => {
        const other = { workspace: 'team-1.sub', name: `${collection.name}-x` };
        const all = [idField, eventTimeField, ...fields];
        await store.declare({ ...other, fields: all, lookupFields: [] });
        await store.declare({ ...other, workspace: 'team-1', fields: all, lookupFields: [] });
        await store.write(other, toBatch(fields, [{ id: 'a', v: 1n }]));

        expect((await store.read(other, ['a'])).rowCount).toBe(1);
        expect((await store.read({ ...other, workspace: 'team-1' }, ['a'])).rowCount).toBe(0);
      });
    });

    describe('values', () => {
      const scalar = (kind: 'boolean' | 'integer' | 'bigint' | 'hugeint' | 'double' | 'varchar'): SqlType => ({ kind });
      it.each<[string, SqlType, readonly Value[]]>([
        ['boolean', scalar('boolean'), [true, false]],
        ['integer', scalar('integer'), [0, -1, 2147483647, -2147483648]],
        ['bigint', scalar('bigint'), [0n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]],
        ['hugeint', scalar('hugeint'), [0n, 2n ** 53n + 1n, 2n ** 64n, 2n ** 127n - 1n, -(2n ** 127n) + 1n]],
        ['double', scalar('double'), [0, 1.5, -1e308, 5e-324, NaN, Infinity, -Infinity]],
        ['varchar', scalar('varchar'), ['', 'x', 'ä€😀', 'a\u0000b', 'x'.repeat(100_000), "'; DROP TABLE x"]],
        ['date', { kind: 'date' }, [0, -1, 20682, -719162]],
        ['time', { kind: 'time' }, [0n, 86_399_999_999n, 1n]],
        ['timestamp', { kind: 'timestamp' }, [0n, someTime, -1n]],
        ['timestamptz', { kind: 'timestamptz' }, [0n, someTime, -62_135_596_800_000_000n]],
        [
          'uuid',
          { kind: 'uuid' },
          [
            '00000000-0000-0000-0000-000000000000',
            'ffffffff-ffff-4fff-bfff-ffffffffffff',
            '7f000000-0000-4000-8000-000000000001',
          ],
        ],
        ['json', { kind: 'json' }, ['{"a":9007199254740993,"b":[1.10,null]}', '[]', '"x"', 'null', '{"__proto__":1}']],
        ['decimal(18,2)', { kind: 'decimal', width: 18, scale: 2 }, [0n, 1250n, -1n, 999_999_999_999_999_999n]],
        ['decimal(38,10)', { kind: 'decimal', width: 38, scale: 10 }, [10n ** 38n - 1n, -(10n ** 30n), 1n]],
        ['decimal(4,1)', { kind: 'decimal', width: 4, scale: 1 }, [9999n, -9999n]],
        ['varchar[]', { kind: 'list', element: scalar('varchar') }, [[], ['a', null, ''], ['a', 'a']]],
        [
          'bigint[][]',
          { kind: 'list', element: { kind: 'list', element: scalar('bigint') } },
          [[[1n], [], null], [[2n ** 53n + 1n]]],
        ],
        [
          'struct',
          {
            kind: 'struct',
            fields: [
              { name: 'a b', type: scalar('integer') },
              { name: 'tags', type: { kind: 'list', element: scalar('varchar') } },
            ],
          },
          [
            [1, ['x', null]],
            [null, null],
          ],
        ],
        [
          'struct[]',
          {
            kind: 'list',
            element: {
              kind: 'struct',
              fields: [
                { name: 'at', type: { kind: 'timestamptz' } },
                { name: 'p', type: { kind: 'decimal', width: 10, scale: 2 } },
              ],
            },
          },
          [[[someTime, 1999n], null, [null, -1n]], []],
        ],
      ])('keeps every %s as it is, and null', async (_, type, values) => {
        const own: Field[] = [{ name: 'value', type }];
        await declare(own, { lookupFields: ['value'] });
        const operations = [...values, null].map((value, index) => ({ id: `d${index}`, v: 1n, values: [value] }));

        expect((await write(operations, own)).refusals).toEqual([]);

        expect(await rows(...operations.map(({ id }) => id))).toEqual(
          operations.map(({ id, values: [value] }) => [id, someTime, value]),
        );
      });

      it('keeps microseconds of event times, before 1970 and after 2262 too', async () => {
        await declare();
        const times = [someTime, -1n, 0n, 9_300_000_000_000_000n, -60_000_000_000_000_001n];

        await write(times.map((at, index) => ({ id: `d${index}`, v: 1n, at })));

        expect((await rows(...times.map((_, index) => `d${index}`))).map((row) => row[1])).toEqual(times);
      });
    });

    describe('reading', () => {
      beforeEach(() => declare());

      it('leaves absent documents out and reads an id once that is asked for twice', async () => {
        await write([
          { id: 'a', v: 1n },
          { id: 'b', v: 1n },
        ]);

        expect((await rows('b', 'nobody', 'a', 'b')).map((row) => row[0])).toEqual(['b', 'a']);
        expect(await store.read(collection, [])).toEqual({ rowCount: 0, columns: [[], [], [], []] });
      });

      it('shows a write as soon as it has returned', async () => {
        for (let n = 0; n < 20; n += 1) {
          await write([{ id: 'a', v: BigInt(n), values: [null, BigInt(n)] }]);
          expect(await rows('a')).toEqual([['a', someTime, null, BigInt(n)]]);
        }
      });
    });

    describe('statistics, retention and sweeping', () => {
      const now = (): bigint => BigInt(Date.now()) * 1000n;

      it('counts visible documents and names the newest event time', async () => {
        await declare();
        expect(await store.statistics(collection)).toEqual({ documents: 0, bytes: expect.any(Number) as number });

        await write([
          { id: 'a', v: 1n, at: 5n },
          { id: 'b', v: 1n, at: 9n },
          { id: 'c', v: 1n, at: 99n },
          { id: 'c', v: 2n, at: 100n, kind: 'delete' },
        ]);

        expect(await store.statistics(collection)).toEqual({
          documents: 2,
          newestEventTime: 9n,
          bytes: expect.any(Number) as number,
        });
      });

      it('hides what is older than the retention, and shows it again when the retention is lifted', async () => {
        await declare(fields, { retentionMs: 3_600_000 });
        const fresh = now();
        await write([
          { id: 'old', v: 1n, at: now() - 2n * hour },
          { id: 'new', v: 1n, at: fresh },
        ]);

        expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['new']);
        expect(await store.statistics(collection)).toMatchObject({ documents: 1, newestEventTime: fresh });
        await declare(fields);
        expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['old', 'new']);
      });

      it('takes an expired document for absent', async () => {
        await declare(fields, { retentionMs: 3_600_000 });
        await write([{ id: 'a', v: 1n, at: now() - 2n * hour }]);

        expect(await outcomes({ id: 'a', v: 2n, kind: 'replace', at: now() })).toEqual(['unmet']);
        expect(await outcomes({ id: 'a', v: 3n, kind: 'insert', at: now() })).toEqual(['added']);
      });

      it('sweeps expired documents and old tombstones, and nothing else', async () => {
        await declare(fields, { retentionMs: 3_600_000 });
        const time = now();
        await write([
          { id: 'old', v: 1n, at: time - 2n * hour },
          { id: 'new', v: 1n, at: time },
          { id: 'deleted long ago', v: 1n, at: time - 9n * hour, kind: 'delete' },
          { id: 'deleted just now', v: 5n, at: time, kind: 'delete' },
        ]);

        expect(await store.sweep(collection, time, time - 8n * hour)).toBe(2);

        expect(await store.sweep(collection, time, time - 8n * hour)).toBe(0);
        expect((await rows('old', 'new')).map((row) => row[0])).toEqual(['new']);
        expect(
          await outcomes({ id: 'deleted just now', v: 4n, at: time }, { id: 'deleted long ago', v: 1n, at: time }),
        ).toEqual(['superseded', 'added']);
      });

      it('sweeps no document of a collection without retention', async () => {
        await declare();
        await write([{ id: 'a', v: 1n, at: 0n }]);

        expect(await store.sweep(collection, now(), now())).toBe(0);
        expect(await rows('a')).toHaveLength(1);
      });
    });

    describe('dropping', () => {
      it('removes documents, tombstones and checkpoints', async () => {
        await declare();
        await store.write(
          collection,
          toBatch(fields, [
            { id: 'a', v: 9n },
            { id: 'b', v: 9n, kind: 'delete' },
          ]),
          { source: 's', value: { n: 1 } },
        );

        await store.drop(collection);

        await expect(store.read(collection, ['a'])).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
        await declare([{ name: 'n', type: { kind: 'varchar' } }]);
        expect(await store.readCheckpoint(collection, 's')).toBeUndefined();
        expect(await store.statistics(collection)).toMatchObject({ documents: 0 });
        const result = await write([{ id: 'b', v: 1n, values: ['x'] }], [{ name: 'n', type: { kind: 'varchar' } }]);
        expect(result.outcomes).toEqual(['added']);
      });

      it('names what does not exist', async () => {
        const expected = { code: 'COLLECTION_NOT_FOUND' };
        await expect(store.drop(collection)).rejects.toMatchObject(expected);
        await expect(write([{ id: 'a', v: 1n }])).rejects.toMatchObject(expected);
        await expect(store.readCheckpoint(collection, 's')).rejects.toMatchObject(expected);
        await expect(store.statistics(collection)).rejects.toMatchObject(expected);
        await expect(store.sweep(collection, 0n, 0n)).rejects.toMatchObject(expected);
      });
    });

    it('finishes what was asked for before it closes, and refuses what comes after', async () => {
      await declare();
      const last = write([{ id: 'a', v: 1n }]);
      await store.close();

      expect((await last).outcomes).toEqual(['added']);
      await expect(write([{ id: 'b', v: 1n }])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });
  });
}
