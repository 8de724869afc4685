import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverAddresses } from '../servers/addresses.ts';
import { removeOwned, startOwned, type OwnedServer } from '../servers/owned.ts';
import { s3 } from '../servers/s3.ts';
import { startKafka, type PrivateKafka } from '../servers/start-kafka.ts';
import {
  copyCustomer360,
  expectRowsOfPlainDuckDb,
  openStoredDocuments,
  type Customer360,
} from './customer-360-project.ts';
import { readTopic } from './read-topic.ts';
import { eventually } from './server-process.ts';

const bin = fileURLToPath(new URL('../../bin/rockpool.cjs', import.meta.url));
const config = 'rockpool.cluster.yaml';
/** The demo's names of topics and buckets are fixed, so it needs servers that nobody else uses. */
let kafka: PrivateKafka;
let store: OwnedServer;
let bucket: S3Client;
let environment: Readonly<Record<string, string>>;
let shop: Customer360;

beforeAll(async () => {
  [kafka, store] = await Promise.all([startKafka(), startOwned(s3)]);
  const endpoint = store.variables['S3_ENDPOINT']!;
  const node = serverAddresses().elasticsearch;
  environment = { KAFKA_BROKERS: kafka.brokers.join(','), S3_ENDPOINT: endpoint, ELASTICSEARCH_URL: node };
  bucket = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  shop = await copyCustomer360({
    config,
    store: '.rockpool-cluster',
    cluster: { node, indexPrefix: `shop-${randomBytes(4).toString('hex')}` },
    environment,
  });
  // Nobody waits half a minute in a test.
  const products = join(shop.project, 'collections/products.yaml');
  await writeFile(products, (await readFile(products, 'utf8')).replace('every: 30s', 'every: 1s'));
  await shop.start(['--demo']);
}, 180_000);

afterAll(async () => {
  await shop.remove();
  bucket.destroy();
  await Promise.all([kafka.remove(), removeOwned(store.home)]);
});

const count = async (collection: string): Promise<number> => {
  const sql = `SELECT count(*) AS n FROM ${collection}`;
  const { body } = await shop.server().call('POST', '/queries', { sql: { query: sql } });
  return Number(body.results[0]?.['n'] ?? 0);
};

describe('the customer 360 on Elasticsearch, Kafka and S3', () => {
  it('goes on where it was killed, in the middle of the history', { timeout: 240_000 }, async () => {
    await eventually(
      () => count('user_activity'),
      (documents) => documents > 5_000,
    );
    await shop.stop('SIGKILL');
    await shop.start(['--demo']);

    const live = await eventually(
      () => count('user_activity'),
      (documents) => documents > 200_000,
    );

    expect(live).toBeGreaterThan(200_000);
  });

  it.each([
    'recommendation',
    'recent_activity',
    'profile',
    'total_spend',
    'avg_purchase_price',
    'purchase_history',
    'top_products_now',
    'search_customers',
  ])('answers %s', async (lambda) => {
    const args = ['top_products_now', 'search_customers'].includes(lambda) ? {} : { userid: shop.busyUser() };
    const reply = await eventually(
      () => shop.execute(lambda, args),
      (body) => body.results.length > 0,
    );

    expect(Object.keys(reply.results[0]!)).toEqual(reply.column_fields.map((field) => field.name));
  });

  it('shows an object that changed in its bucket', async () => {
    const object = { Bucket: 'shop', Key: 'products/assortment.csv' };
    const before = await (await bucket.send(new GetObjectCommand(object))).Body!.transformToString();

    await bucket.send(new PutObjectCommand({ ...object, Body: `${before}p-9999,Moon Cheese,Dairy,12.5\n` }));

    const { body } = await eventually(
      () => shop.server().call('POST', '/queries', { sql: { query: "SELECT * FROM products WHERE _id = 'p-9999'" } }),
      (reply) => reply.body.results.length > 0,
    );
    expect(body.results[0]).toMatchObject({ product_id: 'p-9999', product_name: 'Moon Cheese', price: 12.5 });
  });

  describe('when nobody does anything any more', () => {
    beforeAll(async () => {
      await shop.stop();
      await shop.start();
      await shop.untilRead();
    }, 120_000);

    it('shows for every partition its consumer group and that nothing is left to read', async () => {
      const ask = async (): Promise<readonly RegExpExecArray[]> => {
        const command = [bin, 'status', '--project', shop.project, '--config', join(shop.project, config)];
        const env = { ...process.env, ...environment, NO_COLOR: '1' };
        const { stdout } = await promisify(execFile)(process.execPath, command, { env });
        return [...stdout.matchAll(/^events:(\w+) +(\d) +(\d+) +(\d+) +(\d+) +(\w+) +(\S+)$/gm)];
      };
      // All is read before the group has given its partitions to the server that was just started.
      const partitions = await eventually(
        ask,
        (rows) => rows.length === 6 && rows.every(([, , , , , , here]) => here === 'yes'),
      );

      expect(partitions.map(([, topic, partition, , , lag, here]) => [topic, partition, lag, here])).toEqual([
        ...['0', '1', '2', '3'].map((partition) => ['user_activity', partition, '0', 'yes']),
        ...['0', '1'].map((partition) => ['user_purchases', partition, '0', 'yes']),
      ]);
      for (const [, topic, , offset, end, , , group] of partitions) {
        expect(offset).toBe(end);
        expect(group).toContain(`rockpool.commons.${topic}`);
      }
    });

    it('holds exactly what lies in the topics, read by a plain consumer', { timeout: 240_000 }, async () => {
      const plain = await openStoredDocuments(shop);
      try {
        for (const [topic, columns] of [
          ['user_activity', ['user_id', 'product_id', 'action']],
          ['user_purchases', ['user_id', 'amount', 'card_type']],
        ] as const) {
          const expected = new Set(
            [...(await readTopic(kafka.brokers, topic))].map(([id, record]) =>
              [id, ...columns.map((column) => String(record[column]).replace('$', ''))].join(' '),
            ),
          );
          // A price as text has two digits after the point.
          const texts = columns.map((column) => (column === 'amount' ? "printf('%.2f', amount)" : column));
          const rows = await plain.runAndReadAll(`SELECT concat_ws(' ', _id, ${texts.join(', ')}) FROM ${topic}`);
          const found = new Set(rows.getRows().map(([text]) => String(text)));

          expect(
            [...expected].filter((text) => !found.has(text)),
            `missing of ${topic}`,
          ).toEqual([]);
          expect(
            [...found].filter((text) => !expected.has(text)),
            `not in ${topic}`,
          ).toEqual([]);
          expect(found.size).toBe(rows.currentRowCount);
        }
      } finally {
        plain.closeSync();
      }
    });

    it(
      'answers what the same SQL says in plain DuckDB over the same documents, values and types',
      { timeout: 180_000 },
      () => expectRowsOfPlainDuckDb(shop),
    );
  });
});
