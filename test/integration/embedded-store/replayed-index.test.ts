import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDocumentStore, type EmbeddedDocumentStore } from '../../../src/duckdb/document-store.ts';
import { collection, declaration, makeBatch } from './batches.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'replayed-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (name: string): Promise<EmbeddedDocumentStore> =>
  openDocumentStore({ path: join(folder, name), memoryBytes: 256 * 1024 ** 2, threads: 1 });

/** How many documents a look-up by the index finds, and how many there are. */
async function countBoth(store: EmbeddedDocumentStore): Promise<readonly unknown[]> {
  const connection = await store.instance.connect();
  const count = `SELECT count(*)::INTEGER FROM commons.activity WHERE user_id`;
  const rows = await connection.runAndReadAll(`SELECT (${count} = 'u5'), (${count} || '' = 'u5')`);
  connection.disconnectSync();
  return rows.getRows()[0]!;
}

it('finds by its index what a crash left in the log, after a start that read nothing', async () => {
  const first = await open('documents.duckdb');
  await first.declare(declaration);
  await first.write(collection, makeBatch(1));
  await first.close();
  const killed = await open('documents.duckdb');
  await killed.write(collection, makeBatch(2));
  // What a process that is killed now leaves behind.
  for (const end of ['', '.wal'])
    copyFileSync(join(folder, `documents.duckdb${end}`), join(folder, `left.duckdb${end}`));
  const expected = await countBoth(killed);
  await killed.close();

  await (await open('left.duckdb')).close();

  const store = await open('left.duckdb');
  expect(await countBoth(store)).toEqual(expected);
  expect(expected[0]).toBe(expected[1]);
  await store.close();
});
