import { appendFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openFilesConnector } from '../../src/files/connector.ts';
import {
  describeBucketConnector,
  describeTopicConnector,
  noMarks,
  type BucketUnderTest,
  type TopicUnderTest,
} from './connector.ts';

async function openFolder(options: { readonly maxObjectBytes?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  const connector = openFilesConnector({ folder, ...options });
  return {
    folder,
    connector,
    async close(): Promise<void> {
      await connector.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openTopic(): Promise<TopicUnderTest> {
  const opened = await openFolder();
  const file = join(opened.folder, 'topics', 'events.ndjson');
  return {
    ...opened,
    topic: 'events',
    async append(values) {
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, values.map((value) => `${value}\n`).join(''));
    },
    recreate: () => rm(file),
  };
}

async function openBucket(options: { readonly maxObjectBytes?: number } = {}): Promise<BucketUnderTest> {
  const opened = await openFolder(options);
  const fileOf = (key: string): string => join(opened.folder, 'buckets', 'shop', key);
  let second = 1_700_000_000;
  return {
    ...opened,
    bucket: 'shop',
    async put(key, content) {
      await mkdir(dirname(fileOf(key)), { recursive: true });
      await writeFile(fileOf(key), content);
      second += 1;
      await utimes(fileOf(key), second, second);
    },
    remove: (key) => rm(fileOf(key)),
    readContent: ({ path }) => readFile(path, 'utf8'),
  };
}

describeTopicConnector('a folder', openTopic);
describeBucketConnector('a folder', () => openBucket());

const everything = (bucket: string) =>
  ({
    kind: 'bucket',
    id: 's',
    integration: 'i',
    bucket,
    pattern: '*',
    format: { kind: 'ndjson' },
    everyMs: 1,
  }) as const;

it('an object over the limit is handed out with the reason why it is not read', async () => {
  const test = await openBucket({ maxObjectBytes: 3 });
  await test.put('large.csv', 'four');
  await test.put('small.csv', 'one');
  const problems: unknown[] = [];
  for await (const object of test.connector.scan(everything(test.bucket), noMarks, new AbortController().signal)) {
    problems.push([object.key, object.problem?.code]);
  }
  await test.close();

  expect(problems).toEqual([
    ['large.csv', 'RECORD_TOO_LARGE'],
    ['small.csv', undefined],
  ]);
});

it('an object that is written to while it is read is not intact', async () => {
  const test = await openBucket();
  await test.put('a.csv', 'one');
  const outcomes: string[] = [];
  for await (const object of test.connector.scan(everything(test.bucket), noMarks, new AbortController().signal)) {
    await test.put('a.csv', 'two');
    outcomes.push(await object.release());
  }
  await test.close();

  expect(outcomes).toEqual(['changed']);
});
