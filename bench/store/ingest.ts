/**
 * Measures the embedded store as it is: 1,000,000 activities of seven fields are written, then batches of which a fifth replaces earlier
 * documents, with look-ups going on; then the process is killed by SIGKILL and the file opened again.
 *
 *   node --import ./test/integration/embedded-store/typescript.mjs bench/store/ingest.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperationBatch } from '../../src/catalog/operation.ts';
import { openDocumentStore, type EmbeddedDocumentStore } from '../../src/duckdb/document-store.ts';
import type { Field } from '../../src/schema/sql-type.ts';

const collection = { workspace: 'commons', name: 'user_activity' };
const text = (name: string): Field => ({ name, type: { kind: 'varchar' } });
const fields: readonly Field[] = [
  text('user_id'),
  text('product_id'),
  text('action'),
  text('page'),
  { name: 'amount', type: { kind: 'double' } },
];
const batchRows = 5_000;
const stored = 1_000_000;

const open = (path: string): Promise<EmbeddedDocumentStore> =>
  openDocumentStore({ path, memoryBytes: 1024 ** 3, threads: 2 });

function batchOf(numbers: readonly number[], version: bigint): OperationBatch {
  const now = BigInt(Date.now()) * 1000n;
  return {
    ids: numbers.map((n) => `a-${n}`),
    kinds: numbers.map(() => 'repsert'),
    versions: numbers.map(() => version),
    eventTimes: numbers.map((n) => now - BigInt(n)),
    fields,
    columns: [
      numbers.map((n) => `u-${(n * 7919) % 100_000}`),
      numbers.map((n) => `p-${(n * 31) % 2_000}`),
      numbers.map((n) => ['view', 'add', 'remove'][n % 3]!),
      numbers.map((n) => `/products/${n % 50}`),
      numbers.map((n) => (n % 100) / 4),
    ],
  };
}

async function fill(path: string): Promise<void> {
  const store = await open(path);
  const fixed = [
    { name: '_id', type: { kind: 'varchar' } },
    { name: '_event_time', type: { kind: 'timestamptz' } },
  ] as const;
  await store.declare({
    ...collection,
    fields: [...fixed, ...fields],
    lookupFields: ['user_id'],
    retentionMs: 90 * 86_400_000,
  });
  let next = 0;
  let version = 1n;
  const write = async (count: number, earlier: number): Promise<string> => {
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let batch = 0; batch < count; batch += 1) {
      const numbers = Array.from({ length: batchRows - earlier }, () => next++);
      for (let n = 0; n < earlier; n += 1) numbers.push((n * 104_729 + batch * 31) % next);
      const operations = batchOf([...new Set(numbers)], (version += 1n));
      const start = performance.now();
      await store.write(collection, operations, { source: 'bench', value: { next } });
      times.push(performance.now() - start);
    }
    const used = process.cpuUsage(cpu);
    const rate = (ms: number): number => Math.round((count * batchRows) / (ms / 1000));
    times.sort((a, b) => a - b);
    const total = times.reduce((a, b) => a + b, 0);
    const [p50, p99] = [times[count >> 1]!, times[Math.floor(count * 0.99)]!];
    return `${rate(total)} documents/s by clock, ${rate((used.user + used.system) / 1000)} by CPU, batch p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  };
  console.log(`first million, new documents: ${await write(stored / batchRows, 0)}`);
  console.log(`a fifth replaces earlier ones: ${await write(40, batchRows / 5)}`);

  const reader = await store.instance.connect();
  const statement = await reader.prepare(
    'SELECT count(*), max(_event_time) FROM commons.user_activity WHERE user_id = CAST($1 AS VARCHAR)',
  );
  const lookUp = async (times: number[], user: number): Promise<void> => {
    statement.bindVarchar(1, `u-${user}`);
    const start = performance.now();
    await statement.run();
    times.push(performance.now() - start);
  };
  const say = (times: number[]): string => {
    times.sort((a, b) => a - b);
    return `p50 ${times[times.length >> 1]!.toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)]!.toFixed(1)} ms`;
  };
  const idle: number[] = [];
  for (let user = 0; user < 500; user += 1) await lookUp(idle, user);
  console.log(`look-up: ${say(idle)}`);
  const busy: number[] = [];
  let writing = true;
  const written = write(40, batchRows / 5).finally(() => (writing = false));
  for (let user = 0; writing; user += 1) await lookUp(busy, user % 100_000);
  console.log(`while ${await written}: look-up ${say(busy)}`);
  console.log(
    `memory ${Math.round(process.memoryUsage().rss / 1024 ** 2)} MiB, file ${size(path)}, log ${size(`${path}.wal`)}`,
  );
  process.kill(process.pid, 'SIGKILL');
}

const size = (path: string): string => `${(statSync(path, { throwIfNoEntry: false })?.size ?? 0) >> 20} MiB`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  const path = join(folder, 'documents.duckdb');
  spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), path], { stdio: 'inherit' });
  const start = performance.now();
  const store = await open(path);
  const opened = performance.now() - start;
  const connection = await store.instance.connect();
  await connection.run(`SELECT count(*) FROM commons.user_activity WHERE user_id = 'u-7'`);
  console.log(
    `reopened after SIGKILL in ${opened.toFixed(0)} ms, first look-up after ${(performance.now() - start).toFixed(0)} ms`,
  );
  connection.disconnectSync();
  await store.close();
  rmSync(folder, { recursive: true });
}

await (process.argv[2] === undefined ? main() : fill(process.argv[2]));
