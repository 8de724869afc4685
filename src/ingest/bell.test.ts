import { expect, it } from 'vitest';
import { Bell } from './bell.ts';

const never = new AbortController().signal;
const long = 60_000;

it('wakes the one who waits', async () => {
  const bell = new Bell();
  const waiting = bell.wait(long, never);
  bell.ring();

  await expect(waiting).resolves.toBeUndefined();
});

it('keeps a ring for the next one who waits, and for nobody after', async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.wait(long, never);
  let over = false;
  const second = bell.wait(30, never).then(() => (over = true));
  await Promise.resolve();

  expect(over).toBe(false);
  await second;
});

it('ends with the signal, before and meanwhile', async () => {
  const stop = new AbortController();
  const waiting = new Bell().wait(long, stop.signal);
  stop.abort();

  await waiting;
  await new Bell().wait(long, stop.signal);
});
