import { describe, expect, it } from 'vitest';
import { makeStoreQueue } from './store-queue.ts';

describe('the calls of a store', () => {
  it('ends what came before it closes, and refuses what comes while it does', async () => {
    const queue = makeStoreQueue();
    let finish = (): void => {};
    const slow = queue.run('write', () => new Promise<string>((resolve) => (finish = () => resolve('written'))));
    const waiting = queue.run('read', () => Promise.resolve('read'));

    const closing = queue.close();
    const late = queue.run('write', () => Promise.resolve('too late'));
    await expect(late).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'The store cannot write: it is closed.',
    });
    finish();
    await closing;

    expect(await Promise.all([slow, waiting])).toEqual(['written', 'read']);
  });

  it('says what could not be done when the disk is full, and goes on with the next call', async () => {
    const queue = makeStoreQueue();

    const full = queue.run('write', () => Promise.reject(new Error('IO Error: No space left on device')));

    await expect(full).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'The store cannot write: the disk is full.',
    });
    expect(await queue.run('read', () => Promise.resolve('read'))).toBe('read');
  });
});
