import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Kafka, logLevel } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverAddresses } from '../servers/addresses.ts';
import { callSteadily } from './call-steadily.ts';
import { deleteIndices } from './copy-documents.ts';
import { eventually, startServer, type ServerProcess } from './server-process.ts';

const node = serverAddresses().elasticsearch;
const name = `pair-${randomBytes(4).toString('hex')}`;
const kafka = new Kafka({ brokers: [...serverAddresses().kafka], logLevel: logLevel.NOTHING });
const [admin, producer] = [kafka.admin(), kafka.producer()];
const s3 = new S3Client({
  endpoint: serverAddresses().s3,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});

/** What both servers have in common: everything but the folder. */
const files: Readonly<Record<string, string>> = {
  'rockpool.yaml': `
store: { engine: elasticsearch, node: "${node}", index_prefix: ${name} }
integrations:
  events: { kind: kafka, brokers: "${serverAddresses().kafka.join(',')}", group_prefix: ${name}, session_timeout: 6s }
  catalog: { kind: s3, endpoint: "${serverAddresses().s3}", access_key_id: any, secret_access_key: any }
`,
  'collections/clicks.yaml': `
sources: [{ integration: events, topic: ${name}, format: json, start: earliest }]
input: { _id: VARCHAR, n: INTEGER }
`,
  'collections/goods.yaml': `
sources: [{ integration: catalog, bucket: ${name}, pattern: '*.ndjson', format: ndjson, every: 1s }]
input: { _id: VARCHAR, price: DOUBLE }
`,
  'lambdas/clicked.yaml': `
parameters: { least: { type: int, default: 0 } }
sql: SELECT count(*) AS times, max(n) AS newest FROM clicks WHERE n >= :least
`,
};

let folders: readonly string[];
let one: ServerProcess;
let other: ServerProcess;
/** A key that was made on one server, for both. */
let key: string;

const start = (at: 0 | 1): Promise<ServerProcess> => startServer(folders[at]!);

async function ask<Body = unknown>(server: ServerProcess, method: string, path: string, body?: object): Promise<Body> {
  const reply = await fetch(`${server.address}/v1/orgs/self${path}`, {
    method,
    headers: { authorization: `ApiKey ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return JSON.parse(text) as Body;
}

interface Answer {
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly query_lambda_path: string;
}

const execute = (server: ServerProcess, lambda: string, tag = 'latest'): Promise<Answer> =>
  ask<Answer>(server, 'POST', `/ws/commons/lambdas/${lambda}/tags/${tag}`, { arguments: {} });

/** What the lambda tagged `latest` says; undefined while it is not there. */
const says = async (server: ServerProcess, lambda: string): Promise<unknown> =>
  (await execute(server, lambda).catch(() => undefined))?.results[0]?.['n'];

const constant = (lambda: string, value: number) => ({
  workspace: 'commons',
  name: lambda,
  sql: `SELECT ${value} AS n`,
  parameters: [],
  tests: [],
  file: `lambdas/${lambda}.yaml`,
  sqlPlace: { file: `lambdas/${lambda}.yaml`, line: 1, column: 1 },
});

interface Deployed {
  readonly data: readonly { readonly version: string }[];
}

const deploy = (server: ServerProcess, value: number, lambdas: readonly string[]): Promise<Deployed> =>
  ask<Deployed>(server, 'POST', '/deploy', { lambdas: lambdas.map((lambda) => constant(lambda, value)) });

const versionsOf = async (server: ServerProcess, lambda: string): Promise<readonly string[]> => {
  const path = `/ws/commons/lambdas/${lambda}/versions`;
  return (await ask<Deployed>(server, 'GET', path)).data.map(({ version }) => version);
};

let produced = 0;

async function click(times: number): Promise<void> {
  const messages = Array.from({ length: times }, () => {
    const n = (produced += 1);
    return { key: `k${n}`, value: JSON.stringify({ _id: `c${n}`, n }) };
  });
  await producer.send({ topic: name, messages });
}

const clicked = async (server: ServerProcess): Promise<unknown> => (await execute(server, 'clicked')).results[0];

const putGoods = (file: string, goods: readonly object[]): Promise<unknown> =>
  s3.send(
    new PutObjectCommand({
      Bucket: name,
      Key: file,
      Body: goods.map((document) => `${JSON.stringify(document)}\n`).join(''),
    }),
  );

const goods = async (server: ServerProcess): Promise<unknown> => {
  const sql = { query: 'SELECT _id FROM goods ORDER BY _id' };
  return (await ask<Answer>(server, 'POST', '/queries', { sql })).results.map(({ _id }) => _id);
};

const stateOf = async (server: ServerProcess, collection: string): Promise<string> => {
  const { data } = await ask<{ data: readonly { status: { state: string } }[] }>(
    server,
    'GET',
    `/ws/commons/collections/${collection}/sources`,
  );
  return data[0]!.status.state;
};

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: name, numPartitions: 4 }] });
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await putGoods('first.ndjson', [{ _id: 'milk', price: 1.5 }]);
  folders = await Promise.all(
    [1, 2].map(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'rockpool-pair-'));
      for (const part of ['collections', 'lambdas']) await mkdir(join(folder, part));
      for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
      return folder;
    }),
  );
  [one, other] = await Promise.all([start(0), start(1)]);
});

afterAll(async () => {
  await Promise.all([one, other].map((server) => server.stop()));
  await deleteIndices(node, name);
  await admin.deleteTopics({ topics: [name] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  s3.destroy();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

describe('two servers over one Elasticsearch', () => {
  it('share keys: one that was made on the first opens the second', async () => {
    const made = await one.call('POST', '/users/self/apikeys', { name: 'both' });
    key = (JSON.parse(made.text) as { data: { key: string } }).data.key;

    await expect(ask(other, 'GET', '/users/self')).resolves.toBeDefined();
  });

  it('serve what either has deployed, and follow the tags that either moves', async () => {
    const [first] = (await deploy(one, 1, ['answer'])).data;
    expect(await eventually(() => says(other, 'answer'), Boolean)).toBe(1);

    await deploy(other, 2, ['answer']);
    expect(
      await eventually(
        () => says(one, 'answer'),
        (n) => n === 2,
      ),
    ).toBe(2);

    await ask(one, 'POST', '/ws/commons/lambdas/answer/tags', { tag_name: 'production', version: first!.version });
    const answer = await eventually(() => execute(other, 'answer', 'production').catch(() => undefined), Boolean);
    expect(answer).toMatchObject({ results: [{ n: 1 }], query_lambda_path: `commons.answer::${first!.version}` });
  });

  it('read a topic together, every record once, and keep the same dead letters', async () => {
    await click(400);
    await producer.send({ topic: name, messages: [{ key: 'bad', value: '{"_id":"bad","n":"many"}' }] });

    for (const server of [one, other])
      expect(
        await eventually(
          () => clicked(server),
          (row) => (row as { times: number }).times >= 400,
        ),
      ).toEqual({
        times: 400,
        newest: 400,
      });
    const letters = (server: ServerProcess) =>
      ask<{ data: readonly { id: string; message: string }[] }>(
        server,
        'GET',
        '/ws/commons/collections/clicks/dead-letters',
      );
    const found = await eventually(
      () => letters(one),
      ({ data }) => data.length > 0,
    );
    expect(found.data).toHaveLength(1);
    expect(await letters(other)).toEqual(found);
  });

  it('read a bucket one at a time', async () => {
    await eventually(
      () => goods(one),
      (ids) => (ids as string[]).length > 0,
    );

    const states = await eventually(
      () => Promise.all([one, other].map((server) => stateOf(server, 'goods'))),
      (both) => both.includes('WATCHING'),
    );

    expect(states.filter((state) => state === 'WATCHING')).toHaveLength(1);
    expect(await goods(other)).toEqual(['milk']);
  });

  it('end with one `latest` and both versions when both deploy a lambda at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const lambda = `contested${round}`;
      const outcomes = await Promise.allSettled([deploy(one, 1, [lambda]), deploy(other, 2, [lambda])]);
      const versions = outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value.data[0]!.version;
      });

      const seen = await eventually(
        () => Promise.all([one, other].map((server) => says(server, lambda))),
        ([left, right]) => left !== undefined && left === right,
      );
      expect([1, 2]).toContain(seen[0]);
      for (const server of [one, other])
        expect(
          [
            ...(await eventually(
              () => versionsOf(server, lambda),
              (all) => all.length >= 2,
            )),
          ].sort(),
        ).toEqual([...versions].sort());
    }
  });

  it('leave each tag on the old or the new version when one is killed in the middle of a deploy', async () => {
    const lambdas = Array.from({ length: 40 }, (_, at) => `many${at}`);
    await deploy(one, 0, lambdas);
    let [old, fresh] = [0, 0];
    for (const [round, delayMs] of [60, 120, 200, 300].entries()) {
      const value = round + 1;
      const cut = deploy(other, value, lambdas).then(
        () => 'done',
        () => 'cut off',
      );
      await pause(delayMs);
      await other.stop('SIGKILL');
      await cut;
      // A server that starts now reads what is stored; the one that lived follows it.
      other = await start(1);

      for (const lambda of lambdas) {
        const n = Number(await says(other, lambda));
        expect(n, `${lambda} after ${delayMs} ms`).toBeLessThanOrEqual(value);
        if (n === value) fresh += 1;
        else old += 1;
        const { data } = await ask<{ data: readonly { tag_name: string; version: { version: string } }[] }>(
          other,
          'GET',
          `/ws/commons/lambdas/${lambda}/tags`,
        );
        const versions = await versionsOf(other, lambda);
        for (const tag of data) expect(versions, `${lambda} ${tag.tag_name}`).toContain(tag.version.version);
        expect(
          await eventually(
            () => says(one, lambda),
            (seen) => seen === n,
          ),
        ).toBe(n);
      }
    }
    // Nothing would be shown if every deploy had ended, or none had begun.
    expect(old).toBeGreaterThan(0);
    expect(fresh + old).toBe(160);
  });

  it('lose no call that was not in flight when one of them stops, and the other reads on', async () => {
    const path = '/v1/orgs/self/ws/commons/lambdas/clicked/tags/latest/rows';
    const calls = callSteadily({ addresses: [one.address, other.address], path, key, perSecond: 100 });
    await click(100);
    await pause(3_000);

    const before = await Promise.all([one, other].map((server) => stateOf(server, 'goods')));
    // The one that reads the bucket, so that its lease has to move.
    const leaving = before[0] === 'WATCHING' ? one : other;
    const staying = leaving === one ? other : one;
    const stopped = leaving.stop('SIGTERM');
    await click(100);
    await putGoods('second.ndjson', [{ _id: 'tea', price: 3 }]);
    await stopped;
    await pause(2_000);
    const { answered, failed, inFlight } = await calls.end();

    expect(failed.filter(({ address }) => address !== leaving.address)).toEqual([]);
    expect(failed.length, JSON.stringify(failed)).toBeLessThanOrEqual(inFlight.get(leaving.address) ?? 0);
    expect(answered.get(leaving.address)).toBeGreaterThan(50);
    expect(answered.get(staying.address)).toBeGreaterThan(200);

    expect(
      await eventually(
        () => clicked(staying),
        (row) => (row as { times: number }).times >= produced,
      ),
    ).toEqual({
      times: produced,
      newest: produced,
    });
    expect(
      await eventually(
        () => goods(staying),
        (ids) => (ids as string[]).length > 1,
      ),
    ).toEqual(['milk', 'tea']);
    if (leaving === one) one = await start(0);
    else other = await start(1);
    expect(await clicked(leaving === one ? one : other)).toEqual({ times: produced, newest: produced });
  });
});
