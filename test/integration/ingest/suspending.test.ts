import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

const hour = 3_600_000;
const definition = definitionOf(topicSource('things'), { _id: 'VARCHAR' });
const source = definition.sources[0]!.id;

let folder: string;
let test: TestIngest;
let now: number;

const open = (): Promise<TestIngest> => openIngest({ folder, clock: () => now, leaseMs: 60 });
const send = (...ids: readonly string[]): Promise<void> =>
  appendFile(join(folder, 'topics', 'things.ndjson'), ids.map((_id) => `${JSON.stringify({ _id })}\n`).join(''));
const ids = async () => (await test.rows(definition)).map((row) => row['_id']);

beforeEach(async () => {
  now = 1_700_000_000_000;
  folder = await mkdtemp(join(tmpdir(), 'suspending-'));
  await mkdir(join(folder, 'topics'));
  test = await open();
  await send('a');
  await test.begin(definition);
  await test.until(definition, (status) => status.state === 'WATCHING' && status.counters.read === 1);
});
afterEach(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

it('stops reading at once, and goes on where it stopped', async () => {
  const suspended = await test.ingest.suspend(definition, source, hour);
  await send('b');
  await wait(300);

  expect(suspended).toMatchObject({ state: 'SUSPENDED', suspendedAtMs: now, resumeAtMs: now + hour });
  expect(await test.ingest.source(definition, source)).toMatchObject({ state: 'SUSPENDED', behind: 1 });
  expect(await ids()).toEqual(['a']);

  const resumed = await test.ingest.resume(definition, source);
  const status = await test.until(definition, (one) => one.counters.read === 2);

  expect(resumed.resumeAtMs).toBeUndefined();
  expect(status.counters).toMatchObject({ read: 2, applied: 2 });
  expect(await ids()).toEqual(['a', 'b']);
});

it('resumes by itself when the time is over', async () => {
  await test.ingest.suspend(definition, source, hour);
  await send('b');
  now += hour - 1;
  await wait(200);
  expect(await ids()).toEqual(['a']);

  now += 1;

  await test.until(definition, (one) => one.counters.read === 2 && one.state === 'WATCHING');
});

it('stays suspended across a restart and a new definition', async () => {
  await test.ingest.suspend(definition, source, hour);
  await test.close();
  test = await open();
  await test.begin(definition);
  await test.begin({ ...definition, description: 'new' });
  await send('b');
  await wait(300);

  expect(await test.ingest.sources(definition)).toMatchObject([{ state: 'SUSPENDED', resumeAtMs: now + hour }]);
  expect(await ids()).toEqual(['a']);
});

it('is the same suspension when it is prolonged', async () => {
  await test.ingest.suspend(definition, source, hour);
  const began = now;
  now += 1000;

  const status = await test.ingest.suspend(definition, source, 2 * hour);

  expect([status.suspendedAtMs, status.resumeAtMs]).toEqual([began, now + 2 * hour]);
});

it('is obeyed by the other servers of a store', async () => {
  const other = test.beside('other');
  await other.ingest.prepare(definition, () => Promise.resolve());

  await other.ingest.suspend(definition, source, hour);
  await wait(200);
  await send('b');
  await wait(200);

  expect(await test.ingest.sources(definition)).toMatchObject([{ state: 'SUSPENDED' }]);
  expect(await ids()).toEqual(['a']);

  await other.ingest.resume(definition, source);
  await test.until(definition, (one) => one.counters.read === 2);
});

it('is no error twice, nor is a resume of what is read', async () => {
  await test.ingest.resume(definition, source);
  await test.ingest.suspend(definition, source, hour);
  await test.ingest.suspend(definition, source, hour);
  await test.ingest.resume(definition, source);
  await test.ingest.resume(definition, source);

  await test.until(definition, (one) => one.state === 'WATCHING');
});

it('names a source that is not there', async () => {
  for (const call of [
    test.ingest.suspend(definition, 'files.thing', hour),
    test.ingest.resume(definition, 'files.thing'),
    test.ingest.source(definition, 'files.thing'),
  ])
    await expect(call).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining('files.things') as string,
    });
});
