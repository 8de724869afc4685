import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIngest, type TestIngest } from './open-ingest.ts';
import { things } from './things.ts';

let test: TestIngest;
beforeEach(async () => {
  test = await openIngest({ clock: () => 1_700_000_000_000 });
  await test.begin(things);
});
afterEach(() => test.close());

describe('documents written by call', () => {
  it('are decoded and transformed, and answered one by one', async () => {
    const results = await test.ingest.writeDocuments(
      things,
      [
        { _id: 'a', amount: '$1.50', tags: ['x'] },
        { _id: 'b', amount: 7 },
        { _id: 'c', amount: 'skip' },
        { _id: 'd', amount: 'merge' },
        { _id: 'a', amount: '$2' },
        { _id: 'x'.repeat(513), amount: '$1' },
      ],
      'write',
    );

    expect(results).toEqual([
      { id: 'a', outcome: 'added' },
      {
        id: null,
        outcome: 'error',
        error: { code: 'RECORD_FIELD_TYPE', message: 'Field "amount": expected VARCHAR, got the number 7.' },
      },
      { id: null, outcome: 'filtered' },
      {
        id: null,
        outcome: 'error',
        error: {
          code: 'RECORD_OPERATION_INVALID',
          message: '_op UPSERT writes some fields of a document, which needs "write: merge" in the collection\'s file.',
        },
      },
      { id: 'a', outcome: 'replaced' },
      {
        id: null,
        outcome: 'error',
        error: { code: 'RECORD_ID_INVALID', message: 'The _id has 513 bytes; 512 are allowed.' },
      },
    ]);
    expect(await test.rows(things)).toEqual([
      { _id: 'a', _event_time: '2023-11-14 22:13:20+00', amount: '2.00', tags: null, seen: '2023-11-14 22:13:20+00' },
    ]);
    expect(await test.ingest.deadLetters(things, {})).toEqual([]);
  });

  it('are deleted by id, and what is older does not bring them back', async () => {
    await test.ingest.writeDocuments(things, [{ _id: 'a', amount: '$1' }], 'write');

    const results = await test.ingest.writeDocuments(
      things,
      [{ _id: 'a' }, { id: 'a' }, { _id: 5 }, { _id: '' }],
      'delete',
    );

    expect(results.map(({ id, outcome, error }) => [id, outcome, error?.code])).toEqual([
      ['a', 'deleted', undefined],
      [null, 'error', 'RECORD_ID_INVALID'],
      [null, 'error', 'RECORD_ID_INVALID'],
      ['', 'error', 'RECORD_ID_INVALID'],
    ]);
    expect(await test.rows(things)).toEqual([]);
  });

  it('get an id when they have none', async () => {
    const results = await test.ingest.writeDocuments(things, [{ amount: '$1' }, { amount: '$1' }], 'write');

    expect(new Set(results.map(({ id }) => id)).size).toBe(2);
  });

  it('are refused for a collection that is not there', async () => {
    const call = test.ingest.writeDocuments({ workspace: 'commons', name: 'nope' }, [], 'write');

    await expect(call).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});

describe('a patch', () => {
  beforeEach(async () => {
    await test.ingest.writeDocuments(things, [{ _id: 'a', amount: '$1.50', tags: ['x', 'y'] }], 'write');
  });
  const patch = (...operations: readonly { op: string; path: string; value?: never; from?: string }[]) =>
    test.ingest.patchDocuments(things, [{ id: 'a', patch: operations }]);
  const op = (name: string, path: string, value?: unknown, from?: string) =>
    ({ op: name, path, ...(value === undefined ? {} : { value }), ...(from === undefined ? {} : { from }) }) as never;

  it('changes a stored document', async () => {
    const results = await patch(
      op('TEST', '/tags/0', 'x'),
      op('add', '/tags/-', 'z'),
      op('REMOVE', '/tags/0'),
      op('increment', '/amount', 2),
      op('replace', '/seen', null),
    );

    expect(results).toEqual([{ id: 'a', outcome: 'replaced' }]);
    const [row] = await test.rows(things);
    expect([row!['amount'], row!['tags'], row!['seen']]).toEqual(['3.50', ['y', 'z'], null]);
  });

  it.each([
    [op('test', '/tags/0', 'no'), 'Patch operation 1 (test /tags/0): the value is another one.'],
    [op('replace', '/nope', 1), 'Patch operation 1 (replace /nope): there is no "nope".'],
    [op('remove', '/tags/7'), 'Patch operation 1 (remove /tags/7): there is no element "7".'],
    [op('add', 'tags', 1), 'Patch operation 1 (add tags): a path begins with "/".'],
    [op('add', '/tags/0'), 'Patch operation 1 (add /tags/0): it needs a value.'],
    [op('copy', '/tags/0'), 'Patch operation 1 (copy /tags/0): it needs "from".'],
    [op('spin', '/tags'), 'Patch operation 1 (spin /tags): op is ADD, REPLACE, REMOVE, COPY, MOVE, TEST or INCREMENT.'],
    [op('replace', '/_id', 'b'), 'The _id of a document cannot be changed.'],
    [op('replace', '/tags', 'text'), 'Field "tags": expected VARCHAR[], got the text "text".'],
    [op('remove', ''), 'Patch operation 1 (remove ): the whole document cannot be removed.'],
  ])('is refused: %j', async (operation, message) => {
    expect(await patch(operation)).toMatchObject([{ id: 'a', outcome: 'error', error: { message } }]);
  });

  it('of a document that is not there is refused', async () => {
    const results = await test.ingest.patchDocuments(things, [{ id: 'b', patch: [] }]);

    expect(results).toEqual([
      {
        id: 'b',
        outcome: 'error',
        error: { code: 'RECORD_ID_INVALID', message: 'There is no document with the _id "b".' },
      },
    ]);
  });
});
