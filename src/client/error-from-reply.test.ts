import { expect, it } from 'vitest';
import { errorFromReply } from './error-from-reply.ts';

const reply = (status: number, headers: Record<string, string> = {}): Response => new Response('', { status, headers });

it('gives back the error as the server made it', () => {
  const body = JSON.stringify({
    message: 'Function `COUT` not found.',
    code: 'SQL_BIND',
    hint: 'Did you mean count?',
    line: 1,
    column: 8,
    snippet: 'SELECT COUT(*)\n       ^',
    query_id: null,
    error_id: 'function_not_found',
    problems: [{ code: 'SQL_BIND', message: 'one', file: 'lambdas/a.yaml', line: 2 }],
  });

  const error = errorFromReply('http://x', reply(400), body);

  expect({ code: error.code, message: error.message, hint: error.hint, details: error.details }).toEqual({
    code: 'SQL_BIND',
    message: 'Function `COUT` not found.',
    hint: 'Did you mean count?',
    details: {
      hint: 'Did you mean count?',
      errorId: 'function_not_found',
      place: { line: 1, column: 8, snippet: 'SELECT COUT(*)\n       ^' },
      problems: [{ code: 'SQL_BIND', message: 'one', file: 'lambdas/a.yaml', line: 2 }],
    },
  });
});

it('keeps the seconds to wait', () =>
  expect(
    errorFromReply('http://x', reply(429, { 'retry-after': '3' }), '{"message":"busy","code":"BUSY"}').details
      .retryAfterSeconds,
  ).toBe(3));

it.each([
  [401, 'KEY_INVALID'],
  [403, 'ACCESS_DENIED'],
  [404, 'ROUTE_NOT_FOUND'],
  [429, 'RATE_LIMIT'],
  [400, 'REQUEST_INVALID'],
  [500, 'INTERNAL'],
])('reads a code that it does not know by status %d', (status, code) =>
  expect(errorFromReply('http://x', reply(status), '{"message":"m","code":"OF_TOMORROW"}').code).toBe(code),
);

it.each(['', '<html>502 Bad Gateway</html>', 'null', '[]', '{"error":"x"}', '"text"'])(
  'says that %j is no answer of ours',
  (body) => {
    const error = errorFromReply('http://x', reply(502), body);

    expect([error.code, error.message]).toEqual([
      'SERVER_UNREACHABLE',
      'What answers at http://x is no Rockpool server: status 502 without a message.',
    ]);
  },
);
