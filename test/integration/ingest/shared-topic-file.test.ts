import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IngestService, SourceStatus } from '../../../src/ingest/ingest-service.ts';
import { definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

const definition = definitionOf(topicSource('things'), { _id: 'VARCHAR', n: 'INTEGER' });
let test: TestIngest;
beforeEach(async () => {
  test = await openIngest({ holder: 'one', leaseMs: 600 });
  await mkdir(join(test.folder, 'topics'));
});
afterEach(() => test.close());

const statusOf = async (ingest: IngestService): Promise<SourceStatus> => (await ingest.sources(definition))[0]!;

it('a slow server brings no older line of a topic file back over a newer one that another server has read', async () => {
  const line = (_id: string, n: number): string => `${JSON.stringify({ _id, n, padding: 'x'.repeat(500) })}\n`;
  // More than one batch between the two.
  const others = Array.from({ length: 20_000 }, (_, n) => line(`other-${n}`, n)).join('');
  await appendFile(join(test.folder, 'topics/things.ndjson'), `${line('a', 1)}${others}${line('a', 2)}`);
  let asked = 0;
  let go = (): void => undefined;
  const released = new Promise<void>((resolve) => (go = resolve));
  // It knows that nothing is stored, and begins to read when the other has had time for all.
  const slow = test.beside('slow', {
    wrapDocuments: (documents) => ({
      ...documents,
      async readStreams(...call) {
        const streams = await documents.readStreams(...call);
        if ((asked += 1) === 1) await released;
        return streams;
      },
    }),
  });
  await slow.begin(definition);
  await expect.poll(() => asked, { timeout: 10_000 }).toBe(1);
  await test.begin(definition);
  const isPast = async (): Promise<boolean> => {
    const { counters, message = '' } = await statusOf(test.ingest);
    return counters.read === 20_002 || message.startsWith('It is read by');
  };
  await expect.poll(isPast, { timeout: 20_000 }).toBe(true);
  go();
  await expect.poll(async () => (await statusOf(slow.ingest)).counters.read, { timeout: 20_000 }).toBe(20_002);
  await slow.ingest.stop();

  const stored = await test.documents.read(definition, ['a']);
  expect(stored.columns.at(-1)).toEqual([2]);
});
