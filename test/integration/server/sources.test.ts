import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run.ts';
import { processTerminal } from '../../../src/cli/terminal.ts';
import { startTestServer, type TestReply, type TestServer } from './start-test-server.ts';

const plain = processTerminal({});
let server: TestServer;
let source: string;

const at = '/ws/commons/collections/visits';
const visits = [
  'input: { _id: VARCHAR, seconds: INTEGER }',
  'sources:',
  '  - { integration: here, topic: "visits" }',
  '  - { integration: here, bucket: "shop ä", format: ndjson, every: 1s }',
].join('\n');

beforeAll(async () => {
  server = await startTestServer({
    'rockpool.yaml':
      'server: { host: 127.0.0.1, port: 0 }\nstore: { engine: embedded, path: .rockpool }\nintegrations: { here: { kind: files, path: data } }\n',
    'collections/visits.yaml': visits.replace('shop ä', 'shop'),
  });
  const { projectFolder } = server.app.config;
  await mkdir(join(projectFolder, 'data/topics'), { recursive: true });
  await mkdir(join(projectFolder, 'data/buckets/shop/tief/er'), { recursive: true });
  await appendFile(
    join(projectFolder, 'data/topics/visits.ndjson'),
    '{"_id":"a","seconds":1}\n{"_id":"b","seconds":"x"}\nnot json\n',
  );
  await appendFile(join(projectFolder, 'data/buckets/shop/tief/er/ü +%2F?.ndjson'), 'nor this\n');
  server.app.start();
  await until(async () => (await server.call('GET', `${at}/dead-letters`)).body.data.length === 3);
  source = (await server.call('GET', `${at}/sources`)).body.data[0].id as string;
});
afterAll(() => server.stop());

async function until(wish: () => Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await wish())) {
    if (Date.now() - began > 20_000) throw new Error('never as wished');
    await wait(20);
  }
}
const errorOf = ({ status, body }: TestReply): unknown[] => [status, body.code ?? body.error?.code ?? body.type];

/** What a command prints, without colours, and its exit code. */
async function rockpool(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const code = await runCli([...argv, '--server', server.address], {
    environment: { ROCKPOOL_API_KEY: server.app.key },
    terminal: {
      ...plain,
      isTerminal: false,
      out: (text) => void (printed.out += `${text}\n`),
      err: (text) => void (printed.err += `${text}\n`),
    },
  });
  return { code, ...printed };
}

describe('dead letters by HTTP', () => {
  it('are one by one by id, whatever characters its position has', async () => {
    const { body } = await server.call('GET', `${at}/dead-letters`);

    expect(body.data.map((one: { position: string }) => one.position)).toContain('tief/er/ü +%2F?.ndjson@0');
    for (const letter of body.data) {
      const one = await server.call('GET', `${at}/dead-letters/${encodeURIComponent(letter.id as string)}`);
      expect([one.status, one.body.data]).toEqual([200, letter]);
    }
    expect(body.data[0]).toMatchObject({
      attempts: 1,
      at: expect.stringMatching(/^20/) as string,
      failed_at: expect.stringMatching(/^20/) as string,
    });
  });

  it('are listed and counted by cause', async () => {
    const causes = await server.call('GET', `${at}/dead-letters/causes`);
    const listed = await server.call('GET', `${at}/dead-letters?code=RECORD_FIELD_TYPE&stage=decode&source=${source}`);

    expect(causes.body.data).toHaveLength(3);
    expect(causes.body.data).toContainEqual({ source, stage: 'decode', code: 'RECORD_NOT_JSON', count: 1 });
    expect(listed.body.data.map((one: { record: string }) => one.record)).toEqual(['{"_id":"b","seconds":"x"}']);
  });

  it('are replayed by cause, in parts', async () => {
    const replay = (body: unknown) => server.call('POST', `${at}/dead-letters/replay`, body);

    expect((await replay({ code: 'RECORD_FIELD_TYPE' })).body.data).toEqual({ replayed: 0, failed: 1 });
    expect((await replay({ source, limit: 1 })).body.data).toMatchObject({
      failed: 1,
      last: expect.any(String) as string,
    });
    expect((await replay({ ids: [] })).body.data).toEqual({ replayed: 0, failed: 0 });
  });

  it.each<[string, string, unknown, number]>([
    ['GET', '/dead-letters/none', undefined, 404],
    ['GET', `/dead-letters/${encodeURIComponent('commons.people/x/0:0')}`, undefined, 404],
    ['GET', `/dead-letters/${'x'.repeat(1900)}`, undefined, 404],
    ['GET', '/dead-letters/%ff', undefined, 400],
    ['GET', '/dead-letters?limit=0', undefined, 400],
    ['GET', '/dead-letters?limit=1001', undefined, 400],
    ['GET', '/dead-letters?stage=nowhere', undefined, 400],
    ['GET', '/dead-letters?code=', undefined, 400],
    ['POST', '/dead-letters/replay', { ids: 'a' }, 400],
    ['POST', '/dead-letters/replay', { stage: 'nowhere' }, 400],
    ['POST', '/dead-letters/replay', { limit: 0 }, 400],
    ['POST', '/dead-letters/replay', { code: 5 }, 400],
    ['POST', '/dead-letters/replay', [], 400],
    ['DELETE', '/dead-letters', undefined, 400],
    ['DELETE', '/dead-letters?stage=nowhere', undefined, 400],
    ['DELETE', '/dead-letters/none', undefined, 404],
  ])('refuse %s %s %j', async (method, path, body, status) => {
    expect((await server.call(method, `${at}${path}`, body)).status).toBe(status);
  });

  it('are neither replayed nor deleted with a key that only reads', async () => {
    const created = await server.call('POST', '/users/self/apikeys', { name: 'reads', scope: { actions: ['read'] } });
    const key = created.body.data.key as string;

    expect((await server.call('GET', `${at}/dead-letters`, undefined, { key })).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/dead-letters/replay'],
      ['DELETE', '/dead-letters?stage=decode'],
      ['DELETE', '/dead-letters/none'],
      ['POST', `/sources/${source}/suspend`],
      ['POST', `/sources/${source}/resume`],
    ] as const)
      expect((await server.call(method, `${at}${path}`, undefined, { key })).status).toBe(403);
  });
});

describe('a source by HTTP', () => {
  it.each<[unknown, number]>([
    [undefined, 3_600_000],
    [{}, 3_600_000],
    [{ resume_after_duration: null }, 3_600_000],
    [{ resume_after_duration: 'PT30M' }, 1_800_000],
    [{ resume_after_duration: 'P1DT1H' }, 90_000_000],
    [{ resume_after_duration: '2h' }, 7_200_000],
  ])('is suspended for as long as %j says', async (body, milliseconds) => {
    const before = Date.now();
    const { status, body: reply } = await server.call('POST', `${at}/sources/${source}/suspend`, body);

    expect([status, reply.data.status.state]).toEqual([200, 'SUSPENDED']);
    const until = Date.parse(reply.data.resume_at as string) - milliseconds;
    expect(until >= before && until <= Date.now()).toBe(true);
    expect(Date.parse(reply.data.suspended_at as string)).toBeLessThanOrEqual(Date.now());
  });

  it('is told of as suspended, and reads on when it is resumed', async () => {
    const topic = join(server.app.config.projectFolder, 'data/topics/visits.ndjson');
    await server.call('POST', `${at}/sources/${source}/suspend`);
    await appendFile(topic, '{"_id":"c","seconds":3}\n');

    const described = (await server.call('GET', at)).body.data.sources[0];
    const metrics = await (
      await fetch(`${server.address}/metrics`, { headers: { authorization: `ApiKey ${server.app.key}` } })
    ).text();
    const resumed = (await server.call('POST', `${at}/sources/${source}/resume`)).body.data;
    await until(async () => (await server.call('GET', `${at}/sources/${source}`)).body.data.counters.read === 4);

    expect([described.status.state, described.behind]).toEqual(['SUSPENDED', 1]);
    expect(metrics).toContain(`rockpool_source_suspended{collection="commons.visits",source="${source}"} 1`);
    expect(metrics).toMatch(/rockpool_data_age_seconds\{collection="commons\.visits"\} \d/);
    expect([resumed.suspended_at, resumed.resume_at]).toEqual([null, null]);
  });

  it.each([
    ['yesterday'],
    [''],
    ['PT'],
    ['P'],
    ['P1Y'],
    ['PT0S'],
    ['-PT1H'],
    ['PT1H2'],
    ['PT1.2.3H'],
    ['P9999W'],
    ['0s'],
    ['1e99h'],
    [60],
    [{}],
  ])('is not suspended for %j', async (duration) => {
    const reply = await server.call('POST', `${at}/sources/${source}/suspend`, { resume_after_duration: duration });

    expect(errorOf(reply)).toEqual([400, 'REQUEST_INVALID']);
  });

  it('that is not there cannot be suspended', async () => {
    for (const verb of ['suspend', 'resume'])
      expect(errorOf(await server.call('POST', `${at}/sources/none/${verb}`))).toEqual([404, 'SOURCE_NOT_FOUND']);
  });
});

describe('the command line', () => {
  it('suspends and resumes a source, or all of a collection', async () => {
    const one = await rockpool('suspend', 'visits', 'visits', '--for', '2h');
    const status = await rockpool('status');
    const all = await rockpool('suspend', 'visits');
    const resumed = await rockpool('resume', 'visits', 'here:visits');
    const rest = await rockpool('resume', 'visits');

    expect(one).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^here:visits is suspended until 20.*Z\.\n$/) as string,
    });
    expect(status.out).toMatch(/here:visits +commons\.visits +SUSPENDED +byte \d+ /);
    expect(status.out).toMatch(/! here:visits: suspended until 20/);
    expect(all.out.split('\n')).toHaveLength(3);
    expect(resumed.out).toBe('here:visits is resumed.\n');
    expect(rest.out).toContain('here:shop/ is resumed.\n');
  });

  it('lists, counts, replays and deletes dead letters by cause', async () => {
    const listed = await rockpool(
      'dead-letters',
      'list',
      'visits',
      '--code',
      'record_field_type',
      '--source',
      'visits',
    );
    const counted = await rockpool('dead-letters', 'count');
    const replayed = await rockpool('dead-letters', 'replay', 'visits', '--stage', 'decode');
    const none = await rockpool('dead-letters', 'replay', 'visits', '--stage', 'store');
    const deleted = await rockpool(
      'dead-letters',
      'delete',
      'visits',
      '--source',
      'here:visits',
      '--code',
      'RECORD_NOT_JSON',
    );
    const [left] = JSON.parse(
      (await rockpool('dead-letters', 'list', 'visits', '--source', 'here:shop/', '--json')).out,
    );
    const shown = await rockpool('dead-letters', 'show', 'visits', left.id as string);
    const one = await rockpool('dead-letters', 'delete', 'visits', left.id as string);

    expect([listed.out.split('\n').length, listed.err]).toEqual([3, '1 dead letter\n']);
    expect(counted.out).toMatch(/commons\.visits +visits-\w+ +decode +RECORD_FIELD_TYPE +1\n/);
    expect(counted.err).toBe('3 dead letters\n');
    expect(replayed.out).toBe('0 records passed, 3 failed again.\n');
    expect(none.out).toBe('0 records passed, 0 failed again.\n');
    expect(deleted.out).toBe('1 dead letter deleted.\n');
    expect(shown.out).toContain('tief/er/ü +%2F?.ndjson@0');
    expect(one.out).toBe('1 dead letter deleted.\n');
    expect((await rockpool('dead-letters', 'count')).err).toBe('1 dead letter\n');
  });

  it.each([
    [['suspend'], 2],
    [['suspend', 'nope'], 4],
    [['suspend', 'visits', 'nope'], 4],
    [['suspend', 'visits', '--for', 'ever'], 2],
    [['suspend', 'visits', '--for', '0s'], 2],
    [['suspend', 'visits', '--for', '100000d'], 2],
    [['resume', 'visits', 'nope'], 4],
    [['dead-letters', 'delete', 'visits'], 2],
    [['dead-letters', 'delete', 'visits', 'id', '--code', 'X'], 2],
    [['dead-letters', 'delete', 'visits', 'none'], 4],
    [['dead-letters', 'show', 'visits', 'none'], 4],
    [['dead-letters', 'list', 'visits', '--stage', 'nowhere'], 2],
    [['dead-letters', 'count', 'nope'], 4],
  ])('refuses %j', async (argv, code) => {
    expect((await rockpool(...argv)).code).toBe(code);
  });
});
