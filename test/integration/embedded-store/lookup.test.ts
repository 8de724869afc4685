import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionDeclaration } from '../../../src/catalog/document-store.ts';
import { openDocumentStore, type EmbeddedDocumentStore } from '../../../src/duckdb/document-store.ts';

const collection = { workspace: 'commons', name: 'activity' };
const documents = 200_000;
const day = 86_400_000;

const declaration = (lookupFields: readonly string[], retentionMs?: number): CollectionDeclaration => ({
  ...collection,
  fields: [
    { name: '_id', type: { kind: 'varchar' } },
    { name: '_event_time', type: { kind: 'timestamptz' } },
    { name: 'user_id', type: { kind: 'varchar' } },
    { name: 'session', type: { kind: 'bigint' } },
  ],
  lookupFields,
  ...(retentionMs === undefined ? {} : { retentionMs }),
});

describe('look-ups in the embedded store', () => {
  let folder: string;
  let store: EmbeddedDocumentStore;
  let connection: DuckDBConnection;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lookup-'));
    store = await openDocumentStore({
      path: join(folder, 'documents.duckdb'),
      memoryBytes: 512 * 1024 ** 2,
      threads: 1,
    });
    await store.declare(declaration([]));
    const numbers = Array.from({ length: documents }, (_, n) => n);
    const now = BigInt(Date.now()) * 1000n;
    await store.write(collection, {
      ids: numbers.map((n) => `d${n}`),
      kinds: numbers.map(() => 'repsert'),
      versions: numbers.map(() => 1n),
      eventTimes: numbers.map((n) => now - BigInt(n)),
      fields: declaration([]).fields.slice(2),
      columns: [numbers.map((n) => `u${n % 20_000}`), numbers.map((n) => BigInt(n % 50_000))],
    });
    connection = await store.instance.connect();
  });
  afterEach(async () => {
    connection.disconnectSync();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** The kinds of scans that a statement with one argument runs. */
  async function scans(sql: string, argument: string | bigint): Promise<string[]> {
    const rows = (await connection.runAndReadAll(`EXPLAIN ANALYZE ${sql}`, [argument])).getRows();
    return String(rows[0]![1]).match(/(Index|Sequential) Scan/g) ?? [];
  }
  const byUser = 'SELECT count(*)::INTEGER FROM commons.activity WHERE user_id = CAST($1 AS VARCHAR)';

  it('reach the index through the view, with and without retention, for text and numbers', async () => {
    expect(await scans(byUser, 'u7')).toEqual(['Sequential Scan']);

    await store.declare(declaration(['user_id', 'session']));
    expect(await scans(byUser, 'u7')).toEqual(['Index Scan']);
    expect(
      await scans('SELECT * FROM commons.activity WHERE session = CAST($1 AS BIGINT) ORDER BY _event_time', 7n),
    ).toEqual(['Index Scan']);

    await store.declare(declaration(['user_id'], 90 * day));
    expect(await scans(byUser, 'u7')).toEqual(['Index Scan']);
    expect(await scans('SELECT * FROM commons.activity WHERE session = CAST($1 AS BIGINT)', 7n)).toEqual([
      'Sequential Scan',
    ]);
  });

  it('find what was replaced, moved to another key, deleted and expired, as a scan does', async () => {
    await store.declare(declaration(['user_id'], 90 * day));
    const ids = ['d7', 'd20007', 'd40007', 'new', 'd60007'];
    const now = BigInt(Date.now()) * 1000n;
    const expired = now - 100n * 86_400_000_000n;
    await store.write(collection, {
      ids,
      kinds: ['repsert', 'repsert', 'delete', 'repsert', 'repsert'],
      versions: ids.map(() => 2n),
      eventTimes: [now, now, now, now, expired],
      fields: declaration([]).fields.slice(2),
      columns: [
        ['u7', 'u8', null, 'u7', 'u7'],
        [1n, 2n, null, 3n, 4n],
      ],
    });

    const found = async (sql: string, user: string): Promise<unknown> =>
      (await connection.runAndReadAll(sql, [user])).getRows();
    expect(await scans(byUser, 'u7')).toEqual(['Index Scan']);
    expect(await found(byUser, 'u7')).toEqual([[8]]);
    expect(await found(byUser, 'u8')).toEqual([[11]]);
    expect(await found(byUser.replace('user_id', "user_id || ''"), 'u7')).toEqual([[8]]);
  });

  it('go on while an index is built', async () => {
    let answered = 0;
    let building = true;
    const declared = store.declare(declaration(['user_id', 'session', '_id'])).finally(() => (building = false));
    while (building) {
      expect((await connection.runAndReadAll(byUser, ['u7'])).getRows()).toEqual([[10]]);
      if (building) answered += 1;
    }
    await declared;

    expect(answered).toBeGreaterThan(1);
  });

  it('keep their index when fields are added and when the store is opened again', async () => {
    await store.declare(declaration(['user_id']));
    const { fields } = declaration([]);
    await store.declare({
      ...declaration(['user_id']),
      fields: [...fields, { name: 'page', type: { kind: 'varchar' } }],
    });
    connection.disconnectSync();
    await store.close();
    store = await openDocumentStore({
      path: join(folder, 'documents.duckdb'),
      memoryBytes: 512 * 1024 ** 2,
      threads: 1,
    });
    connection = await store.instance.connect();

    expect(await scans(byUser, 'u7')).toEqual(['Index Scan']);
    expect((await connection.runAndReadAll(byUser, ['u7'])).getRows()).toEqual([[10]]);
  });

  it('name no storage column in what queries see', async () => {
    const result = await connection.runAndReadAll('SELECT * FROM commons.activity LIMIT 0');

    expect(result.columnNames()).toEqual(['_id', '_event_time', 'user_id', 'session']);
  });
});
