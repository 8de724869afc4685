import { expect, describe, it } from 'vitest';
import type { Field, SqlType } from '../../src/schema/sql-type.ts';
import type { Value } from '../../src/schema/value.ts';
import { someTime } from './document-batch.ts';
import { fields, type DocumentHarness } from './document-harness.ts';

const merge = { write: 'merge' } as const;

/** What a store promises about the fields of collections with `write: merge`. */
export function describeMergeDeclaring(harness: DocumentHarness): void {
  const { declare, write, rows } = harness;

  describe('declaring a merge collection', () => {
    it.each([
      ['merge', 'whole documents', merge, {}],
      ['whole documents', 'merge', {}, merge],
    ])('that was of %s as one of %s is refused, with what to do', async (_, __, before, after) => {
      await declare(fields, before);
      await write([{ id: 'a', v: 1n, values: ['x'] }]);

      await expect(declare(fields, after)).rejects.toMatchObject({
        code: 'COLLECTION_INCOMPATIBLE',
        message: expect.stringContaining('"write: merge"') as string,
        hint: expect.stringContaining('make a new collection') as string,
      });

      await declare(fields, before);
      expect(await rows('a')).toEqual([['a', someTime, 'x', null]]);
    });

    it('refuses to retype a field', async () => {
      await declare(fields, merge);

      await expect(declare([{ name: 'n', type: { kind: 'varchar' } }], merge)).rejects.toMatchObject({
        code: 'COLLECTION_INCOMPATIBLE',
      });
    });

    it('adds fields, which older parts may still fill and older whole writes have emptied', async () => {
      await declare([fields[0]!], merge);
      await write(
        [
          { id: 'part', v: 5n, kind: 'upsert', values: ['x'] },
          { id: 'whole', v: 5n, values: ['x'] },
        ],
        [fields[0]!],
      );

      await declare(fields, merge);
      await write(['part', 'whole'].map((id) => ({ id, v: 4n, kind: 'upsert', values: ['late', 4n] })));

      expect(await rows('part', 'whole')).toEqual([
        ['part', someTime, 'x', 4n],
        ['whole', someTime, 'x', null],
      ]);
    });

    it('keeps what is in fields that are no longer declared', async () => {
      await declare(fields, merge);
      await write([{ id: 'a', v: 1n, kind: 'upsert', values: ['x', 1n] }]);

      await declare([fields[1]!], merge);
      await write([{ id: 'a', v: 2n, kind: 'upsert', values: [2n] }], [fields[1]!]);
      await declare(fields, merge);

      expect(await rows('a')).toEqual([['a', someTime, 'x', 2n]]);
    });

    it.each(['_versions', '_v', '_tomb', 'rowid', 'c1', 'c2', 't', 'a"b', '__proto__'])(
      'takes %j for a field like any other',
      async (odd) => {
        const own: Field[] = [{ name: odd, type: { kind: 'bigint' } }, fields[0]!];
        await declare(own, { ...merge, lookupFields: [odd] });

        await write([{ id: 'a', v: 1n, kind: 'upsert', values: [5n] }], own);
        await write([{ id: 'a', v: 2n, kind: 'upsert', values: [null, 'x'] }], own);

        expect(await rows('a')).toEqual([['a', someTime, 5n, 'x']]);
      },
    );

    it('changes look-up fields freely', async () => {
      for (const [n, lookupFields] of [['name'], [], ['n', '_id']].entries()) {
        await declare(fields, { ...merge, lookupFields });
        await write([{ id: 'a', v: BigInt(n), kind: 'upsert', values: n === 0 ? ['x'] : [null, BigInt(n)] }]);
      }

      expect(await rows('a')).toEqual([['a', someTime, 'x', 2n]]);
    });
  });

  describe('parts of documents', () => {
    it.each(['upsert', 'update'] as const)('are refused in other collections: %s', async (kind) => {
      await declare();

      const { outcomes: found, refusals } = await write([
        { id: 'a', v: 1n, values: ['x', 1n] },
        { id: 'a', v: 2n, kind, values: ['y'] },
      ]);

      expect(found).toEqual(['added', 'unmet']);
      expect(refusals).toEqual([
        {
          index: 1,
          code: 'RECORD_OPERATION_INVALID',
          message: expect.stringContaining('"write: merge"') as string,
        },
      ]);
      expect(await rows('a')).toEqual([['a', someTime, 'x', 1n]]);
    });

    const struct: SqlType = {
      kind: 'struct',
      fields: [
        { name: 'a b', type: { kind: 'timestamptz' } },
        { name: 'p', type: { kind: 'list', element: { kind: 'decimal', width: 10, scale: 2 } } },
      ],
    };
    it.each<[string, SqlType, Value]>([
      ['boolean', { kind: 'boolean' }, false],
      ['integer', { kind: 'integer' }, -2147483648],
      ['hugeint', { kind: 'hugeint' }, 2n ** 127n - 1n],
      ['double', { kind: 'double' }, -Infinity],
      ['NaN', { kind: 'double' }, NaN],
      ['varchar', { kind: 'varchar' }, 'a\u0000ä😀'],
      ['empty varchar', { kind: 'varchar' }, ''],
      ['date', { kind: 'date' }, -719162],
      ['time', { kind: 'time' }, 86_399_999_999n],
      ['timestamp', { kind: 'timestamp' }, -1n],
      ['timestamptz', { kind: 'timestamptz' }, -62_135_596_800_000_000n],
      ['uuid', { kind: 'uuid' }, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
      ['json', { kind: 'json' }, '{"a":9007199254740993,"b":[1.10,null]}'],
      ['decimal', { kind: 'decimal', width: 38, scale: 10 }, 10n ** 38n - 1n],
      ['list', { kind: 'list', element: { kind: 'varchar' } }, ['a', null, 'a']],
      ['empty list', { kind: 'list', element: { kind: 'varchar' } }, []],
      ['struct', struct, [someTime, [1999n, null]]],
      ['list of structs', { kind: 'list', element: struct }, [[null, []], null]],
    ])('keep the value of a field that they leave alone: %s', async (_, type, value) => {
      const own: Field[] = [{ name: 'value', type }, fields[1]!];
      await declare(own, merge);

      for (const v of [1n, 2n, 3n])
        await write([{ id: 'a', v, kind: 'upsert', values: [v === 1n ? value : null, v] }], own);

      expect(await rows('a')).toEqual([['a', someTime, value, 3n]]);
    });
  });
}
