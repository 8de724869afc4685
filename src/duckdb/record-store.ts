import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../base/json.ts';
import type { ListOptions, RecordStore, StoredRecord } from '../catalog/record-store.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { storeError } from './errors.ts';
import { makeStoreQueue } from './store-queue.ts';
import { inTransaction } from './transaction.ts';

export interface RecordStoreOptions {
  /** The database file, or `:memory:`; never the one of the documents, so that no query can come near a key. */
  readonly path: string;
  readonly memoryBytes: number;
}

const createTable = `CREATE TABLE IF NOT EXISTS records
  (kind VARCHAR, id VARCHAR, value VARCHAR, revision VARCHAR, PRIMARY KEY (kind, id))`;

const columns = 'id, value, revision';

/**
 * Opens the store of records in its own DuckDB file and instance. Calls run one after another, which makes compare-and-set exact.
 * Throws STORE_LOCKED, STORE_UNAVAILABLE.
 */
export async function openRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const instance = await openDatabase({ ...options, threads: 1 });
  const connection = await instance.connect();
  try {
    await connection.run(createTable);
  } catch (cause) {
    connection.disconnectSync();
    closeDatabase(instance);
    throw storeError('be opened', cause);
  }
  return makeStore(instance, connection);
}

function makeStore(instance: DuckDBInstance, connection: DuckDBConnection): RecordStore {
  const { run, close } = makeStoreQueue();
  let closing: Promise<void> | undefined;
  const read = async (rest: string, values: (string | number)[]): Promise<StoredRecord[]> => {
    const rows = await connection.runAndReadAll(`SELECT ${columns} FROM records WHERE ${rest}`, values);
    return rows.getRows().map(([id, value, revision]) => ({
      id: id as string,
      value: JSON.parse(value as string) as JsonObject,
      revision: revision as string,
    }));
  };
  const revisionOf = async (kind: string, id: string): Promise<string | undefined> =>
    (await read('kind = $1 AND id = $2', [kind, id]))[0]?.revision;

  return {
    get: ({ kind, id }) => run('read a record', async () => (await read('kind = $1 AND id = $2', [kind, id]))[0]),
    getAll: (kind, ids) =>
      run('read records', async () =>
        ids.length === 0
          ? []
          : read(`kind = $1 AND id IN (${ids.map((_, index) => `$${index + 2}`).join(', ')})`, [kind, ...ids]),
      ),
    put: ({ kind, id }, value, expected) =>
      run('write a record', async () => {
        if ((await revisionOf(kind, id)) !== expected) return 'conflict';
        const revision = freshRevision();
        await connection.run(upsert, [kind, id, JSON.stringify(value), revision]);
        return revision;
      }),
    putAll: (kind, records) =>
      run('write records', () =>
        inTransaction(connection, async () => {
          const statement = await connection.prepare(upsert);
          for (const { id, value } of records) {
            statement.bind([kind, id, JSON.stringify(value), freshRevision()]);
            await statement.run();
          }
          statement.destroySync();
        }),
      ),
    delete: ({ kind, id }, expected) =>
      run('delete a record', async () => {
        const stored = await revisionOf(kind, id);
        if (stored !== undefined && stored !== expected) return false;
        await connection.run('DELETE FROM records WHERE kind = $1 AND id = $2', [kind, id]);
        return true;
      }),
    list: (kind, listOptions = {}) => run('list records', () => read(...listCondition(kind, listOptions))),
    count: (kind, prefix = '') =>
      run('count records', async () => {
        const sql = 'SELECT count(*) FROM records WHERE kind = $1 AND starts_with(id, $2)';
        const [row] = (await connection.runAndReadAll(sql, [kind, prefix])).getRows();
        return Number(row![0]);
      }),
    countBy: (kind, members, prefix = '') =>
      run('count records', async () => {
        const values = [kind, prefix, ...members.map(memberPath)];
        const groups = members.map((_, index) => `coalesce(json_extract_string(value, $${index + 3}), '')`).join(', ');
        const sql = `SELECT count(*), ${groups} FROM records WHERE kind = $1 AND starts_with(id, $2) GROUP BY ALL ORDER BY ALL`;
        const rows = (await connection.runAndReadAll(sql, values)).getRows();
        return rows
          .map(([count, ...texts]) => ({ values: texts as string[], count: Number(count) }))
          .sort((a, b) => b.count - a.count);
      }),
    deleteBelow: (kind, member, below) =>
      run('delete records', async () => {
        const sql = 'DELETE FROM records WHERE kind = $1 AND TRY_CAST(json_extract_string(value, $2) AS DOUBLE) < $3';
        return (await connection.run(sql, [kind, memberPath(member), below])).rowsChanged;
      }),
    close: () =>
      (closing ??= close().then(() => {
        connection.disconnectSync();
        closeDatabase(instance);
      })),
  };
}

const upsert = `INSERT INTO records VALUES ($1, $2, $3, $4)
  ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, revision = excluded.revision`;

/** Never used before, so that a record that was deleted and written again cannot be taken for the old one. */
const freshRevision = (): string => randomBytes(12).toString('base64url');

/** Of a member of the value itself, whatever characters its name has. */
const memberPath = (member: string): string => `$.${JSON.stringify(member)}`;

/** DuckDB sorts text by UTF-8 bytes, which is the order of code points. */
function listCondition(
  kind: string,
  { prefix = '', where = {}, after, limit }: ListOptions,
): [string, (string | number)[]] {
  const conditions = ['kind = $1', 'starts_with(id, $2)'];
  const values: (string | number)[] = [kind, prefix];
  for (const [member, value] of Object.entries(where))
    conditions.push(`json_extract_string(value, $${values.push(memberPath(member))}) = $${values.push(value)}`);
  if (after !== undefined) conditions.push(`id > $${values.push(after)}`);
  const cut = limit === undefined ? '' : ` LIMIT $${values.push(limit)}`;
  return [`${conditions.join(' AND ')} ORDER BY id${cut}`, values];
}
