/**
 * Measures the layouts that the embedded store could have: the time of a look-up by key over 1,000,000 activities, and how many documents
 * a second are written (batches of 5,000, a fifth of them upserts of earlier documents) while look-ups go on.
 *
 *   node --import ./test/integration/embedded-store/typescript.mjs bench/store/layouts.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

interface Layout {
  readonly name: string;
  readonly tables: readonly string[];
  /** Columns of the last table that get an index. */
  readonly indexes: readonly string[];
  /** Rows in the first of two tables above which they are moved. */
  readonly moveAt?: number;
}

const layouts: readonly Layout[] = [
  { name: 'one table, no index', tables: ['cold'], indexes: [] },
  { name: 'one table, index on user_id', tables: ['cold'], indexes: ['user_id'] },
  { name: 'one table, index on user_id and _id', tables: ['cold'], indexes: ['user_id', '_id'] },
  {
    name: 'hot + cold, index on user_id, moved at 5,000',
    tables: ['hot', 'cold'],
    indexes: ['user_id'],
    moveAt: 5_000,
  },
  {
    name: 'hot + cold, index on user_id, moved at 20,000',
    tables: ['hot', 'cold'],
    indexes: ['user_id'],
    moveAt: 20_000,
  },
  {
    name: 'hot + cold, index on user_id, moved at 100,000',
    tables: ['hot', 'cold'],
    indexes: ['user_id'],
    moveAt: 100_000,
  },
];

const stored = 1_000_000;
const batchRows = 5_000;
const batches = 20;
const columns =
  '_id VARCHAR, _event_time TIMESTAMPTZ, user_id VARCHAR, product_id VARCHAR, action VARCHAR, page VARCHAR, amount DOUBLE, session VARCHAR, _v BIGINT, _tomb INTEGER';

const activities = (numbers: string, version: number): string => `
  SELECT 'a-' || n AS _id, now() - to_milliseconds(${stored * 2} - n) AS _event_time, 'u-' || (hash(n) % 100000) AS user_id,
         'p-' || (hash(n * 7) % 2000) AS product_id, 'view' AS action, '/p/' || (n % 50) AS page, (n % 100)::DOUBLE AS amount,
         's-' || (n // 20) AS session, ${version}::BIGINT AS _v, 0 AS _tomb
  FROM (${numbers}) t(n)`;

const lookup = 'SELECT count(*), max(_event_time) FROM v WHERE user_id = CAST($1 AS VARCHAR)';

async function measure(layout: Layout): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'layouts-'));
  const instance = await DuckDBInstance.create(join(folder, 'documents.duckdb'), { memory_limit: '2GB', threads: '2' });
  const writer = await instance.connect();
  const reader = await instance.connect();
  const [first, last] = [layout.tables[0]!, layout.tables.at(-1)!];
  for (const table of layout.tables) await writer.run(`CREATE TABLE ${table} (${columns})`);
  await writer.run(`INSERT INTO ${last} ${activities(`FROM range(${stored})`, 1)}`);
  const build = await time(async () => {
    for (const column of layout.indexes) await writer.run(`CREATE INDEX by_${column} ON ${last} (${column})`);
  });
  const selects = layout.tables.map((table) => `SELECT * EXCLUDE (_v, _tomb) FROM ${table} WHERE _tomb = 0`);
  await writer.run(`CREATE VIEW v AS ${selects.join(' UNION ALL ')}`);
  await writer.run('CHECKPOINT');
  const idle = await lookUps(reader, 300);

  await writer.run(`CREATE TEMP TABLE batch (${columns})`);
  let next = stored;
  let inFirst = 0;
  const ingest = async (count: number, earlier: number): Promise<Ingest> => {
    const took: Ingest = { wallMs: 0, cpuMs: 0, slowestMs: 0 };
    for (let batch = 0; batch < count; batch += 1) {
      const fresh = batchRows - earlier;
      const version = next;
      await writer.run(
        'CREATE OR REPLACE TEMP TABLE batch AS ' + activities(`FROM range(${next}, ${next + fresh})`, version),
      );
      next += fresh;
      const numbers = `SELECT DISTINCT (hash(i + ${version}) % ${stored})::BIGINT FROM range(${earlier}) r(i)`;
      await writer.run(`INSERT INTO batch ${activities(numbers, version)}`);
      const cpu = process.cpuUsage();
      const wall = await time(async () => {
        await writer.run('BEGIN');
        for (const table of layout.tables) {
          const found = `CREATE OR REPLACE TEMP TABLE found AS SELECT t.rowid AS r, _v FROM ${table} t JOIN (SELECT _id FROM batch) b ON t._id = b._id`;
          await writer.run(found);
          const [row] = (await writer.runAndReadAll('SELECT count(*) FROM found')).getRows();
          if (row![0] !== 0n) await writer.run(`DELETE FROM ${table} USING found WHERE ${table}.rowid = found.r`);
        }
        await writer.run(`INSERT INTO ${first} SELECT * FROM batch`);
        await writer.run('COMMIT');
        inFirst += batchRows;
        if (layout.moveAt === undefined || inFirst < layout.moveAt) return;
        await writer.run('BEGIN');
        await writer.run(`INSERT INTO ${last} SELECT * FROM ${first}`);
        await writer.run(`DELETE FROM ${first}`);
        await writer.run('COMMIT');
        inFirst = 0;
      });
      const used = process.cpuUsage(cpu);
      took.wallMs += wall;
      took.cpuMs += (used.user + used.system) / 1000;
      took.slowestMs = Math.max(took.slowestMs, wall);
    }
    return took;
  };
  const fresh = await ingest(batches, 0);
  const mixed = await ingest(batches, batchRows / 5);
  const after = await lookUps(reader, 300);
  let writing = true;
  const during: number[] = [];
  const readers = (async () => {
    while (writing) during.push(...(await lookUps(reader, 5)));
  })();
  await ingest(10, batchRows / 5);
  writing = false;
  await readers;
  reader.disconnectSync();
  writer.disconnectSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
  const rate = (ms: number): string => String(Math.round((batches * batchRows) / (ms / 1000)));
  const cells = [
    layout.name,
    quantile(idle, 0.5).toFixed(2),
    quantile(after, 0.5).toFixed(2),
    `${quantile(during, 0.5).toFixed(2)} / ${quantile(during, 0.99).toFixed(0)}`,
    `${rate(fresh.wallMs)} / ${rate(fresh.cpuMs)}`,
    `${rate(mixed.wallMs)} / ${rate(mixed.cpuMs)}`,
    mixed.slowestMs.toFixed(0),
    build.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

interface Ingest {
  wallMs: number;
  cpuMs: number;
  slowestMs: number;
}

async function lookUps(connection: DuckDBConnection, count: number): Promise<number[]> {
  const statement = await connection.prepare(lookup);
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    statement.bindVarchar(1, `u-${(index * 7919 + Math.floor(performance.now())) % 100_000}`);
    times.push(
      await time(async () => {
        await statement.run();
      }),
    );
  }
  statement.destroySync();
  return times;
}

async function time(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)]!;

const wanted = process.argv.slice(2);
console.log(
  '| layout | look-up p50 ms | after writing | while writing p50 / p99 | new documents/s, by clock / by CPU | a fifth upserts | slowest batch ms | index build ms |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const [index, layout] of layouts.entries())
  if (wanted.length === 0 || wanted.includes(String(index))) console.log(await measure(layout));
