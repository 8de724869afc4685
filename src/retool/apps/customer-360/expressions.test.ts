import { describe, expect, it } from 'vitest';
import { customerAnswers, type Answer } from './answers.ts';
import { choices, emptyMessage, failures, isLoading, isMissing, rowsOf } from './expressions.ts';

const answer = (id: string): Answer => ({ id, lambda: id, title: id, arguments: {}, columns: [] });

/** What is said when the queries `one` and `two` have these errors. */
function said(one: unknown, two: unknown = null): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('one', 'two', `return ${failures([answer('one'), answer('two')])};`)(
    { error: one },
    { error: two },
  );
}

const body = { message: 'The lambda took longer than 5 s.', hint: 'Ask for less.', code: 'QUERY_TIMEOUT' };
const expected = '**Not available: one.** The lambda took longer than 5 s. Ask for less.';

describe('failures', () => {
  it.each([
    ['an object', body],
    ['JSON text', JSON.stringify(body)],
    ['an object around the reply', { statusCode: 504, data: body }],
  ])('says message and hint of a reply that is given as %s', (_, error) => {
    expect(said(error)).toBe(expected);
  });

  it('says a text as it is', () => {
    expect(said('Unauthorized')).toBe('**Not available: one.** Unauthorized.');
    expect(said('{not JSON')).toBe('**Not available: one.** {not JSON.');
  });

  it('says a reason once that several answers share', () => {
    expect(said('fetch failed', 'fetch failed')).toBe(
      '**Not available: one, two.** fetch failed. Is Rockpool running, and may Retool reach it?',
    );
    expect(said('a', 'b')).toBe('**Not available: one.** a.\n\n**Not available: two.** b.');
  });

  it('says nothing when all is well', () => {
    expect(said(null)).toBe('');
  });
});

describe('isMissing', () => {
  const isTrue = (live: boolean, isFetching: boolean, results: unknown, error: unknown = null): boolean => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('customer', 'live', 'profile', `return !!(${isMissing});`) as (
      ...all: unknown[]
    ) => boolean;
    return run({ value: 'u-0' }, { value: live }, { isFetching, error, data: { results } });
  };

  it('is not said of a customer before the answer, nor of one who is there, nor after a failure', () => {
    expect(isTrue(false, false, [])).toBe(true);
    expect(isTrue(false, true, [])).toBe(false);
    expect(isTrue(false, false, [{ user_id: 'u-0' }])).toBe(false);
    expect(isTrue(false, false, [], 'Unauthorized')).toBe(false);
  });

  it('goes on being said while a live screen asks again', () => {
    expect(isTrue(true, true, [])).toBe(true);
  });
});

describe('isLoading', () => {
  it.each([
    [true, false, true],
    [false, false, false],
    // It asks every second, and would flicker.
    [true, true, false],
  ])('while answers are fetched (%s) and the screen is live (%s) is %s', (isFetching, live, expected) => {
    const ids = customerAnswers.map(({ id }) => id);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('customer', 'live', ...ids, `return !!(${isLoading});`) as (...all: unknown[]) => boolean;
    expect(run({ value: 'u-17' }, { value: live }, ...ids.map(() => ({ isFetching })))).toBe(expected);
  });
});

describe('rowsOf', () => {
  const row = { total_spend: 1 };
  it.each([
    ['gives what was answered', 'u-17', false, { data: { results: [row] }, error: null, isFetching: false }, [row]],
    ['has none before an answer', 'u-17', false, { data: null, error: null, isFetching: false }, []],
    [
      'has none after a failure',
      'u-17',
      false,
      { data: { results: [row] }, error: 'Unauthorized', isFetching: false },
      [],
    ],
    ['has none while nobody is chosen', null, false, { data: { results: [row] }, error: null, isFetching: false }, []],
    [
      'keeps none of an earlier answer while it asks',
      'u-3',
      false,
      { data: { results: [row] }, error: null, isFetching: true },
      [],
    ],
    [
      'keeps them on a live screen, which asks every second',
      'u-17',
      true,
      { data: { results: [row] }, error: null, isFetching: true },
      [row],
    ],
  ])('%s', (_, value, live, spend, expected) => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('customer', 'live', 'spend', `return ${rowsOf('spend')};`);
    expect(run({ value }, { value: live }, spend)).toEqual(expected);
  });
});

describe('emptyMessage', () => {
  const nothing = { results: [] };
  it.each([
    ['Not available at the moment.', false, { error: 'Unauthorized', data: null, isFetching: false }],
    ['No "one" here', false, { error: null, data: nothing, isFetching: false }],
    ['Loading …', false, { error: null, data: nothing, isFetching: true }],
    ['No "one" here', true, { error: null, data: nothing, isFetching: true }],
    ['Loading …', true, { error: null, data: null, isFetching: true }],
    ['Nothing to show yet.', false, { error: null, data: null, isFetching: false }],
  ])('says: %s (live: %s, of %o)', (message, live, rows) => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('live', 'rows', `return ${emptyMessage('rows', 'No "one" here')};`);
    expect(run({ value: live }, rows)).toBe(message);
  });
});

describe('choices', () => {
  const rosa = { user_id: 'u-17', first_name: 'Rosa', last_name: 'Harris', email: 'rosa.harris17@example.com' };
  const label = 'Rosa Harris · rosa.harris17@example.com';
  const isaac = { user_id: 'u-3', label: 'Isaac Green · isaac.green3@example.com' };

  it.each([
    ['is empty before anything is read', undefined, undefined, []],
    ['names who is shown, although nobody searched for that one', [isaac], [rosa], [isaac, { user_id: 'u-17', label }]],
    ['names nobody twice', [{ user_id: 'u-17', label }], [rosa], [{ user_id: 'u-17', label }]],
    ['has only who was found while nobody is shown', [isaac], [], [isaac]],
  ])('%s', (_, found, own, expected) => {
    const reply = (results: unknown): unknown => ({ data: results === undefined ? null : { results } });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function('searchCustomers', 'profile', `return ${choices};`);
    expect(run(reply(found), reply(own))).toEqual(expected);
  });
});
