// Kafka and S3 into the embedded store, beside what one would write by hand, in one run. See ../README.md.
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { machine, median, say } from '../http/options.mjs';
import { memoryMb, startNode, stop } from '../http/processes.mjs';
import { query, startRockpool } from '../http/rockpool.mjs';
import { collection, loadWithDuckdb, makeCsv, openBucket } from './csv.mjs';
import { connect, fillTopic, makeEvent, makeProducer, removeTopic } from './events.mjs';
import { readOptions, serverAddress } from './options.mjs';
import { printReport } from './report.mjs';
import { makeActivityProject, makeIngestProject, removeProject, watchLoading } from './rockpool.mjs';

const options = readOptions();
mkdirSync(options.folder, { recursive: true });
const result = { date: new Date().toISOString().slice(0, 10), machine: machine(), options };

if (options.only.includes('kafka')) result.kafka = await measureKafka();
if (options.only.includes('latency')) result.latency = await measureLatency();
if (options.only.includes('s3')) result.s3 = await measureS3();

// What a smoke run measures means nothing, so it stays beside the data.
const results = options.smoke ? options.folder : fileURLToPath(new URL('../results/', import.meta.url));
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${result.date}-ingest.json`), `${JSON.stringify(result, null, 2)}\n`);
const report = printReport(result);
writeFileSync(join(results, `${result.date}-ingest.md`), report);
console.log(report);
process.exit(0);

async function measureKafka() {
  const brokers = serverAddress('kafka', 'KAFKA_BROKERS');
  const kafka = connect(brokers);
  const topic = `bench-${randomUUID()}`;
  say(`producing ${options.events} events`);
  const bytes = await fillTopic(kafka, topic, options);
  const readers = [
    { name: 'kafkajs that only counts', run: () => runBare(brokers, topic, 'count') },
    { name: 'kafkajs → JSON.parse → DuckDB appender', run: () => runBare(brokers, topic, 'duckdb') },
    { name: 'Rockpool, activity transformation', run: () => runRockpool(brokers, topic) },
  ];
  const measured = readers.map(() => []);
  for (let round = 0; round < options.rounds; round++) {
    const turns = readers.map((reader, index) => ({ ...reader, index }));
    // The other way round every second time, so that nobody is always first after a pause.
    for (const { name, run, index } of round % 2 === 0 ? turns : turns.reverse()) {
      say(`round ${round + 1}: ${name}`);
      measured[index].push(await run());
    }
  }
  await removeTopic(kafka, topic);
  return {
    eventBytes: Math.round(bytes / options.events),
    readers: readers.map(({ name }, index) => ({
      name,
      perSecond: median(measured[index].map(({ perSecond }) => perSecond)),
      memoryMb: Math.max(...measured[index].map((one) => one.memoryMb)),
      rounds: measured[index].map(({ perSecond }) => perSecond),
    })),
  };
}

/** A process of its own, measured by itself from the first batch on: joining the group does not count for anybody. */
async function runBare(brokers, topic, mode) {
  const database = join(options.folder, 'bare-activity.duckdb');
  rmSync(database, { force: true });
  const script = fileURLToPath(new URL('bare-consumer.mjs', import.meta.url));
  const child = startNode([script, brokers, topic, String(options.events), mode, database]);
  let highestMb = 0;
  const timer = setInterval(() => {
    if (child.exitCode === null) highestMb = Math.max(highestMb, memoryMb(child));
  }, 100);
  const code = await child.ended;
  clearInterval(timer);
  rmSync(database, { force: true });
  if (code !== 0) throw new Error(`The bare consumer ended with ${code}:\n${child.said}`);
  const { seconds, records } = JSON.parse(child.said);
  return { perSecond: records / seconds, memoryMb: highestMb };
}

/** From the first documents that a query sees to the last. */
async function runRockpool(brokers, topic) {
  const project = makeActivityProject(brokers, topic);
  const server = await startRockpool(project);
  const { firstMs, first, lastMs, highestMb } = await watchLoading(server, 'user_activity', options.events);
  await stop(server.child);
  removeProject(project);
  return { perSecond: ((options.events - first) * 1000) / (lastMs - firstMs), memoryMb: highestMb };
}

async function measureLatency() {
  say(`latency: ${options.samples} events one by one`);
  const brokers = serverAddress('kafka', 'KAFKA_BROKERS');
  const kafka = connect(brokers);
  const topic = `bench-${randomUUID()}`;
  await fillTopic(kafka, topic, { ...options, events: 1_000 });
  const project = makeActivityProject(brokers, topic);
  const server = await startRockpool(project);
  await watchLoading(server, 'user_activity', 1_000);
  const producer = makeProducer(kafka);
  await producer.connect();
  const [visible, alone] = [[], []];
  for (let sample = 0; sample < options.samples; sample++) {
    // At no fixed place in anybody's interval.
    await pause(20 + Math.random() * 150);
    const event = makeEvent(2_000 + sample);
    const ask = `SELECT count(*) AS n FROM user_activity WHERE _id = 'a-${2_000 + sample}'`;
    const askedMs = performance.now();
    await query(server.port, ask);
    alone.push(performance.now() - askedMs);
    const sentMs = performance.now();
    await producer.send({ topic, messages: [event] });
    while (Number((await query(server.port, ask))[0].n) === 0) {
      if (performance.now() - sentMs > 30_000)
        throw new Error(`An event was not visible within 30 s:\n${server.child.said}`);
    }
    visible.push(performance.now() - sentMs);
  }
  await producer.disconnect();
  await stop(server.child);
  removeProject(project);
  await removeTopic(kafka, topic);
  return { samples: options.samples, visible: percentiles(visible), query: percentiles(alone) };
}

async function measureS3() {
  const endpoint = serverAddress('s3', 'S3_ENDPOINT');
  say(`making ${options.rows} rows`);
  const csv = await makeCsv(options.folder, options.rows);
  const [duckdb, rockpool] = [[], []];
  for (let round = 0; round < options.rounds; round++) {
    say(`round ${round + 1}: DuckDB`);
    const database = join(options.folder, 'bare-orders.duckdb');
    rmSync(database, { force: true });
    const { seconds, rows } = loadWithDuckdb(csv, database);
    rmSync(database, { force: true });
    if (rows !== options.rows) throw new Error(`DuckDB read ${rows} rows.`);
    duckdb.push(seconds);
    say(`round ${round + 1}: Rockpool`);
    rockpool.push(await runRockpoolS3(endpoint, csv));
  }
  return {
    megabytes: round2(statSync(csv).size / 1024 ** 2),
    duckdb: { seconds: round2(median(duckdb)), rounds: duckdb },
    rockpool: {
      seconds: round2(median(rockpool.map(({ seconds }) => seconds))),
      memoryMb: Math.max(...rockpool.map((one) => one.memoryMb)),
      rounds: rockpool.map(({ seconds }) => seconds),
    },
  };
}

/** From the moment the object is there, listing and download included, to the last row that a query sees. */
async function runRockpoolS3(endpoint, csv) {
  const name = `bench-${randomUUID()}`;
  const bucket = openBucket(endpoint, name);
  await bucket.make();
  const source = `sources:\n  - { integration: store, bucket: ${name}, pattern: "*.csv.gz", format: csv, every: 100ms }\n`;
  const keys = 'access_key_id: bench, secret_access_key: bench';
  const project = makeIngestProject(`store: { kind: s3, endpoint: "${endpoint}", ${keys} }`, {
    orders: source + collection,
  });
  const server = await startRockpool(project);
  await pause(options.smoke ? 200 : 2_000);
  await bucket.put(csv);
  const beganMs = performance.now();
  const { lastMs, highestMb } = await watchLoading(server, 'orders', options.rows);
  await stop(server.child);
  removeProject(project);
  await bucket.remove();
  return { seconds: (lastMs - beganMs) / 1000, memoryMb: highestMb };
}

function percentiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => round2(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  return { p50: at(0.5), p95: at(0.95) };
}

function round2(number) {
  return Math.round(number * 100) / 100;
}
