import { afterEach, beforeEach, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import { openRecordStore } from '../../../src/duckdb/record-store.ts';
import { makeLeaseSeeker, type Lease, type LeaseSeeker } from '../../../src/ingest/source-lease.ts';

const collection = { workspace: 'commons', name: 'things' };
const durationMs = 1000;

let records: RecordStore;
/** Every server has its own clock, and they disagree. */
let clocks: Record<string, number>;

beforeEach(async () => {
  records = await openRecordStore({ path: ':memory:', memoryBytes: 64 * 1024 ** 2 });
  clocks = { a: 5_000_000, b: 17 };
});
afterEach(() => records.close());

const seeker = (holder: 'a' | 'b', store = records): LeaseSeeker =>
  makeLeaseSeeker(store, collection, 'shop', { holder, durationMs, elapsed: () => clocks[holder]! });
const take = async (from: LeaseSeeker): Promise<Lease> => {
  const attempt = await from.tryTake();
  if (attempt.kind !== 'taken') throw new Error(`held by ${attempt.by}`);
  return attempt.lease;
};
const pass = (milliseconds: number): void => {
  for (const holder of ['a', 'b']) clocks[holder]! += milliseconds;
};

it('is taken by one of two who ask at once', async () => {
  const attempts = await Promise.all([seeker('a').tryTake(), seeker('b').tryTake()]);

  expect(attempts.map(({ kind }) => kind).sort()).toEqual(['held', 'taken']);
});

it('stays with whoever renews it, however long', async () => {
  const lease = await take(seeker('a'));
  const b = seeker('b');
  for (let round = 0; round < 10; round += 1) {
    pass(400);
    expect(await b.tryTake()).toEqual({ kind: 'held', by: 'a' });
    expect(await lease.renew()).toBe(true);
  }
});

it('is taken over when it was not renewed for its duration, as seen by the one who waits', async () => {
  const lease = await take(seeker('a'));
  pass(10_000);
  const b = seeker('b');

  expect(await b.tryTake()).toEqual({ kind: 'held', by: 'a' });
  pass(999);
  expect((await b.tryTake()).kind).toBe('held');
  pass(1);
  expect((await b.tryTake()).kind).toBe('taken');

  expect([lease.isCertain(), await lease.renew()]).toEqual([false, false]);
});

it('is certain for its duration after the renewal began, and no longer', async () => {
  const lease = await take(seeker('a'));
  clocks['a']! += 999;
  expect(lease.isCertain()).toBe(true);
  clocks['a']! += 1;
  expect(lease.isCertain()).toBe(false);

  expect(await lease.renew()).toBe(true);
  expect(lease.isCertain()).toBe(true);
});

it('is free at once when it is given back', async () => {
  const lease = await take(seeker('a'));
  await lease.giveBack();

  expect(lease.isCertain()).toBe(false);
  await take(seeker('b'));
});

it('is not given back by one who has lost it', async () => {
  const lost = await take(seeker('a'));
  const b = seeker('b');
  await b.tryTake();
  pass(durationMs);
  const lease = await take(b);

  await lost.giveBack();

  expect(await lease.renew()).toBe(true);
});

it('is taken at once by the same server after it was killed', async () => {
  await take(seeker('a'));

  await take(seeker('a'));
});

it('is still held when the answer to a renewal was lost', async () => {
  let loses = false;
  const forgetful: RecordStore = {
    ...records,
    async put(...call) {
      const revision = await records.put(...call);
      if (loses) throw new RockpoolError('STORE_UNAVAILABLE', 'Away.');
      return revision;
    },
  };
  const lease = await take(seeker('a', forgetful));
  loses = true;
  await expect(lease.renew()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  loses = false;

  expect(await lease.renew()).toBe(true);
});
