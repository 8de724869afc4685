import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDocumentStore } from '../../../src/duckdb/document-store.ts';
import { openRecordStore } from '../../../src/duckdb/record-store.ts';
import { collection, expectedAfter } from './batches.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const memoryBytes = 256 * 1024 ** 2;

describe('the embedded store under another process', () => {
  let folder: string;
  let path: string;
  let child: ChildProcess | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kill-'));
    path = join(folder, 'documents.duckdb');
  });
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** A writer that has acknowledged at least one batch; `acknowledged` follows what it says. */
  async function startWriter(): Promise<{ process: ChildProcess; acknowledged: () => number }> {
    const args = ['--import', here('typescript.mjs'), here('writer-process.ts'), path];
    const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child = writer;
    let text = '';
    writer.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(writer.stdout, 'data');
    // The last line may have been cut by the kill.
    return { process: writer, acknowledged: () => Number(text.split('\n').at(-2) ?? 0) };
  }

  it(
    'loses nothing acknowledged and keeps data and checkpoint together through ten kills',
    { timeout: 120_000 },
    async () => {
      for (let round = 1; round <= 10; round += 1) {
        const writer = await startWriter();
        await wait(Math.random() * 400);
        writer.process.kill('SIGKILL');
        await once(writer.process, 'close');

        const store = await openDocumentStore({ path, memoryBytes, threads: 1 });
        const written = Number((await store.readCheckpoint(collection, 'source'))?.['written']);
        const connection = await store.instance.connect();
        const sql = `SELECT count(*)::INTEGER, sum(batch)::INTEGER, (SELECT count(*)::INTEGER FROM commons.activity WHERE user_id = 'u5') FROM commons.activity`;
        const [row] = (await connection.runAndReadAll(sql)).getRows();
        const unindexed = `SELECT count(*)::INTEGER FROM commons.activity WHERE user_id || '' = 'u5'`;
        const [scanned] = (await connection.runAndReadAll(unindexed)).getRows();
        connection.disconnectSync();
        await store.close();

        expect(written).toBeGreaterThanOrEqual(writer.acknowledged());
        expect({ documents: row![0], sum: row![1] }).toEqual(expectedAfter(written));
        expect(row![2]).toBe(scanned![0]);
      }
    },
  );

  it('refuses a second process, naming the first', { timeout: 60_000 }, async () => {
    const writer = await startWriter();

    await expect(openDocumentStore({ path, memoryBytes, threads: 1 })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: `Process ${writer.process.pid} has the store ${path} open.`,
    });
    await expect(openRecordStore({ path, memoryBytes })).rejects.toMatchObject({ code: 'STORE_LOCKED' });

    writer.process.kill('SIGKILL');
    await once(writer.process, 'close');
  });

  it(
    'stops with a clear error when the disk is full, with data and checkpoint together',
    { timeout: 60_000 },
    async () => {
      const full = join(folder, 'full.duckdb');
      // No file of this process may grow beyond 4096 blocks; the signal is ignored, so that the write fails as it does on a full disk.
      const script = `trap '' XFSZ; ulimit -f 4096; exec "$0" "$@"`;
      const args = [process.execPath, '--import', here('typescript.mjs'), here('writer-process.ts'), full];
      const writer = spawn('sh', ['-c', script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let errors = '';
      writer.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
      await once(writer, 'close');

      expect(errors).toMatch(/The store cannot write: the disk is full\.[^]*STORE_UNAVAILABLE/);
      const store = await openDocumentStore({ path: full, memoryBytes, threads: 1 });
      const written = Number((await store.readCheckpoint(collection, 'source'))?.['written']);
      const { documents } = await store.statistics(collection);
      await store.close();
      expect(documents).toBe(expectedAfter(written).documents);
    },
  );
});
