import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually, startServer, type ServerProcess } from '../e2e/server-process.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';

const { kafka: plain, kafkaSasl, kafkaTls } = serverAddresses();
const topic = `fault-${randomUUID()}`;
const kafka = new Kafka({ brokers: [...plain], logLevel: logLevel.NOTHING });
const admin = kafka.admin();

let project: string;
let proxy: TcpProxy;
let server: ServerProcess;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'rockpool-no-way-in-'));
  await mkdir(join(project, 'collections'));
  proxy = await startTcpProxy(plain[0]);
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: '{"_id":"a"}' }, { value: '{"_id":"b"}' }] });
  await producer.disconnect();
});
afterEach(async () => {
  await server.stop('SIGKILL');
  await proxy.close();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
  await rm(project, { recursive: true, force: true });
});

const names = ['wrong_password', 'plain_to_tls', 'tls_to_plain', 'unreachable'] as const;

async function writeProject(integrations: Readonly<Record<(typeof names)[number], string>>): Promise<void> {
  const lines = names.map((name) => `  ${name}: { kind: kafka, session_timeout: 1s, ${integrations[name]} }\n`);
  await writeFile(
    join(project, 'rockpool.yaml'),
    `server: { port: 0 }\nstore: { engine: embedded, path: .rockpool }\nintegrations:\n${lines.join('')}`,
  );
  for (const name of names) {
    await writeFile(
      join(project, `collections/${name}.yaml`),
      `sources:\n  - { integration: ${name}, topic: ${topic}, format: json }\ninput: { _id: VARCHAR }\n`,
    );
  }
}

const login = (password: string): string =>
  `brokers: ['${kafkaSasl.brokers[0]!}'], sasl: { mechanism: scram-sha-256, username: ${kafkaSasl.username}, password: ${password} }`;
const statusOf = async (name: string): Promise<{ state: string; message?: string | null }> =>
  (await server.call('GET', `/ws/commons/collections/${name}/sources`)).body.data[0]!.status;
const documentsIn = async (name: string): Promise<number> => {
  const { body } = await server.call('POST', '/queries', { sql: { query: `SELECT count(*) AS n FROM ${name}` } });
  return Number(body.results[0]!['n']);
};

it('clusters that do not let us in are errors within seconds, told in status and log, and are read when that is mended', async () => {
  await proxy.refuse();
  await writeProject({
    wrong_password: login('open-sesame'),
    plain_to_tls: `brokers: ['${kafkaTls.brokers[0]!}']`,
    tls_to_plain: `brokers: ['${plain[0]!}'], ssl: true`,
    unreachable: `brokers: ['${proxy.address}']`,
  });
  server = await startServer(project);

  const told = await eventually(
    async () => Object.fromEntries(await Promise.all(names.map(async (name) => [name, await statusOf(name)] as const))),
    (all) => Object.values(all).every(({ state }) => state === 'ERROR'),
  );

  const refused = {
    wrong_password: `The Kafka cluster at ${kafkaSasl.brokers[0]!} refused the login of the user "${kafkaSasl.username}" (SCRAM-SHA-256).`,
    plain_to_tls: `The Kafka cluster at ${kafkaTls.brokers[0]!} speaks TLS at this address, and we did not.`,
    tls_to_plain: `The Kafka cluster at ${plain[0]!} does not speak TLS at this address.`,
    unreachable: `At ${proxy.address} nobody answers: the connection was refused.`,
  };
  expect(Object.fromEntries(names.map((name) => [name, told[name]!.message]))).toEqual(refused);
  for (const message of Object.values(refused)) expect(server.output()).toContain(message);
  expect(server.output()).not.toContain('open-sesame');

  // What stands outside of the project is noticed by itself.
  await proxy.open();
  await eventually(
    () => documentsIn('unreachable'),
    (count) => count === 2,
  );
  await eventually(
    () => statusOf('unreachable'),
    ({ state }) => state === 'WATCHING',
  );

  await server.stop();
  await writeProject({
    wrong_password: login(kafkaSasl.password),
    plain_to_tls: `brokers: ['${kafkaTls.brokers[0]!}'], ssl: { ca: '${kafkaTls.ca}' }`,
    tls_to_plain: `brokers: ['${plain[0]!}']`,
    unreachable: `brokers: ['${proxy.address}']`,
  });
  server = await startServer(project);
  await eventually(
    () => Promise.all(names.map(documentsIn)),
    (counts) => counts.every((count) => count === 2),
  );
});
