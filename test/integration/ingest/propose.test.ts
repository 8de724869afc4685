import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { Proposal, ProposalRequest } from '../../../src/ingest/ingest-service.ts';
import { openIngest, type TestIngest } from './open-ingest.ts';

let test: TestIngest;
beforeAll(async () => {
  test = await openIngest({ maxRecordBytes: 10_000 });
});
afterAll(() => test.close());

async function write(path: string, content: string | Buffer): Promise<void> {
  const file = join(test.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

const ofTopic = (topic: string, more: Partial<ProposalRequest> = {}): Promise<Proposal> =>
  test.ingest.propose({
    workspace: 'commons',
    name: topic,
    integration: 'files',
    of: { kind: 'topic', topic },
    rows: 2,
    ...more,
  });

const ofBucket = (pattern: string, more: Partial<ProposalRequest> = {}): Promise<Proposal> =>
  test.ingest.propose({
    workspace: 'commons',
    name: 'products',
    integration: 'files',
    of: { kind: 'bucket', bucket: 'shop', pattern },
    rows: 2,
    ...more,
  });

const refusal = async (proposal: Promise<Proposal>): Promise<string> => {
  try {
    await proposal;
  } catch (error) {
    if (error instanceof RockpoolError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('there was a proposal');
};

const lines = (...records: readonly unknown[]): string =>
  records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n') + '\n';

/** From `input:` on, which is what differs. */
const body = ({ yaml }: Proposal): string => yaml.slice(yaml.indexOf('\ninput:') + 1);

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

describe('a proposal for objects', () => {
  it.each([
    ['commas', 'a.csv', 'product_id,name,price\n007,Milk,1.5\n008,"Bread, dark",2\n', 'csv: { header: true }'],
    [
      'semicolons',
      'b.csv',
      'product_id;name;price\r\n007;Milk;1.5\r\n008;"a;b";2\r\n',
      'csv: { header: true, separator: ";" }',
    ],
    ['tabs', 'c.tsv', 'product_id\tname\tprice\n007\tMilk\t1.5\n', 'csv: { header: true, separator: "\\t" }'],
    [
      'bars, packed',
      'd.csv.gz',
      gzipSync('product_id|name|price\n007|Milk|1.5\n'),
      'csv: { header: true, separator: "|" }',
    ],
    ['no extension', 'e', 'product_id;name;price\n007;Milk;1.5\n', 'csv: { header: true, separator: ";" }'],
  ])('tells CSV with %s', async (_, key, content, expected) => {
    await write(`buckets/shop/csv/${key}`, content);

    const proposal = await ofBucket(`csv/${key}`);

    expect(proposal.yaml).toContain(
      `  - { integration: files, bucket: shop, pattern: "csv/${key}", format: csv, ${expected}, every: 30s }\n`,
    );
    expect(body(proposal)).toContain(`  product_id: VARCHAR # digits with zeros before them, so it stays text, e.g. 007
  name: VARCHAR
  price: DOUBLE # e.g. 1.5
`);
    expect(body(proposal)).toContain('SELECT product_id AS _id, product_id, name, price\n');
    expect(proposal.refused).toBe(0);
    expect(proposal.preview.rows[0]!.documents).toMatchObject([{ _id: '007', name: 'Milk', price: 1.5 }]);
  });

  it('names the columns of a file without a header', async () => {
    await write('buckets/shop/bare/a.csv', '1,x,2026-08-17 10:00:00\n2,,2026-08-18 10:00:00\n');

    const proposal = await ofBucket('bare/*.csv');

    expect(proposal.yaml).toContain('csv: { header: false, columns: [c1, c2, c3] }');
    expect(body(proposal)).toContain(
      '  c1: BIGINT # e.g. 1\n  c2: VARCHAR # 50 % empty, e.g. x\n  c3: TIMESTAMPTZ # e.g. 2026-08-17 10:00:00\n',
    );
    expect(proposal.preview.rows).toHaveLength(2);
  });

  it.each([
    ['json', 'x.json', '[{"a":1},\n{"a":2}]', 'json'],
    ['ndjson', 'x.jsonl', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['json without extension', 'x1', '[{"a":1},{"a":2}]', 'json'],
    ['ndjson without extension', 'x2', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['json in many lines without extension', 'x3', '{\n"a":1}\n{"a":2}\n', 'json'],
  ])('tells %s', async (_, key, content, format) => {
    await write(`buckets/shop/json/${key}`, content);

    const proposal = await ofBucket(`json/${key}`);

    expect(proposal.yaml).toContain(`format: ${format}, every`);
    expect({ sampled: proposal.sampled, refused: proposal.refused }).toEqual({ sampled: 2, refused: 0 });
  });

  it('reads Parquet', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await mkdir(join(test.folder, 'buckets/shop/parquet'), { recursive: true });
    await connection.run(
      `COPY (SELECT 1::BIGINT AS id, 'x' AS name, now() AS updated_at, [1.5] AS scores) TO '${join(test.folder, 'buckets/shop/parquet/a.parquet')}'`,
    );
    connection.disconnectSync();
    instance.closeSync();

    const proposal = await ofBucket('parquet/');

    expect(body(proposal)).toContain('  id: BIGINT # e.g. 1\n  name: VARCHAR\n  updated_at: TIMESTAMPTZ');
    expect(body(proposal)).toContain('SELECT id AS _id, updated_at AS _event_time, name, scores\n');
    expect(proposal.refused).toBe(0);
  });

  it('mentions objects of another format that match too', async () => {
    await write('buckets/shop/mixed/a.csv', 'a,b\n1,2\n');
    await write('buckets/shop/mixed/b.json', '{"a":1}');

    const { yaml } = await ofBucket('mixed/');
    expect(yaml).toContain('of another format match too, such as mixed/');
  });

  it('reads as many objects as it needs', async () => {
    for (const name of ['1', '2', '3']) await write(`buckets/shop/many/${name}.csv`, `a,b\n${name},x\n`);

    expect((await ofBucket('many/*.csv')).yaml).toContain(
      'from 3 records of the 3 objects in the bucket shop of files.',
    );
  });
});

describe('there is no proposal', () => {
  it.each<[string, () => Promise<Proposal>, string]>([
    [
      'a topic that is not there',
      () => ofTopic('nowhere'),
      'SOURCE_UNREADABLE: The topic nowhere of files holds no record yet',
    ],
    [
      'an unknown integration',
      () => ofTopic('x', { integration: 'file' }),
      'CONFIG_INVALID: rockpool.yaml has no integration "file". Did you mean "files"?',
    ],
    [
      'no such integration at all',
      () => ofTopic('x', { integration: 'zzzzzzz' }),
      'CONFIG_INVALID: rockpool.yaml has no integration "zzzzzzz". There are: files.',
    ],
    ['a bad name', () => ofTopic('x', { name: 'a b' }), 'NAME_INVALID: "a b" is not a name for a collection.'],
    ['a bad workspace', () => ofTopic('x', { workspace: 'a/b' }), 'NAME_INVALID: "a/b" is not a name for a workspace.'],
    [
      'a format that topics do not have',
      () => ofTopic('x', { format: 'csv' }),
      'REQUEST_INVALID: A topic holds records of the format json or avro, not csv.',
    ],
    [
      'a bucket that is not there',
      () => ofBucket('', { of: { kind: 'bucket', bucket: 'none', pattern: '' } }),
      'SOURCE_UNREADABLE: There is no object in the bucket none of files.',
    ],
    [
      'no matching object',
      () => ofBucket('*.xml'),
      'SOURCE_UNREADABLE: There is no object in the bucket shop of files that matches "*.xml".',
    ],
  ])('for %s', async (_, propose, message) => {
    expect((await refusal(propose())).slice(0, message.length)).toBe(message);
  });

  it.each<[string, string | Buffer, string]>([
    [
      'binary records',
      Buffer.from([0, 1, 2, 3, 255, 254, 10, 0, 5, 10]),
      'None of the 2 records that were looked at is JSON: they hold binary data.',
    ],
    [
      'no JSON',
      'hello\nworld\n',
      'None of the 2 records that were looked at can be read. The first: The record is not JSON: ',
    ],
    [
      'lists',
      '[1,2]\n',
      'None of the 1 records that were looked at can be read. The first: Expected a JSON object, got a list of 2.',
    ],
    ['objects without a member', '{}\n', 'The records of the topic t of files have no member that could be a field.'],
    ['nothing', '', 'The topic t of files holds no record yet'],
  ])('for a topic with %s', async (what, content, message) => {
    const topic = what.replaceAll(' ', '_');
    await write(`topics/${topic}.ndjson`, content);

    expect(await refusal(ofTopic(topic))).toContain(
      `SOURCE_UNREADABLE: ${message.replace('topic t ', `topic ${topic} `)}`,
    );
  });

  it.each<[string, string, string | Buffer, string]>([
    [
      'binary data',
      'a.bin',
      Buffer.from([0, 159, 146, 150, 0, 1]),
      'The object bad/a.bin is no text: it holds binary data.',
    ],
    [
      'binary data that is called CSV',
      'b.csv',
      Buffer.from([0, 159, 146, 150, 0, 1]),
      'The object bad/b.csv is no text: it holds binary data.',
    ],
    ['prose', 'c', 'Dear all\nplease note\n', 'The format of bad/c is told neither by its name nor by its content.'],
    ['nothing in it', 'd.csv', '', 'The objects in the bucket shop of files that matches "bad/d.csv" hold no record.'],
    [
      'only a header',
      'e.csv',
      'a,b\n',
      'The objects in the bucket shop of files that matches "bad/e.csv" hold no record.',
    ],
    [
      'broken compression',
      'f.csv.gz',
      gzipSync('a,b\n1,2\n').subarray(0, 15),
      "The object's gzip compression is broken",
    ],
    ['no Parquet', 'g.parquet', 'PAR1 hello', 'RECORD_MALFORMED: The object cannot be read as Parquet'],
  ])('for an object with %s', async (_, key, content, message) => {
    await write(`buckets/shop/bad/${key}`, content);

    expect(await refusal(ofBucket(`bad/${key}`))).toContain(message);
  });
});
