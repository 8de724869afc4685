import { Kafka, logLevel } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Client } from '@elastic/elasticsearch';
import { makeApp, type RunningApp } from '../../../src/app/make-app.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { listen, makeServer, type Server } from '../../../src/server/server.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { deleteIndices } from './delete-indices.ts';

/** A server, and the folder of its project. */
export interface Place {
  readonly app: RunningApp;
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  /** Writes the file of a collection, and deploys it. */
  deploy(name: string, text: string): Promise<void>;
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Reply }>;
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are looked into freely: their shape is what is tested
export type Reply = any;

/** Servers over one Elasticsearch and one Kafka, with names of their own there. */
export interface Scene {
  readonly prefix: string;
  readonly client: Client;
  /** The first server. */
  readonly one: Place;
  /** Another one. */
  serve(files?: Readonly<Record<string, string>>): Promise<Place>;
  /** A folder for a server. */
  project(files?: Readonly<Record<string, string>>): Promise<string>;
  newTopic(partitions?: number): Promise<string>;
  send(topic: string, records: readonly (readonly [key: string, value: object | string | null])[]): Promise<unknown>;
  rebuild(
    name: string,
    body?: { readonly drop_missing?: boolean },
  ): Promise<{ readonly status: number; readonly body: Reply }>;
  rows(name: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  idsOf(name: string): Promise<readonly unknown[]>;
  /** Those of a collection, with their aliases. */
  indicesOf(name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The file of a collection that reads a topic from its start. */
export const ofTopic = (topic: string, rest: string): string =>
  `sources: [{ integration: events, topic: ${topic}, format: json, start: earliest }]\n${rest}`;

export async function openScene(): Promise<Scene> {
  const prefix = `rds-${randomBytes(4).toString('hex')}`;
  const node = serverAddresses().elasticsearch;
  const kafka = new Kafka({ brokers: [...serverAddresses().kafka], logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })];
  const client = makeClient({ nodes: [node], requestTimeoutMs: 20_000 });
  const topics: string[] = [];
  const folders: string[] = [];
  await Promise.all([admin.connect(), producer.connect()]);

  const project: Scene['project'] = async (files = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'rockpool-rebuild-'));
    folders.push(folder);
    await mkdir(join(folder, 'collections'));
    const all = {
      'rockpool.yaml': `store: { engine: elasticsearch, node: "${node}", index_prefix: ${prefix}, request_timeout: 20s }
integrations:
  events: { kind: kafka, brokers: "${serverAddresses().kafka.join(',')}", group_prefix: ${prefix}, session_timeout: 6s }
  nowhere: { kind: kafka, brokers: "127.0.0.1:1" }
  disk: { kind: files, path: ./data }
`,
      ...files,
    };
    for (const [path, text] of Object.entries(all)) await write(folder, path, text);
    return folder;
  };
  const serve: Scene['serve'] = async (files) => serveFolder(await project(files));
  const one = await serve();
  const rows: Scene['rows'] = (name) => one.query(`SELECT * FROM ${name} ORDER BY _id`);

  return {
    prefix,
    client,
    one,
    project,
    serve,
    async newTopic(partitions = 2) {
      const topic = `${prefix}-${topics.length}`;
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
      topics.push(topic);
      return topic;
    },
    send: (topic, records) =>
      producer.send({
        topic,
        messages: records.map(([key, value]) => ({
          key,
          value: value === null || typeof value === 'string' ? value : JSON.stringify(value),
        })),
      }),
    rebuild: (name, body = {}) =>
      one.call('POST', `/ws/commons/collections/${name}/reindex`, { from: 'sources', ...body }),
    rows,
    idsOf: async (name) => (await rows(name)).map(({ _id }) => _id),
    async indicesOf(name) {
      const states = await client.indices.get({ index: `${prefix}-commons.${name}-*` });
      return Object.entries(states).map(([index, { aliases }]) => {
        const names = Object.keys(aliases ?? {}).map((alias) => alias.slice(`${prefix}-commons.`.length));
        return `${index.slice(-6)} ${names.join(' ')}`;
      });
    },
    async close() {
      await one.stop();
      await deleteIndices(client, prefix);
      await admin.deleteTopics({ topics });
      await Promise.all([admin.disconnect(), producer.disconnect(), client.close()]);
      for (const folder of folders) await rm(folder, { recursive: true });
    },
  };
}

async function write(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function serveFolder(folder: string): Promise<Place> {
  const app = await makeApp(loadConfig({ projectFolder: folder, flags: {}, environment: {} }), silentObserver);
  expect((await app.reload()).problems).toEqual([]);
  app.start();
  const server: Server = await makeServer(app);
  const address = await listen(server, { host: '127.0.0.1', port: 0 });
  const call: Place['call'] = async (method, path, body) => {
    const reply = await fetch(`${address}/v1/orgs/self${path}`, {
      method,
      headers: { authorization: `ApiKey ${app.key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: await reply.json() };
  };
  return {
    app,
    folder,
    write: (path, text) => write(folder, path, text),
    async deploy(name, text) {
      await write(folder, `collections/${name}.yaml`, text);
      const { problems } = await app.reload();
      expect(problems.filter((problem) => problem.file === `collections/${name}.yaml`)).toEqual([]);
    },
    call,
    async query(text) {
      const { status, body } = await call('POST', '/queries', { sql: { query: text } });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.results;
    },
    async stop() {
      await server.close();
      await app.stop();
    },
  };
}
