import { expect, it } from 'vitest';
import type { PlannedQuery } from './plan-query.ts';
import type { CompiledQuery } from './query-engine.ts';
import { makeSharedPlans } from './shared-plans.ts';

const query = {} as CompiledQuery;
const plan = {} as PlannedQuery;

/** Plans that are made when the test says so. */
function openPlans() {
  const begun: { readonly signal: AbortSignal; readonly end: (error?: Error) => void }[] = [];
  const plans = makeSharedPlans(
    (_, signal) =>
      new Promise((resolve, reject) => {
        begun.push({ signal, end: (error) => (error === undefined ? resolve(plan) : reject(error)) });
      }),
  );
  return { plans, begun };
}

const never = new AbortController().signal;

it('a plan is made once for all who wait for it, and for those who come later', async () => {
  const { plans, begun } = openPlans();
  const waiting = [plans.of(query, never), plans.of(query, never)];
  begun[0]!.end();

  expect(await Promise.all([...waiting, plans.of(query, never)])).toEqual([plan, plan, plan]);
  expect(begun).toHaveLength(1);
});

it('whoever goes while a plan is made goes at once; it is stopped when nobody waits any more, and made anew for the next', async () => {
  const { plans, begun } = openPlans();
  const [one, other] = [new AbortController(), new AbortController()];
  const waiting = [one, other].map(({ signal }) => plans.of(query, signal).catch((error: unknown) => error));
  one.abort(new Error('one went'));
  expect([await waiting[0], begun[0]!.signal.aborted]).toEqual([new Error('one went'), false]);

  other.abort(new Error('other went'));
  expect([await waiting[1], begun[0]!.signal.aborted]).toEqual([new Error('other went'), true]);

  const next = plans.of(query, never);
  begun[0]!.end(new Error('stopped'));
  begun[1]!.end();
  expect(await next).toBe(plan);
  expect(await plans.of(query, never)).toBe(plan);
  expect(begun).toHaveLength(2);
});

it('whoever is gone already begins no plan, and a failure is not remembered', async () => {
  const { plans, begun } = openPlans();
  await expect(plans.of(query, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(begun).toEqual([]);

  const failing = plans.of(query, never);
  begun[0]!.end(new Error('no memory'));
  await expect(failing).rejects.toThrow('no memory');
  const again = plans.of(query, never);
  begun[1]!.end();
  expect(await again).toBe(plan);
});
