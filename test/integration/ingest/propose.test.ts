import { describe, expect, it } from 'vitest';
import { body, useProposals } from './open-proposals.ts';

const { write, ofTopic } = useProposals();

const lines = (...records: readonly unknown[]): string =>
  records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n') + '\n';

describe('a proposal', () => {
  it('has types, the _id, the time of the event, and what was seen', async () => {
    await write(
      'topics/user_activity.ndjson',
      lines(
        {
          id: 'a1',
          event_time: '2026-08-17T21:19:57Z',
          action: 'view',
          amount: 1.5,
          count: 3,
          seen_at: 1_786_000_000_000,
        },
        { id: 'a2', event_time: '2026-08-17T21:20:57Z', action: null, amount: 2, count: 4, tags: ['x'], big: 1 },
      ),
    );

    const { file, yaml, sampled, refused, preview } = await ofTopic('user_activity');

    expect({ file, sampled, refused }).toEqual({ file: 'collections/user_activity.yaml', sampled: 2, refused: 0 });
    expect(yaml)
      .toBe(`# Proposed by \`rockpool preview\` from 2 records of the topic user_activity of files. Change what does not fit.
sources:
  - { integration: files, topic: user_activity, format: json, start: earliest }
input: # what a record looks like; a missing member is NULL, a value of another type makes a dead letter
  id: VARCHAR # e.g. a1
  event_time: TIMESTAMPTZ # e.g. 2026-08-17T21:19:57Z
  action: VARCHAR # 50 % null, e.g. view
  amount: DOUBLE # e.g. 1.5
  count: BIGINT # e.g. 3
  seen_at: TIMESTAMPTZ(ms) # 50 % null, e.g. 1786000000000
  tags: VARCHAR[] # 50 % null
  big: BIGINT # 50 % null, e.g. 1
# id was different in every record seen, so it is the _id.
# event_time is the time of the event.
transformation: |
  SELECT id AS _id, event_time AS _event_time, action, amount, count, seen_at, tags, big
  FROM _input
`);
    expect(preview.rows[0]).toEqual({
      record: expect.stringContaining('"a1"') as string,
      documents: [
        {
          _id: 'a1',
          _event_time: '2026-08-17T21:19:57.000000Z',
          action: 'view',
          amount: 1.5,
          count: 3,
          seen_at: '2026-08-06T07:06:40.000000Z',
          tags: null,
          big: null,
        },
      ],
    });
  });

  it.each<[string, readonly unknown[], string]>([
    ['integers beyond 2^63', ['{"n":9223372036854775808}'], '  n: HUGEINT # beyond 2^63'],
    ['integers beyond 2^127', [`{"n":${'9'.repeat(50)}}`], '  n: JSON # of several kinds'],
    ['numbers that no DOUBLE holds', ['{"n":1e400}'], '  n: JSON # of several kinds'],
    ['whole numbers written as fractions', ['{"n":1.0}', '{"n":2.0}'], '  n: DOUBLE'],
    ['booleans', [{ n: true }], '  n: BOOLEAN # e.g. true'],
    ['dates', [{ n: '2026-08-17' }], '  n: DATE # e.g. 2026-08-17'],
    [
      'texts that begin like times',
      [{ n: '2026-08-17T21:19:57Z' }, { n: 'soon' }],
      '  n: VARCHAR # e.g. 2026-08-17T21:19:57Z',
    ],
    ['epoch seconds', [{ created: 5, at: 1_786_000_000 }], '  at: TIMESTAMPTZ(s) # e.g. 1786000000'],
    [
      'epoch microseconds',
      [{ eventTime: 1_786_000_000_000_000 }],
      '  eventTime: TIMESTAMPTZ(us) # e.g. 1786000000000000',
    ],
    ['durations in names of times', [{ time: 12 }], '  time: BIGINT # e.g. 12'],
    ['nulls only', [{ n: null }, {}], '  n: VARCHAR # null in every record seen'],
    ['mixed values', [{ n: 1 }, { n: 'x' }], '  n: JSON # of several kinds, e.g. 1'],
    ['lists', [{ n: [1, null] }, { n: [] }], '  n: BIGINT[]'],
    ['empty lists', [{ n: [] }], '  n: VARCHAR[] # lists without an element'],
    ['mixed lists', [{ n: [1, 'x'] }], '  n: JSON # lists that vary'],
    ['lists of lists', [{ n: [[1.5]] }], '  n: DOUBLE[][]'],
    [
      'objects that look alike',
      [{ n: { a: 1, b: { c: 'x' } } }, { n: { a: 2 } }],
      '  n: STRUCT(a BIGINT, b STRUCT(c VARCHAR))\n',
    ],
    [
      'objects with odd names',
      [{ n: { 'a b': 1, 'c: #d"': 2 } }],
      '  n: "STRUCT(\\"a b\\" BIGINT, \\"c: #d\\"\\"\\" BIGINT)"',
    ],
    ['objects that vary', [{ n: { a: 1 } }, { n: { b: 1 } }, { n: { c: 1 } }], '  n: JSON # objects that vary'],
    ['empty objects', [{ n: {} }], '  n: JSON # objects that vary'],
    ['lists of objects', [{ n: [{ a: 1 }, { a: 2 }] }], '  n: STRUCT(a BIGINT)[]'],
    ['dots in names', [{ 'a.b': 1 }], '  "a.b": BIGINT # e.g. 1'],
    ['keywords as names', [{ select: 1, null: 2, no: 3 }], '  "null": BIGINT # e.g. 2\n  "no": BIGINT'],
    ['names that differ in case', [{ a: 1, A: 2 }], '  # without A: differs from a only in case'],
    ['names that nothing can hold', [{ a: 1, 'x\ny': 2, '': 3 }], '  # without x·y: not a name that a field can have'],
    ['a name that is taken', [{ a: 1, _meta: 2 }], '  # without _meta: the name is taken'],
    [
      'what looks private',
      [{ password: 'hunter2', apiKey: 'k', email: 'a@b' }],
      '  password: VARCHAR\n  apiKey: VARCHAR\n  email: VARCHAR\n',
    ],
    ['long values', [{ n: 'x'.repeat(25) }], '  n: VARCHAR\n'],
    ['values with line breaks', [{ n: 'a\nb # c' }], '  n: VARCHAR # e.g. a·b # c\n'],
    ['an operation', [{ _id: 'a', _op: 'delete' }, { _id: 'b' }], 'SELECT _id, _op\n'],
    ['an operation of parts', [{ _id: 'a', _op: 'UPSERT', x: 1 }], 'write: merge # the last writer of each field wins'],
    ['a member that is no operation', [{ _id: 'a', _op: 'buy', op: 1 }], 'SELECT _id, _op AS op_2, op\n'],
    [
      'a version, an _id and a time of a wrong type',
      [{ _version: 'v', _id: null, _event_time: 'x', _clear: 1 }],
      'SELECT _version AS version, _id AS id, _event_time AS event_time, _clear AS clear\n',
    ],
    [
      'an id that repeats',
      [{ id: 1 }, { id: 1 }],
      'Write "id AS _id" when a newer record is to replace the older one.',
    ],
    [
      'an _id that repeats',
      [{ _id: 1 }, { _id: 1 }],
      '# _id was seen 1 times again: a newer record replaces the document.',
    ],
    ['an empty id', [{ id: '' }], '# No member looks like an _id'],
    ['an id of 600 bytes', [{ id: 'x'.repeat(600) }], '# No member looks like an _id'],
    [
      'prototype names',
      ['{"__proto__":1,"constructor":2,"a":3}'],
      '  __proto__: BIGINT # e.g. 1\n  constructor: BIGINT # e.g. 2\n',
    ],
    ['names of the engine', [{ rowid: 1, _v: 2, _tomb: 3, _rockpool: 4 }], 'SELECT rowid, _v, _tomb, _rockpool\n'],
  ])('knows %s', async (what, records, expected) => {
    const topic = what.replace(/[^A-Za-z0-9]+/g, '_');
    await write(`topics/${topic}.ndjson`, lines(...records));

    const proposal = await ofTopic(topic);

    expect(proposal.yaml).toContain(expected);
    expect(proposal.refused).toBe(0);
    expect(proposal.preview.rows.map(({ error }) => error)).toEqual(proposal.preview.rows.map(() => undefined));
  });

  it('takes the _id that bears the name of the collection', async () => {
    await write('topics/products.ndjson', lines({ productId: 7, name: 'x' }));

    expect(body(await ofTopic('products'))).toContain('SELECT productId AS _id, productId, name\n');
  });

  it('says how many records it could not read, and goes on with the others', async () => {
    await write('topics/broken.ndjson', lines({ a: 1 }, 'not json', '[1]', { a: 'x'.repeat(20_000) }));

    const { yaml, sampled, refused, preview } = await ofTopic('broken', { rows: 4 });

    expect(yaml).toContain('from 1 of 4 records of the topic broken of files.');
    expect({ sampled, refused }).toEqual({ sampled: 4, refused: 3 });
    expect(preview.rows.map((row) => row.error?.slice(0, 24))).toEqual([
      undefined,
      'The record is not JSON: ',
      'Expected a JSON object, ',
      'The record has 19.5 KiB,',
    ]);
  });

  it('stands in the folder of its workspace', async () => {
    await write('topics/t.ndjson', lines({ a: 1 }));

    expect((await ofTopic('t', { workspace: 'team.eu', name: 'x' })).file).toBe('collections/team.eu/x.yaml');
  });
});
