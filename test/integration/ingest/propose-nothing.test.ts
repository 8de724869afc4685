import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { Proposal } from '../../../src/ingest/ingest-service.ts';
import { useProposals } from './open-proposals.ts';

const { write, ofTopic, ofBucket } = useProposals();

const refusal = async (proposal: Promise<Proposal>): Promise<string> => {
  try {
    await proposal;
  } catch (error) {
    if (error instanceof RockpoolError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('there was a proposal');
};

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
