import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/schema/sql-type.ts';
import { eventTimeField, idField, someTime, toBatch } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

/** How a collection comes, changes and goes. */
export function describeDeclaring(harness: DocumentHarness): void {
  const { declare, write, rows } = harness;

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

      await harness.store.declare({
        ...harness.collection,
        fields: [fields[1]!, idField, fields[0]!, eventTimeField],
        lookupFields: [],
      });

      expect((await harness.store.read(harness.collection, ['a'])).columns).toEqual([[1n], ['a'], ['x'], [someTime]]);
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
      await expect(
        harness.store.declare({ ...harness.collection, fields: all, lookupFields: [] }),
      ).rejects.toMatchObject({
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

    it.each([
      '_v',
      '_tomb',
      '_versions',
      'rowid',
      'c1',
      'select',
      'a b',
      'a"b',
      'ä',
      '__proto__',
      'x.y',
      'constructor',
    ])('takes %j for a field like any other', async (odd) => {
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
    });

    it('has names with dots and hyphens, and keeps workspaces apart', async () => {
      const other = { workspace: 'team-1.sub', name: `${harness.collection.name}-x` };
      const all = [idField, eventTimeField, ...fields];
      await harness.store.declare({ ...other, fields: all, lookupFields: [] });
      await harness.store.declare({ ...other, workspace: 'team-1', fields: all, lookupFields: [] });
      await harness.store.write(other, toBatch(fields, [{ id: 'a', v: 1n }]));

      expect((await harness.store.read(other, ['a'])).rowCount).toBe(1);
      expect((await harness.store.read({ ...other, workspace: 'team-1' }, ['a'])).rowCount).toBe(0);
    });
  });

  describe('dropping', () => {
    it('removes documents, tombstones and checkpoints', async () => {
      await declare();
      await harness.store.write(
        harness.collection,
        toBatch(fields, [
          { id: 'a', v: 9n },
          { id: 'b', v: 9n, kind: 'delete' },
        ]),
        { source: 's', value: { n: 1 } },
      );

      await harness.store.drop(harness.collection);

      await expect(harness.store.read(harness.collection, ['a'])).rejects.toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
      });
      await declare([{ name: 'n', type: { kind: 'varchar' } }]);
      expect(await harness.store.readCheckpoint(harness.collection, 's')).toBeUndefined();
      expect(await harness.store.statistics(harness.collection)).toMatchObject({ documents: 0 });
      const result = await write([{ id: 'b', v: 1n, values: ['x'] }], [{ name: 'n', type: { kind: 'varchar' } }]);
      expect(result.outcomes).toEqual(['added']);
    });

    it('names what does not exist', async () => {
      const expected = { code: 'COLLECTION_NOT_FOUND' };
      await expect(harness.store.drop(harness.collection)).rejects.toMatchObject(expected);
      await expect(write([{ id: 'a', v: 1n }])).rejects.toMatchObject(expected);
      await expect(harness.store.readCheckpoint(harness.collection, 's')).rejects.toMatchObject(expected);
      await expect(harness.store.statistics(harness.collection)).rejects.toMatchObject(expected);
      await expect(harness.store.sweep(harness.collection, 0n, 0n)).rejects.toMatchObject(expected);
    });
  });
}
