import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { RecordKey, RecordStore } from '../../src/catalog/record-store.ts';

/**
 * What every record store must do. `open` gives an empty one, or one whose other records have ids that no test uses: each test has its
 * own prefix.
 */
export function describeRecordStore(name: string, open: () => Promise<RecordStore>): void {
  describe(`${name} as record store`, () => {
    let store: RecordStore;
    let prefix: string;
    let count = 0;
    const key = (id: string): RecordKey => ({ kind: 'lambda', id: `${prefix}${id}` });

    beforeEach(async () => {
      store = await open();
      prefix = `t${Date.now()}-${(count += 1)}/`;
    });
    afterEach(() => store.close());

    it('knows nothing of a record that was never written', async () => {
      expect(await store.get(key('a'))).toBeUndefined();
    });

    it('gives back what was put, with the revision that put returned', async () => {
      const value = {
        a: 1,
        list: [1, null, 'x'],
        nested: { deep: true, text: 'ä "quoted" \u0000 😀' },
        big: 9007199254740991,
      };

      const revision = await store.put(key('a'), value, undefined);

      expect(await store.get(key('a'))).toEqual({ id: `${prefix}a`, value, revision });
    });

    it('keeps members called __proto__ and constructor as data', async () => {
      const value = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "": 3}') as JsonObject;

      await store.put(key('a'), value, undefined);

      expect(JSON.stringify((await store.get(key('a')))?.value)).toBe('{"__proto__":{"x":1},"constructor":2,"":3}');
    });

    it('keeps a value of a megabyte', async () => {
      const value = { text: 'x'.repeat(1_000_000) };

      await store.put(key('a'), value, undefined);

      expect((await store.get(key('a')))?.value).toEqual(value);
    });

    it('keeps records of different kinds apart', async () => {
      await store.put(key('a'), { of: 'lambda' }, undefined);
      await store.put({ ...key('a'), kind: 'tag' }, { of: 'tag' }, undefined);

      expect((await store.get(key('a')))?.value).toEqual({ of: 'lambda' });
      expect((await store.get({ ...key('a'), kind: 'tag' }))?.value).toEqual({ of: 'tag' });
    });

    it('refuses to create a record that exists', async () => {
      await store.put(key('a'), { n: 1 }, undefined);

      expect(await store.put(key('a'), { n: 2 }, undefined)).toBe('conflict');
      expect((await store.get(key('a')))?.value).toEqual({ n: 1 });
    });

    it('refuses a revision for a record that does not exist', async () => {
      const revision = await put('a', { n: 1 });

      expect(await store.put(key('other'), { n: 2 }, revision)).toBe('conflict');
      expect(await store.get(key('other'))).toBeUndefined();
    });

    it('changes the revision with every write, also of the same value, and refuses the one before', async () => {
      const first = await put('a', { n: 1 });
      const second = await store.put(key('a'), { n: 1 }, first);

      expect(second).not.toBe(first);
      expect(await store.put(key('a'), { n: 2 }, first)).toBe('conflict');
      expect((await store.get(key('a')))?.value).toEqual({ n: 1 });
    });

    it('takes a record that was deleted and written again for another one', async () => {
      const first = await put('a', { n: 1 });
      await store.delete(key('a'), first);
      await put('a', { n: 1 });

      expect(await store.put(key('a'), { n: 2 }, first)).toBe('conflict');
    });

    it('lets exactly one of two concurrent creators win', async () => {
      const outcomes = await Promise.all(['a', 'b'].map((by) => store.put(key('a'), { by }, undefined)));

      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(1);
    });

    it('lets exactly one of ten concurrent writers of one revision win, and keeps the value of the winner', async () => {
      const revision = await put('a', { by: -1 });

      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, by) => store.put(key('a'), { by }, revision)));

      const winners = outcomes.flatMap((outcome, by) => (outcome === 'conflict' ? [] : [by]));
      expect(winners).toHaveLength(1);
      expect((await store.get(key('a')))?.value).toEqual({ by: winners[0] });
    });

    it('deletes only the revision that is expected', async () => {
      const first = await put('a', { n: 1 });
      const second = await store.put(key('a'), { n: 2 }, first);

      expect(await store.delete(key('a'), first)).toBe(false);
      expect((await store.get(key('a')))?.value).toEqual({ n: 2 });
      expect(await store.delete(key('a'), second)).toBe(true);
      expect(await store.get(key('a'))).toBeUndefined();
    });

    it('counts a record that is gone as deleted', async () => {
      const revision = await put('a', { n: 1 });
      await store.delete(key('a'), revision);

      expect(await store.delete(key('a'), revision)).toBe(true);
    });

    it('writes many records in one go, whatever is stored', async () => {
      await put('b', { old: true });

      await store.putAll('lambda', [
        { id: `${prefix}a`, value: { n: 1 } },
        { id: `${prefix}b`, value: { n: 2 } },
        { id: `${prefix}a`, value: { n: 3 } },
      ]);

      expect(await ids({ prefix })).toEqual(['a', 'b']);
      expect((await store.get(key('a')))?.value).toEqual({ n: 3 });
      expect((await store.get(key('b')))?.value).toEqual({ n: 2 });
    });

    it('writes none of no records', async () => {
      await store.putAll('lambda', []);

      expect(await store.count('lambda', prefix)).toBe(0);
    });

    it('lists by prefix, sorted by id', async () => {
      for (const id of ['b', 'a/2', 'a', 'B', 'a/10', 'ä', '_', '%']) await put(id, {});

      expect(await ids({ prefix })).toEqual(['%', 'B', '_', 'a', 'a/10', 'a/2', 'b', 'ä']);
      expect(await ids({ prefix: `${prefix}a/` })).toEqual(['a/10', 'a/2']);
    });

    it('sorts by code point, also beyond the first 65,536', async () => {
      for (const id of ['\uffee', '😀', 'z']) await put(id, {});

      expect(await ids({ prefix })).toEqual(['z', '\uffee', '😀']);
    });

    it('lists as many as there are', async () => {
      const all = Array.from({ length: 601 }, (_, index) => String(index).padStart(4, '0'));
      await store.putAll(
        'lambda',
        all.map((id) => ({ id: `${prefix}${id}`, value: {} })),
      );

      expect(await ids({ prefix })).toEqual(all);
      expect(await ids({ prefix, after: `${prefix}0002`, limit: 500 })).toEqual(all.slice(3, 503));
    });

    it('takes ids as long as the key of an object', async () => {
      const [one, other] = ['a', 'b'].map((end) => `${'ü'.repeat(600)}${end}`);
      const revision = await put(one!, { n: 1 });
      await put(other!, { n: 2 });

      expect(await ids({ prefix })).toEqual([one, other]);
      expect((await store.get(key(other!)))?.value).toEqual({ n: 2 });
      expect(await store.delete(key(one!), revision)).toBe(true);
      expect(await ids({ prefix })).toEqual([other]);
    });

    it('takes the characters of a prefix as they are', async () => {
      for (const id of ['a%b', 'aXb', 'a_c', 'a*d', 'a?e']) await put(id, {});

      expect(await ids({ prefix: `${prefix}a%` })).toEqual(['a%b']);
      expect(await ids({ prefix: `${prefix}a_` })).toEqual(['a_c']);
      expect(await ids({ prefix: `${prefix}a*` })).toEqual(['a*d']);
    });

    it('goes on after an id, as far as the limit', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await put(id, {});

      expect(await ids({ prefix, limit: 2 })).toEqual(['a', 'b']);
      expect(await ids({ prefix, after: `${prefix}b` })).toEqual(['c', 'd']);
      expect(await ids({ prefix, after: `${prefix}bb`, limit: 1 })).toEqual(['c']);
      expect(await ids({ prefix, limit: 0 })).toEqual([]);
    });

    it('counts by prefix', async () => {
      for (const id of ['a/1', 'a/2', 'b/1']) await put(id, {});

      expect(await store.count('lambda', prefix)).toBe(3);
      expect(await store.count('lambda', `${prefix}a/`)).toBe(2);
      expect(await store.count('execution', prefix)).toBe(0);
    });

    it('gives those of many ids that are there', async () => {
      for (const id of ['a', 'b', 'ü/"\'']) await put(id, { id });

      const found = await store.getAll(
        'lambda',
        ['b', 'none', 'ü/"\'', 'b'].map((id) => `${prefix}${id}`),
      );

      expect(found.map(({ id, value }) => [id.slice(prefix.length), value]).sort()).toEqual([
        ['b', { id: 'b' }],
        ['ü/"\'', { id: 'ü/"\'' }],
      ]);
      expect(await store.getAll('lambda', [])).toEqual([]);
    });

    it('lists those whose members have these values', async () => {
      await put('a', { code: 'X', stage: 's' });
      await put('b', { code: 'Y', stage: 's' });
      await put('c', { code: "'; --", stage: 's' });
      await put('d', { stage: 's' });

      expect(await ids({ prefix, where: { code: 'X' } })).toEqual(['a']);
      expect(await ids({ prefix, where: { stage: 's' }, after: `${prefix}a`, limit: 2 })).toEqual(['b', 'c']);
      expect(await ids({ prefix, where: { code: "'; --", stage: 's' } })).toEqual(['c']);
      expect(await ids({ prefix, where: { code: 'X', stage: 't' } })).toEqual([]);
      expect(await ids({ prefix, where: { nope: 'X' } })).toEqual([]);
    });

    it('counts by members, the largest group first', async () => {
      for (const [id, code] of ['X', 'Y', 'Y', 'ü"'].entries()) await put(`a/${id}`, { code, n: id });
      await put('b/1', { code: 'X' });
      await put('a/none', {});

      expect(await store.countBy('lambda', ['code'], `${prefix}a/`)).toEqual([
        { values: ['Y'], count: 2 },
        { values: [''], count: 1 },
        { values: ['X'], count: 1 },
        { values: ['ü"'], count: 1 },
      ]);
      expect(await store.countBy('lambda', ['code', 'none'], `${prefix}b/`)).toEqual([{ values: ['X', ''], count: 1 }]);
      expect(await store.countBy('lambda', ['code'], `${prefix}z`)).toEqual([]);
    });

    it('compares and counts long texts as wholes', async () => {
      const [one, other] = ['a', 'b'].map((end) => `${'x'.repeat(40_000)}${end}`);
      await put('1', { code: one!, stage: 's' });
      await put('2', { code: other!, stage: 's' });
      await put('3', { code: other!, stage: 's' });

      expect(await ids({ prefix, where: { code: other! } })).toEqual(['2', '3']);
      expect(await store.countBy('lambda', ['code', 'stage'], prefix)).toEqual([
        { values: [other, 's'], count: 2 },
        { values: [one, 's'], count: 1 },
      ]);
    });

    it('takes any name for a member', async () => {
      const names = [' ', '.', 'a.b', '#', '__proto__', '$.x', 'ü"', 'x'.repeat(300)];
      for (const [at, name] of names.entries()) await put(String(at), Object.fromEntries([[name, 'here']]));

      for (const [at, name] of names.entries()) {
        expect(await ids({ prefix, where: Object.fromEntries([[name, 'here']]) })).toEqual([String(at)]);
        expect(await store.countBy('lambda', [name], prefix)).toEqual([
          { values: [''], count: names.length - 1 },
          { values: ['here'], count: 1 },
        ]);
      }
    });

    it('deletes those whose number is below', async () => {
      const member = `at${prefix}`;
      for (const at of [9, 10, 1_795_000_000_000]) await put(String(at), { [member]: at });
      await put('none', {});
      await put('text', { [member]: 'soon' });

      expect(await store.deleteBelow('lambda', member, 10)).toBe(1);
      expect(await ids({ prefix })).toEqual(['10', '1795000000000', 'none', 'text']);
      expect(await store.deleteBelow('execution', member, 1e15)).toBe(0);
    });

    it('knows negative numbers and fractions', async () => {
      const member = `at${prefix}`;
      for (const at of [-2, -1.5, 0, 0.5, 1]) await put(String(at), { [member]: at });

      expect(await store.deleteBelow('lambda', member, -1.5)).toBe(1);
      expect(await store.deleteBelow('lambda', member, 0.75)).toBe(3);
      expect(await ids({ prefix })).toEqual(['1']);
    });

    it('deletes as many as there are', async () => {
      const member = `at${prefix}`;
      const records = Array.from({ length: 601 }, (_, at) => ({ id: `${prefix}${at}`, value: { [member]: at } }));
      await store.putAll('lambda', records);

      expect(await store.deleteBelow('lambda', member, 600)).toBe(600);
      expect(await ids({ prefix })).toEqual(['600']);
    });

    it('takes quotes and statements in ids as text', async () => {
      const id = `'; DROP TABLE records; --`;
      await put(id, { n: 1 });

      expect((await store.get(key(id)))?.value).toEqual({ n: 1 });
      expect(await ids({ prefix })).toEqual([id]);
    });

    it('refuses to work once it is closed', async () => {
      await store.close();

      await expect(store.get(key('a'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });

    const put = async (id: string, value: JsonObject): Promise<string> => await store.put(key(id), value, undefined);
    const ids = async (options: Parameters<RecordStore['list']>[1]): Promise<string[]> =>
      (await store.list('lambda', options)).map((record) => record.id.slice(prefix.length));
  });
}
