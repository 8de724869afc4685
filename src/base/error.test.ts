import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-codes.ts';
import { problemsError, RockpoolError } from './error.ts';
import { startDeadline } from './deadline.ts';

describe('RockpoolError', () => {
  it("takes the table's hint unless the place that throws knows better", () => {
    expect(new RockpoolError('TAG_NOT_FOUND', 'x').hint).toBe(errorCodes.TAG_NOT_FOUND.hint);
    expect(new RockpoolError('TAG_NOT_FOUND', 'x', { hint: 'better' }).hint).toBe('better');
  });

  it('prints every problem of a file with its place, hint and snippet', () => {
    const error = problemsError('CONFIG_INVALID', [
      {
        code: 'CONFIG_INVALID',
        file: 'rockpool.yaml',
        line: 3,
        column: 7,
        message: 'unknown key "prot".',
        hint: 'Did you mean "port"?',
        snippet: '  prot: 1\n  ^',
      },
      { code: 'CONFIG_INVALID', file: 'rockpool.yaml', message: 'no store.' },
    ]);

    expect(error.message).toBe(
      'rockpool.yaml:3:7: unknown key "prot". Did you mean "port"?\n  prot: 1\n  ^\nrockpool.yaml: no store.',
    );
    expect(error.details.place?.line).toBe(3);
  });
});

describe('a deadline', () => {
  it('aborts with QUERY_TIMEOUT when its time is over', async () => {
    const deadline = startDeadline(1);

    await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));

    expect((deadline.signal.reason as RockpoolError).code).toBe('QUERY_TIMEOUT');
  });

  it("aborts with its parent's reason, also when the parent was aborted before", () => {
    const gone = new Error('gone');
    const parent = new AbortController();
    const during = startDeadline(60_000, parent.signal);
    parent.abort(gone);
    const after = startDeadline(60_000, parent.signal);

    expect([during.signal.reason, after.signal.reason]).toEqual([gone, gone]);
    during.clear();
    after.clear();
  });
});
