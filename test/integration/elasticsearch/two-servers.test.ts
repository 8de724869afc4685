import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKeyService } from '../../../src/access/make-key-service.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { makeCatalog } from '../../../src/catalog/catalog.ts';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import { makeCompiler, type Compiler } from '../../../src/duckdb/compiler.ts';
import { makeLocalEngine, type OpenLocalEngine } from '../../../src/duckdb/local-engine.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openRecordStore } from '../../../src/elasticsearch/records/record-store.ts';
import type { LambdaService } from '../../../src/lambda/lambda-service.ts';
import type { LambdaContent } from '../../../src/lambda/lambda.ts';
import { loadLambdaState } from '../../../src/lambda/lambda-state.ts';
import { makeLambdaService } from '../../../src/lambda/make-lambda-service.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import type { QueryEngine } from '../../../src/query/query-engine.ts';
import { makeQueryService } from '../../../src/query/make-query-service.ts';
import { serverAddresses } from '../../servers/addresses.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const prefix = `two-servers-${randomBytes(4).toString('hex')}`;

let compiler: Compiler;
let local: OpenLocalEngine;
let stores: readonly RecordStore[];
let one: LambdaService;
let other: LambdaService;

/** Statements here read no collection, so nothing has to be fetched. */
const engine = (): QueryEngine => ({
  compile: (statement) => local.compile(statement),
  run: async (query, values, { signal }) => (await local.open(signal)).run(query, values),
  explain: () => Promise.resolve(''),
});

const serve = (records: RecordStore): Promise<LambdaService> => {
  const limits = { maxConcurrent: 4, maxQueued: 10, resultTtlMs: 1000, resultBytes: 1e6 };
  const documents = {} as never;
  const queries = makeQueryService({
    engine: engine(),
    documents,
    limits,
    clock: systemClock,
    observer: silentObserver,
    serverId: 'server1',
  });
  return makeLambdaService({
    records,
    queries,
    catalog: makeCatalog(),
    clock: systemClock,
    observer: silentObserver,
    defaults: { timeoutMs: 5000, rows: 100 },
  });
};

let count = 0;
let name: string;
const content = (value: number): LambdaContent => ({
  workspace: 'commons',
  name,
  sql: `SELECT ${value} AS n`,
  parameters: [],
});
const deploy = async (service: LambdaService, value: number): Promise<string> =>
  (await service.save(content(value), { mode: 'declared', by: 'me' })).version.version;
const versionBy = async (service: LambdaService, select: { tag: string } | { version: string }): Promise<string> => {
  const reply = await service.execute({
    workspace: 'commons',
    name,
    select,
    arguments: new Map(),
    form: 'plain',
    executedBy: 'me',
  });
  if (reply.kind !== 'result') throw new Error('it was started');
  let rows = 0;
  for await (const batch of reply.result.batches) rows += batch.rowCount;
  expect(rows).toBe(1);
  return reply.result.lambdaPath?.split('::')[1] ?? '';
};
const latest = (service: LambdaService): Promise<string> => versionBy(service, { tag: 'latest' });

beforeAll(async () => {
  compiler = await makeCompiler();
  local = await makeLocalEngine({ compiler, connections: 4, memoryBytes: 64 * 1024 ** 2 });
  stores = await Promise.all([1, 2].map(() => openRecordStore({ client, prefix })));
});
beforeEach(async () => {
  name = `lambda-${(count += 1)}`;
  [one, other] = (await Promise.all(stores.map(serve))) as [LambdaService, LambdaService];
});
afterEach(() => expect(danglingTags()).resolves.toEqual([]));
afterAll(async () => {
  await local.close();
  await compiler.close();
  await client.indices.delete({ index: `${prefix}-records-1` });
  await client.close();
});

/** Tags that stand on nothing, for a server that starts now. */
const danglingTags = async (): Promise<readonly string[]> =>
  (await loadLambdaState(stores[0]!))
    .list()
    .flatMap((entry) => [...entry.tags].filter(([, { version }]) => !entry.versions.has(version)).map(([tag]) => tag));

describe('two servers over one cluster', () => {
  it('find what the other has deployed at once, by tag and by version, and answer from memory afterwards', async () => {
    const version = await deploy(one, 1);

    expect(await latest(other)).toBe(version);
    expect(await versionBy(other, { version })).toBe(version);
    expect((await other.list()).map((lambda) => lambda.name)).toContain(name);
  });

  it('see a tag that the other has moved when they look again, and the one who moved it at once', async () => {
    const first = await deploy(one, 1);
    await latest(other);
    const second = await deploy(one, 2);

    expect(await latest(one)).toBe(second);
    await other.refresh();
    expect(await latest(other)).toBe(second);
    expect((await other.versions({ workspace: 'commons', name })).map((each) => each.version)).toEqual([second, first]);
  });

  it('see what the other has deleted', async () => {
    await deploy(one, 1);
    await latest(other);
    await one.delete({ workspace: 'commons', name });
    await other.refresh();

    await expect(latest(other)).rejects.toMatchObject({ code: 'LAMBDA_NOT_FOUND' });
  });

  it('deploy at once and end with one latest and every version', async () => {
    const services = [one, other];
    const wanted = Array.from({ length: 12 }, (_, value) => value);

    const outcomes = await Promise.allSettled(wanted.map((value) => deploy(services[value % 2]!, value)));

    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'DEPLOY_CONFLICT' });
    const deployed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all(services.map((service) => service.refresh()));
    const [seenByOne, seenByOther] = await Promise.all(services.map(latest));
    expect(seenByOne).toBe(seenByOther);
    const versions = (await other.versions({ workspace: 'commons', name })).map((each) => each.version);
    expect(versions).toHaveLength(wanted.length);
    expect(versions).toEqual(expect.arrayContaining(deployed));
  });

  it('let one of them create a lambda', async () => {
    const create = (service: LambdaService, value: number) =>
      service.save(content(value), { mode: 'declared', by: 'me', mustBeNew: true });

    const outcomes = await Promise.allSettled([create(one, 1), create(other, 2)]);

    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused).toEqual([expect.objectContaining({ code: 'LAMBDA_EXISTS' })]);
  });

  it('keep a version that one deletes while the other puts a tag on it', async () => {
    const lambda = { workspace: 'commons', name };
    const old = await deploy(one, 1);
    await deploy(one, 2);
    await other.refresh();

    for (let round = 0; round < 2; round += 1) {
      const [moved, deleted] = await Promise.allSettled([
        other.moveTag(lambda, 'production', old),
        one.deleteVersion(lambda, old),
      ]);
      await Promise.all([one.refresh(), other.refresh()]);
      if (moved.status === 'fulfilled') expect(await versionBy(one, { tag: 'production' })).toBe(old);
      else expect(deleted.status).toBe('fulfilled');
      expect(await danglingTags()).toEqual([]);
      await one.deleteTag(lambda, 'production').catch(() => undefined);
      await deploy(one, 1);
      await deploy(one, 2);
    }
  });

  it('leave the old tag when one stops between storing a version and moving the tag', async () => {
    const first = await deploy(one, 1);
    const [records] = stores;
    let writes = 0;
    const dying: RecordStore = {
      ...records!,
      put: () => Promise.reject(new Error('killed')),
      putAll: (kind, all) => ((writes += 1), records!.putAll(kind, all)),
    };
    const killed = await serve(dying);

    await expect(deploy(killed, 2)).rejects.toThrow('killed');

    expect(writes).toBeGreaterThan(0);
    expect(await latest(await serve(records!))).toBe(first);
    expect(await latest(other)).toBe(first);
  });

  it('ask the cluster nothing for a call', async () => {
    await deploy(one, 1);
    const asked: string[] = [];
    const counting = new Proxy(stores[0]!, {
      get: (target, member: keyof RecordStore) => {
        asked.push(member);
        return target[member];
      },
    });
    const service = await serve(counting);
    asked.length = 0;

    for (let call = 0; call < 5; call += 1) await latest(service);

    expect(asked).toEqual([]);
  });

  it('share keys: one that was made works at the other, one that was revoked no longer does', async () => {
    const [keys, otherKeys] = stores.map((records) => makeKeyService({ records, clock: systemClock }));
    const { secret } = await keys!.create({ name, scope: { actions: ['admin'] }, createdBy: 'me' });

    expect((await otherKeys!.authenticate(`ApiKey ${secret}`)).name).toBe(name);
    await keys!.revoke(name);
    await expect(
      (async () => {
        for (;;) {
          await otherKeys!.authenticate(`ApiKey ${secret}`);
          await pause(50);
        }
      })(),
    ).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
