import { describe, expect, it } from 'vitest';
import type { Answer } from './answers.ts';
import { choices, failures } from './expressions.ts';

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
