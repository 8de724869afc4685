// Rows of about 100 bytes, as one gzipped CSV file, and the same loaded by DuckDB alone.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

export const collection = `input:
  order_id: VARCHAR
  ordered_at: TIMESTAMPTZ
  customer: VARCHAR
  email: VARCHAR
  amount: DOUBLE
  quantity: INTEGER
  city: VARCHAR
transformation: |
  SELECT order_id AS _id, ordered_at AS _event_time, customer, email, amount, quantity, city FROM _input
`;

function* lines(rows) {
  yield 'order_id,ordered_at,customer,email,amount,quantity,city\n';
  let text = '';
  for (let n = 1; n <= rows; n++) {
    const time = new Date(1_780_000_000_000 + n * 1_000).toISOString();
    const [hundred, cents] = [(n * 7919) % 1_000, String((n * 31) % 100).padStart(2, '0')];
    text += `order-${n},${time},Customer ${(n * 104_729) % 100_000},customer${n % 100_003}@example.com,${hundred}.${cents},${1 + (n % 9)},City ${n % 997}\n`;
    if (text.length < 1 << 16 && n < rows) continue;
    yield text;
    text = '';
  }
}

/** Makes the file unless it is there. Returns its path. */
export async function makeCsv(folder, rows) {
  const path = join(folder, `orders-${rows}.csv.gz`);
  if (existsSync(path)) return path;
  await pipeline(lines(rows), createGzip(), createWriteStream(`${path}.half`));
  renameSync(`${path}.half`, path);
  return path;
}

/** DuckDB in a process of its own, from the local file into a table of a file. Returns seconds. */
export function loadWithDuckdb(csv, database) {
  const script = fileURLToPath(new URL('bare-csv.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, csv, database], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`DuckDB alone ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** A bucket of the bench's own. */
export function openBucket(endpoint, bucket) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const Key = 'orders.csv.gz';
  return {
    make: () => client.send(new CreateBucketCommand({ Bucket: bucket })),
    put: (path) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(path) })),
    async remove() {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      await client.send(new DeleteBucketCommand({ Bucket: bucket }));
      client.destroy();
    },
  };
}
