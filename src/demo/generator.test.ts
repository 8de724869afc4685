import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../observe/event.ts';
import type { DemoTarget, DemoTopic, Written } from './demo-topic.ts';
import { makeDemo, type Demo, type DemoOptions } from './generator.ts';
import { openTopicFile } from './topic-file.ts';

const backlog = { activities: 1200, purchases: 300 };
const clock = (): number => Date.UTC(2026, 10, 1, 12);

let folder: string;
const running: Demo[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-demo-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop()));
  await rm(folder, { recursive: true });
});

const openTarget = async (): Promise<DemoTarget> => {
  const [activity, purchases] = [
    await openTopicFile(topic('user_activity')),
    await openTopicFile(topic('user_purchases')),
  ];
  const close = async (): Promise<void> => {
    await Promise.all([activity.close(), purchases.close()]);
  };
  return { activity, purchases, prepare: async () => {}, close };
};

const startOn = (target: DemoTarget, options: Partial<DemoOptions> = {}): Demo => {
  const demo = makeDemo({ target, seed: 1, clock, backlog, ...options });
  running.push(demo);
  demo.start();
  return demo;
};

const start = async (seed = 1): Promise<Demo> => startOn(await openTarget(), { seed });

const topic = (name: string): string => join(folder, 'topics', `${name}.ndjson`);

const linesOf = async (name: string): Promise<readonly string[]> =>
  (await readFile(topic(name), 'utf8')).split('\n').slice(0, -1);

const idsOf = async (name: string): Promise<readonly string[]> =>
  (await linesOf(name)).map((line) => /^\{"_id":"([ab]-\d+)"/.exec(line)?.[1] ?? line);

const numbered = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${letter}-${index + 1}`);

/** Until the history is told and the shop is open. */
async function untilLive(): Promise<void> {
  const done = async (): Promise<boolean> =>
    (await idsOf('user_activity')).includes(`a-${backlog.activities + 1}`) &&
    (await idsOf('user_purchases')).length >= backlog.purchases;
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the demo', () => {
  it('tells the whole history first, numbered without a gap, then goes on live', async () => {
    const demo = await start();
    await untilLive();
    await demo.stop();

    expect((await idsOf('user_activity')).slice(0, backlog.activities)).toEqual(numbered('a', backlog.activities));
    expect((await idsOf('user_purchases')).slice(0, backlog.purchases)).toEqual(numbered('b', backlog.purchases));
    expect((await linesOf('user_activity'))[0]).toMatch(
      /^\{"_id":"a-1","event_time":"2026-10-02T1\d:\d\d:\d\d\.\d{3}Z","user_id":"u-17","product_id":"p-\d+","action":"view"\}$/,
    );
    expect((await linesOf('user_purchases'))[0]).toMatch(
      /^\{"_id":"b-1","event_time":"2026-10-02T1\d:\d\d:\d\d\.\d{3}Z","user_id":"u-17","amount":"\$\d+\.\d\d","product_ids":\["p-.*"\],"card_type":"\w+"\}$/,
    );
  });

  it('tells the same history for the same seed, and another for another', async () => {
    const history = async (seed: number): Promise<readonly string[]> => {
      await rm(join(folder, 'topics'), { recursive: true, force: true });
      const demo = await start(seed);
      await untilLive();
      await demo.stop();
      return (await linesOf('user_activity')).slice(0, backlog.activities);
    };

    const first = await history(1);

    expect(await history(1)).toEqual(first);
    expect(await history(2)).not.toEqual(first);
  });

  it('goes on after a restart without telling the history again', async () => {
    const demo = await start();
    await untilLive();
    await demo.stop();
    const before = await linesOf('user_activity');
    const last = Math.max(...before.map((line) => Number(/^\{"_id":"a-(\d+)"/.exec(line)?.[1] ?? 0)));

    const again = await start();
    while (!(await idsOf('user_activity')).includes(`a-${last + 1}`)) await new Promise(setImmediate);
    await again.stop();

    const after = await idsOf('user_activity');
    expect(after.slice(0, before.length)).toEqual(before.map((line) => /^\{"_id":"(a-\d+)"/.exec(line)?.[1] ?? line));
    expect(after.slice(before.length).find((id) => id.startsWith('a-'))).toBe(`a-${last + 1}`);
  });

  it('completes a history that was interrupted in the middle of a line', async () => {
    await start().then((demo) => untilLive().then(() => demo.stop()));
    const [activities, purchases] = [await linesOf('user_activity'), await linesOf('user_purchases')];
    await writeFile(topic('user_activity'), `${activities.slice(0, 500).join('\n')}\n{"_id":"a-501","event_ti`);
    await writeFile(topic('user_purchases'), `${purchases.slice(0, 100).join('\n')}\n`);

    await start().then((demo) => untilLive().then(() => demo.stop()));

    expect((await linesOf('user_activity')).slice(0, backlog.activities)).toEqual(
      activities.slice(0, backlog.activities),
    );
    expect((await linesOf('user_purchases')).slice(0, backlog.purchases)).toEqual(
      purchases.slice(0, backlog.purchases),
    );
  });

  it('starts on files that hold other lines', async () => {
    await mkdir(join(folder, 'topics'));
    await appendFile(topic('user_activity'), 'hello\n\n{"_id":"a-","user_id":1}\n');

    const demo = await start();
    await untilLive();

    expect(demo.busyUser).toBe('u-17');
    expect((await idsOf('user_activity')).slice(3, 5)).toEqual(['a-1', 'a-2']);
  });

  it('stops twice without complaint, even in the middle of the history', async () => {
    const demo = startOn(await openTarget(), { backlog: { activities: 200_000, purchases: 50_000 } });
    while ((await readFile(topic('user_activity'), 'utf8')) === '') await new Promise(setImmediate);

    await Promise.all([demo.stop(), demo.stop()]);

    expect((await readFile(topic('user_activity'), 'utf8')).endsWith('\n')).toBe(true);
  });

  it('waits for a target that is away, says so once for each reason, and tells the same history', async () => {
    const files = await openTarget();
    const events: Event[] = [];
    const reasons = ['nobody answers', 'nobody answers', 'no login'];
    const away = async (): Promise<void> => {
      const reason = reasons.shift();
      if (reason !== undefined) throw new Error(reason);
    };
    const observer = (event: Event): void => void events.push(event);
    const demo = startOn({ ...files, prepare: away }, { observer, retryMs: 1 });

    await untilLive();
    await demo.stop();

    expect(events).toEqual([
      { kind: 'demo', state: 'waits', message: 'nobody answers' },
      { kind: 'demo', state: 'waits', message: 'no login' },
      { kind: 'demo', state: 'goes on' },
    ]);
    expect((await idsOf('user_activity')).slice(0, backlog.activities)).toEqual(numbered('a', backlog.activities));
  });

  it('appends again what a target refused in the middle of the history', async () => {
    const { activity, ...files } = await openTarget();
    let calls = 0;
    const append: DemoTopic['append'] = async (lines) => {
      if (++calls === 2) throw new Error('refused');
      await activity.append(lines);
    };
    const demo = startOn({ ...files, activity: { ...activity, append } }, { retryMs: 1 });

    await untilLive();
    await demo.stop();

    expect((await idsOf('user_activity')).slice(0, backlog.activities)).toEqual(numbered('a', backlog.activities));
    expect((await idsOf('user_purchases')).slice(0, backlog.purchases)).toEqual(numbered('b', backlog.purchases));
  });

  it('retells what may be missing behind the numbers that are complete, and gives no number away twice', async () => {
    const { activity, ...files } = await openTarget();
    const written = async (): Promise<Written> => ({ complete: 500, highest: 5_000 });
    const demo = startOn({ ...files, activity: { ...activity, written } });

    while (!(await idsOf('user_activity')).includes('a-5001')) await new Promise((resolve) => setTimeout(resolve, 5));
    await demo.stop();

    expect((await idsOf('user_activity')).slice(0, backlog.activities - 500)).toEqual(
      numbered('a', backlog.activities).slice(500),
    );
    expect((await idsOf('user_activity'))[backlog.activities - 500]).toBe('a-5001');
  });

  it('opens without a target, and stops while it waits', async () => {
    const demo = startOn({ ...(await openTarget()), prepare: () => Promise.reject(new Error('away')) });

    await demo.stop();

    expect(await linesOf('user_activity')).toEqual([]);
  });

  it('says so when its folder cannot be made', async () => {
    await writeFile(join(folder, 'topics'), 'a file where a folder should be');

    await expect(start()).rejects.toThrow('EEXIST');
  });
});
