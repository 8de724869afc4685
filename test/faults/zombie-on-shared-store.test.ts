import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TopicSource } from '../../src/catalog/collection.ts';
import type { KafkaIntegration } from '../../src/config/config.ts';
import type { Connector } from '../../src/ingest/connector.ts';
import { openKafkaConnector } from '../../src/kafka/connector.ts';
import { definitionOf, openIngest, type TestIngest } from '../integration/ingest/open-ingest.ts';
import { startKafka, type PrivateKafka } from '../servers/start-kafka.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';
import { expectConserved } from './expect-conserved.ts';
import { openScene, write, writes, type Scene } from './scene.ts';

/** Two servers over the same stores, in one process since the embedded stores have one. Only the sleeper's way to Kafka leads through the proxy. */
let proxy: TcpProxy;
let kafka: PrivateKafka;
let scene: Scene;
let test: TestIngest;
const connectors: Connector[] = [];

beforeEach(async () => {
  proxy = await startTcpProxy();
  kafka = await startKafka({ proxy });
  const { brokers, username, password } = kafka.addresses.kafkaSasl;
  const direct = { brokers: [...brokers], sasl: { mechanism: 'plain', username, password } } as const;
  scene = await openScene({ client: { ...direct, brokers: [...direct.brokers] }, partitions: 4 });
  const ways: readonly Pick<KafkaIntegration, 'brokers' | 'sasl'>[] = [direct, { brokers: kafka.brokers }];
  test = await openIngest({
    holder: 'awake',
    connectors() {
      const way = ways[connectors.length]!;
      const integration = { kind: 'kafka', groupPrefix: 'zombie', sessionTimeoutMs: 1_000, ...way } as const;
      connectors.push(
        openKafkaConnector({
          integration,
          maxRecordBytes: 1e6,
          batchRecords: 10_000,
          memoryBytes: 1e7,
          patienceMs: 1_000,
        }),
      );
      return [['events', connectors.at(-1)!]];
    },
  });
});
afterEach(async () => {
  await proxy.open();
  await test.close();
  await Promise.all(connectors.map((one) => one.close()));
  await scene.close();
  await kafka.remove();
  await proxy.close();
});

const until = async (wish: () => Promise<boolean>): Promise<void> => {
  for (const began = Date.now(); !(await wish());) {
    if (Date.now() - began > 40_000) throw new Error(`never: ${String(wish)}`);
    await wait(50);
  }
};

it('late writes of a server that lost its partitions while it wrote change nothing that is newer', async () => {
  const source: TopicSource = {
    ...{ kind: 'topic', id: 'events.topic', integration: 'events', topic: scene.topic },
    ...{ format: { kind: 'json' }, start: 'earliest' },
  };
  const definition = definitionOf(source, { _id: 'VARCHAR', op: 'VARCHAR', a: 'BIGINT', b: 'BIGINT', c: 'BIGINT' });
  const projected = { ...definition, transformation: 'SELECT _id, op AS _op, a, b, c FROM _input' };
  let held: Promise<void> | undefined;
  const lateWrites: string[] = [];
  const sleeper = test.beside('sleeper', {
    wrapDocuments: (documents) => ({
      ...documents,
      async write(...call) {
        if (held === undefined) return documents.write(...call);
        await held;
        const result = await documents.write(...call);
        lateWrites.push(...call[1].ids.map((id, index) => `${id} ${result.outcomes[index]!}`));
        return result;
      },
    }),
  });
  const assigned = async (ingest: TestIngest['ingest']): Promise<readonly string[]> =>
    (await ingest.sources(projected))[0]!.streams?.flatMap((one) => (one.assigned ? [one.stream] : [])) ?? [];
  const documents = async (): Promise<unknown> =>
    (await test.rows(projected)).map(({ _id, a, b, c }) => ({ _id, a, b, c }));
  const isDone = async (): Promise<boolean> =>
    JSON.stringify(await documents()) === JSON.stringify(scene.model.documents('whole'));
  await Promise.all([test.begin(projected), sleeper.begin(projected)]);
  await until(async () => (await assigned(test.ingest)).length === 2 && (await assigned(sleeper.ingest)).length === 2);
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, writes(partition, 0, 100));
  await until(isDone);

  let wake = (): void => undefined;
  held = new Promise((resolve) => (wake = resolve));
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, [write(`${partition}-0`, { b: 1 })]);
  await wait(500);
  proxy.hold();
  await until(async () => (await assigned(test.ingest)).length === 4);
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, [write(`${partition}-0`, { c: 2 })]);
  await until(isDone);
  await proxy.open();
  held = undefined;
  wake();
  await until(async () => (await assigned(sleeper.ingest)).length === 2);
  for (const partition of [0, 1, 2, 3]) await scene.send(partition, writes(partition, 50, 150));

  await until(isDone);
  expect(await documents()).toEqual(scene.model.documents('whole'));
  expect(lateWrites.length).toBeGreaterThan(0);
  expect(lateWrites.filter((one) => !one.endsWith('superseded'))).toEqual([]);
  for (const { ingest } of [test, sleeper]) {
    const { counters } = (await ingest.sources(projected))[0]!;
    expectConserved(counters);
    expect(counters.read).toBe(scene.records);
  }
});
