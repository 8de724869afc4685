import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from './database.ts';

const memoryBytes = 128 * 1024 ** 2;

describe('opening a database', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'database-'));
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });
  const open = (path: string): ReturnType<typeof openDatabase> => openDatabase({ path, memoryBytes, threads: 1 });

  it('pins what an answer could depend on', async () => {
    const instance = await openDatabase({
      path: ':memory:',
      memoryBytes,
      threads: 2,
      tempFolder: join(folder, 'temp'),
    });
    const connection = await instance.connect();
    const names = [
      'TimeZone',
      'default_null_order',
      'default_collation',
      'memory_limit',
      'threads',
      'max_temp_directory_size',
      'enable_external_access',
    ];
    const rows = await connection.runAndReadAll(
      `SELECT ${names.map((name) => `current_setting('${name}')`).join(', ')}`,
    );

    expect(rows.getRowsJson()).toEqual([['UTC', 'NULLS_LAST', '', '128.0 MiB', '2', '512.0 MiB', false]]);
    connection.disconnectSync();
    closeDatabase(instance);
  });

  it('reads nothing outside its file', async () => {
    writeFileSync(join(folder, 'secret.csv'), 'a\n1\n');
    const instance = await open(join(folder, 'a.duckdb'));
    const connection = await instance.connect();

    await expect(connection.run(`FROM '${join(folder, 'secret.csv')}'`)).rejects.toThrow(/disabled/);
    connection.disconnectSync();
    closeDatabase(instance);
  });

  it('makes the folder, keeps what was written, and opens again', async () => {
    const path = join(folder, 'deep/er/a.duckdb');
    const first = await open(path);
    const connection = await first.connect();
    await connection.run('CREATE TABLE t AS SELECT 42 AS answer');
    connection.disconnectSync();
    closeDatabase(first);

    const second = await open(path);
    const again = await second.connect();
    expect((await again.runAndReadAll('FROM t')).getRows()).toEqual([[42]]);
    again.disconnectSync();
    closeDatabase(second);
  });

  it('refuses a file that this process has open, also under another name for it', async () => {
    const instance = await open(join(folder, 'a.duckdb'));

    for (const path of ['a.duckdb', './a.duckdb', 'x/../a.duckdb']) {
      await expect(open(`${folder}/${path}`)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    }
    closeDatabase(instance);
  });

  it('refuses a file that is asked for twice at the same moment', async () => {
    const outcomes = await Promise.allSettled([open(join(folder, 'a.duckdb')), open(join(folder, 'a.duckdb'))]);

    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') closeDatabase(outcome.value);
  });

  it('names a folder that may not be written', async () => {
    chmodSync(folder, 0o500);
    // Root may write everywhere, so the test becomes nobody for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    const outcome = await open(join(folder, 'a.duckdb')).catch((error: unknown) => error);
    if (isRoot) process.seteuid?.(0);

    expect(outcome).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `The store ${join(folder, 'a.duckdb')} cannot be opened: its folder or file may not be written.`,
    });
  });

  it('names a path through a file', async () => {
    writeFileSync(join(folder, 'file'), '');

    await expect(open(join(folder, 'file/a.duckdb'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `The store ${join(folder, 'file/a.duckdb')} cannot be opened: a part of the path is a file, not a folder.`,
    });
  });

  it('names a path that is a folder', async () => {
    mkdirSync(join(folder, 'a.duckdb'));

    await expect(open(join(folder, 'a.duckdb'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `The store ${join(folder, 'a.duckdb')} cannot be opened: it is a folder, not a file.`,
    });
  });

  const damaged = 'the file is damaged, or not a store of Rockpool';
  it.each<[string, (file: Buffer) => Buffer | string, string]>([
    ['a text file', () => 'no database at all '.repeat(1000), damaged],
    ['a short file', () => 'x', damaged],
    ['a file that was cut off', (file) => file.subarray(0, 5000), damaged],
    [
      'a file with overwritten headers',
      (file) => Buffer.concat([file.subarray(0, 12), Buffer.alloc(12_000, 7), file.subarray(12_012)]),
      damaged,
    ],
    [
      'a file of a newer release',
      (file) => withStorageVersion(file, 9999n),
      'a newer release of the database wrote it',
    ],
  ])('names %s', async (_, change, reason) => {
    const path = join(folder, 'a.duckdb');
    const instance = await open(path);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE t AS SELECT range AS n FROM range(10000)');
    connection.disconnectSync();
    closeDatabase(instance);
    writeFileSync(path, change(readFileSync(path)));

    await expect(open(path)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `The store ${path} cannot be opened: ${reason}.`,
    });
  });
});

/** The main header: 8 bytes checksum over the 4,088 that follow, `DUCK`, then the storage version. */
function withStorageVersion(file: Buffer, version: bigint): Buffer {
  const changed = Buffer.from(file);
  changed.writeBigUInt64LE(version, 12);
  changed.writeBigUInt64LE(checksum(changed.subarray(8, 4096)), 0);
  return changed;
}

/** DuckDB's own: https://github.com/duckdb/duckdb/blob/main/src/common/checksum.cpp */
function checksum(bytes: Buffer): bigint {
  let sum = 5381n;
  for (let at = 0; at < bytes.length; at += 8) {
    sum ^= BigInt.asUintN(64, bytes.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n);
  }
  return sum;
}
