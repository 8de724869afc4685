import { describe, expect, it } from 'vitest';
import { makeDataAge } from './data-age.ts';

const a = { workspace: 'commons', name: 'a' };
const b = { workspace: 'commons', name: 'b' };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function makeTested(newest: Record<string, bigint | undefined>, takesMs = 0) {
  const time = { ms: 10_000 };
  const asked: string[] = [];
  const newestEventTime = async ({ name }: { readonly name: string }) => {
    asked.push(name);
    time.ms += takesMs;
    if (name === 'broken') throw new Error('the store is away');
    return newest[name];
  };
  return { age: makeDataAge({ newestEventTime }, () => time.ms), time, asked };
}

describe('the age of data', () => {
  it('is that of the newest document of all collections that were read', async () => {
    const { age } = makeTested({ a: 4_000_000n, b: 7_000_000n });
    await age.warm([a, b]);

    expect([age.of([a]), age.of([a, b]), age.of([])]).toEqual([6000, 3000, undefined]);
  });

  it('is not below zero, and unknown for an empty collection or a store that cannot tell', async () => {
    const { age } = makeTested({ a: 99_000_000n });
    const broken = { workspace: 'commons', name: 'broken' };
    await age.warm([a, b, broken]);

    expect([age.of([a]), age.of([b]), age.of([broken])]).toEqual([0, undefined, undefined]);
  });

  it('is asked for once in 250 ms, while queries go on with what is known', async () => {
    const { age, time, asked } = makeTested({ a: 4_000_000n });
    await Promise.all([age.warm([a]), age.warm([a])]);
    for (let round = 0; round < 10; round += 1) age.of([a]);
    expect(asked).toEqual(['a']);

    time.ms += 250;
    expect([age.of([a]), age.of([a])]).toEqual([6250, 6250]);
    await settled();
    expect(asked).toEqual(['a', 'a']);
  });

  it('is waited for after a pause, by every query that comes meanwhile', async () => {
    const newest: Record<string, bigint> = { a: 4_000_000n };
    const { age, time, asked } = makeTested(newest);
    await age.warm([a]);
    newest['a'] = 400_000_000n;
    time.ms += 400_000;
    const ages = [age.warm([a]), age.warm([a])].map((known) => known.then(() => age.of([a])));

    expect(await Promise.all(ages)).toEqual([10_000, 10_000]);
    expect(asked).toEqual(['a', 'a']);
  });

  it('is asked for more rarely where asking takes long', async () => {
    const { age, time, asked } = makeTested({ a: 4_000_000n }, 20);
    await age.warm([a]);
    time.ms += 999;
    age.of([a]);
    expect(asked).toEqual(['a']);

    time.ms += 1;
    age.of([a]);
    expect(asked).toEqual(['a', 'a']);
  });
});
