import { appendFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openFilesConnector } from '../../src/files/connector.ts';
import { describeConnector, noMarks, type ConnectorUnderTest } from './connector.ts';

async function open(): Promise<ConnectorUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'files-'));
  const connector = openFilesConnector({ folder });
  const topicFile = (topic: string): string => join(folder, 'topics', `${topic}.ndjson`);
  const objectFile = (bucket: string, key: string): string => join(folder, 'buckets', bucket, key);
  let second = 1_700_000_000;
  return {
    connector,
    async append(topic, values) {
      await mkdir(join(folder, 'topics'), { recursive: true });
      await appendFile(topicFile(topic), values.map((value) => `${value}\n`).join(''));
    },
    recreate: (topic) => rm(topicFile(topic)),
    async put(bucket, key, content) {
      await mkdir(dirname(objectFile(bucket, key)), { recursive: true });
      await writeFile(objectFile(bucket, key), content);
      second += 1;
      await utimes(objectFile(bucket, key), second, second);
    },
    remove: (bucket, key) => rm(objectFile(bucket, key)),
    readContent: ({ path }) => readFile(path, 'utf8'),
    async close() {
      await connector.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describeConnector('a folder', open);

it('an object that is written to while it is read is not intact', async () => {
  const test = await open();
  await test.put('shop', 'a.csv', 'one');
  const source = {
    kind: 'bucket',
    id: 's',
    integration: 'i',
    bucket: 'shop',
    pattern: '*',
    format: { kind: 'ndjson' },
    everyMs: 1,
  } as const;
  const outcomes: string[] = [];
  for await (const object of test.connector.scan(source, noMarks, new AbortController().signal)) {
    await test.put('shop', 'a.csv', 'two');
    outcomes.push(await object.release());
  }
  await test.close();

  expect(outcomes).toEqual(['changed']);
});
