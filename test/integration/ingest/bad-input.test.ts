import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionDefinition } from '../../../src/catalog/collection.ts';
import type { Conservation, DeadLetter, SourceStatus } from '../../../src/ingest/ingest-service.ts';
import { bucketSource, definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

let test: TestIngest;

beforeEach(async () => {
  test = await openIngest();
  await mkdir(join(test.folder, 'topics'), { recursive: true });
  await mkdir(join(test.folder, 'buckets', 'shop'), { recursive: true });
});
afterEach(() => test.close());

const topicFile = (): string => join(test.folder, 'topics', 'things.ndjson');
const object = (key: string): string => join(test.folder, 'buckets', 'shop', key);
const ids = async (definition: CollectionDefinition): Promise<unknown[]> =>
  (await test.rows(definition)).map((row) => row['_id']);
const read = (count: number) => (status: SourceStatus) => status.counters.read === count && status.behind === 0;
const letters = async (
  definition: CollectionDefinition,
): Promise<readonly Pick<DeadLetter, 'position' | 'stage' | 'code' | 'message'>[]> =>
  (await test.ingest.deadLetters(definition, {})).map(({ position, stage, code, message }) => ({
    position,
    stage,
    code,
    message,
  }));

function expectConserved({
  read: all,
  filtered,
  dead,
  made,
  documents,
  applied,
  superseded,
  refused,
}: Conservation): void {
  expect([all, documents]).toEqual([filtered + dead + made, applied + superseded + refused]);
}

const csv = { kind: 'csv', header: true, separator: ',', quote: '"' } as const;
const things = { _id: 'VARCHAR', n: 'INTEGER', note: 'VARCHAR' };

describe('a topic file', () => {
  const definition = definitionOf(topicSource('things'), things);

  it('loses no record that the store refuses, though it ends right after the write', async () => {
    await test.close();
    let killed = false;
    test = await openIngest({
      wrapDocuments: (documents) => ({
        ...documents,
        async write(...call) {
          const result = await documents.write(...call);
          if (!killed && call[1].ids.length > 0) {
            killed = true;
            throw new Error('killed');
          }
          return result;
        },
      }),
    });
    await mkdir(join(test.folder, 'topics'));
    await writeFile(topicFile(), '{"_id":"a","n":1}\n{"_id":"b","n":2}\n');
    const late = definitionOf(
      topicSource('things'),
      things,
      'SELECT _id, CASE n WHEN 2 THEN 9223372036854775807 END AS _event_time FROM _input',
    );
    await test.begin(late);
    await test.until(late, () => killed);
    await test.until(late, (status) => status.state !== 'ERROR');

    expect(await letters(late)).toMatchObject([{ position: '0:18', stage: 'store', code: 'RECORD_FIELD_TYPE' }]);
  });

  it('keeps its good records whatever stands between them', async () => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    const lines = [
      '{"_id":"a","n":1}',
      'not json',
      `{"_id":"big","note":"${'x'.repeat(20 * 1024 * 1024)}"}`,
      `{"_id":"deep","n":2,"extra":${deep}}`,
      `{"_id":"deeper","n":2,"extra":[${deep}]}`,
      '{"_id":"proto","__proto__":{"n":7},"n":3}',
      '{"_id":"wrong","n":"three"}',
      '',
      '[{"_id":"one","n":4}]',
      '{"_id":""}',
      '{"_id":"op","n":1,"_op":"upsert"}',
      '{"_id":"z","n":5}',
    ];
    await writeFile(topicFile(), `${lines.join('\n')}\n{"_id":"partial"`);

    await test.begin(definition);
    const status = await test.until(definition, read(11));

    expect(await ids(definition)).toEqual(['a', 'one', 'proto', 'z']);
    expect((await letters(definition)).map(({ code, message }) => `${code}: ${message}`).sort()).toEqual([
      'RECORD_FIELD_TYPE: Field "n": expected INTEGER, got the text "three".',
      'RECORD_ID_INVALID: The _id is an empty text.',
      'RECORD_NOT_JSON: The record is nested more than 1000 levels deep.',
      'RECORD_NOT_JSON: The record is nested more than 1000 levels deep.',
      expect.stringMatching(/^RECORD_NOT_JSON: The record is not JSON: /),
      'RECORD_OPERATION_INVALID: _op UPSERT writes some fields of a document, which needs "write: merge" in the collection\'s file.',
      'RECORD_TOO_LARGE: The record has 20 MiB, more than the 976.6 KiB allowed.',
    ]);
    expect(status.counters).toMatchObject({ read: 11, dead: 7, made: 4, documents: 4, applied: 4 });
    expect(status.deadLetters).toBe(7);
    expectConserved(status.counters);

    await appendFile(topicFile(), ',"n":6}\n');
    await test.until(definition, read(12));
    expect(await ids(definition)).toEqual(['a', 'one', 'partial', 'proto', 'z']);
  });

  it('that is not there yet is waited for, and that is said', async () => {
    await rm(join(test.folder, 'topics'), { recursive: true });
    await test.begin(definition);
    const waiting = await test.until(definition, (status) => status.message !== undefined);
    expect(waiting.message).toBe('waiting for things.ndjson, which is not there');

    await mkdir(join(test.folder, 'topics'));
    await writeFile(topicFile(), '{"_id":"a","n":1}\n');

    const status = await test.until(definition, read(1));
    expect([status.state, status.message]).toEqual(['WATCHING', undefined]);
  });

  it('that is truncated while it is followed is read again from its beginning, and that is said', async () => {
    await writeFile(topicFile(), '{"_id":"a","n":1}\n{"_id":"b","n":1}\n');
    await test.begin(definition);
    await test.until(definition, read(2));

    await writeFile(topicFile(), '{"_id":"a","n":2}\n');

    const status = await test.until(definition, read(3));
    expect(status.message).toMatch(/^things.ndjson was truncated or replaced: read again from its beginning since /);
    expect((await test.rows(definition)).map((row) => [row['_id'], row['n']])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});

describe('a bucket', () => {
  it('with a CSV that lacks a column and has rows of other lengths', async () => {
    const definition = definitionOf(bucketSource('*.csv', csv), things);
    await writeFile(object('a.csv'), '\ufeff_id,n\r\na,1\r\nb,2,3\r\nc,x\r\n"d, e",\r\n');

    await test.begin(definition);
    await test.until(definition, (status) => status.counters.read === 4 && status.behind === 0);

    expect((await test.rows(definition)).map((row) => [row['_id'], row['n'], row['note']])).toEqual([
      ['a', 1, null],
      ['d, e', null, null],
    ]);
    expect(await letters(definition)).toEqual([
      {
        position: 'a.csv@1',
        stage: 'decode',
        code: 'RECORD_MALFORMED',
        message: 'The row has 3 cells, the columns are 2: _id, n.',
      },
      {
        position: 'a.csv@2',
        stage: 'decode',
        code: 'RECORD_FIELD_TYPE',
        message: 'Field "n": expected INTEGER, got the text "x".',
      },
    ]);
  });

  it('with compressed, broken and changing objects', async () => {
    const definition = definitionOf(bucketSource('**', { kind: 'json' }), things);
    await mkdir(object('deep/er'), { recursive: true });
    await writeFile(object('deep/er/good.json.gz'), gzipSync('[{"_id":"g","n":1}, {"_id":"h","n":2}]'));
    await writeFile(object('half.json.gz'), gzipSync('[{"_id":"x","n":1}]').subarray(0, 20));
    await writeFile(object('lines.ndjson'), '{"_id":"l","n":3}\n{"_id":\n');

    await test.begin(definition);
    const status = await test.until(definition, (one) => one.behind === 0 && one.counters.dead === 2);
    expect(await ids(definition)).toEqual(['g', 'h', 'l']);
    expect((await letters(definition)).map(({ position, code }) => [position, code])).toEqual([
      ['half.json.gz@object', 'RECORD_MALFORMED'],
      ['lines.ndjson@1', 'RECORD_NOT_JSON'],
    ]);
    expectConserved(status.counters);

    await writeFile(object('half.json.gz'), gzipSync('[{"_id":"x","n":1}]'));
    await test.until(definition, (one) => one.behind === 0 && one.counters.made === 4);
    expect(await ids(definition)).toEqual(['g', 'h', 'l', 'x']);
  });

  it('with CSV compressed by zstd, whole and broken', async () => {
    const definition = definitionOf(bucketSource('*.csv.zst', csv), things);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT 'z' || range AS _id, range AS n FROM range(20000)) TO '${object('a.csv.zst')}' (FORMAT csv, COMPRESSION zstd)`,
    );
    connection.disconnectSync();
    instance.closeSync();
    const whole = await readFile(object('a.csv.zst'));
    await writeFile(object('b.csv.zst'), whole.subarray(0, whole.length / 2));

    await test.begin(definition);
    const status = await test.until(definition, (one) => one.behind === 0 && one.counters.dead > 0);

    expect((await ids(definition)).length).toBe(20_000);
    expect((await letters(definition)).at(-1)).toMatchObject({
      position: 'b.csv.zst@object',
      code: 'RECORD_MALFORMED',
    });
    expectConserved(status.counters);
  });

  it('with Parquet of another schema', async () => {
    const definition = definitionOf(
      bucketSource('{kind}.parquet', { kind: 'parquet' }),
      things,
      `SELECT _id, n, _meta->>'kind' AS kind FROM _input`,
    );
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT 'p' AS _id, 7::BIGINT AS n, now() AS other) TO '${object('good.parquet')}' (FORMAT parquet)`,
    );
    await connection.run(`COPY (SELECT 'q' AS _id, 'seven' AS n) TO '${object('other.parquet')}' (FORMAT parquet)`);
    connection.disconnectSync();
    instance.closeSync();
    await writeFile(object('none.parquet'), 'this is no Parquet');

    await test.begin(definition);
    const status = await test.until(definition, (one) => one.behind === 0 && one.counters.read === 3);

    expect((await test.rows(definition)).map((row) => [row['_id'], row['n'], row['kind']])).toEqual([['p', 7, 'good']]);
    expect((await letters(definition)).map(({ position, code }) => [position, code])).toEqual([
      ['none.parquet@object', 'RECORD_MALFORMED'],
      ['other.parquet@0', 'RECORD_FIELD_TYPE'],
    ]);
    expectConserved(status.counters);
  });

  it('that is not a folder is an error of the source, not of the process', async () => {
    const definition = definitionOf(bucketSource('*.csv', csv), things);
    await rm(object(''), { recursive: true });
    await writeFile(join(test.folder, 'buckets', 'shop'), 'a file');
    await test.begin(definition);

    const status = await test.until(definition, (one) => one.state === 'ERROR');
    expect(status.message).toMatch(/^The bucket folder .* cannot be listed: /);

    await rm(join(test.folder, 'buckets', 'shop'));
    await mkdir(object(''));
    await writeFile(object('a.csv'), '_id,n\na,1\n');
    await test.until(definition, (one) => one.state === 'WATCHING' && one.counters.applied === 1);
  });
});
