import { errors, type Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { RecordKey, RecordStore, StoredRecord } from '../../catalog/record-store.ts';
import { storeError } from '../errors.ts';
import { assertDone, itemError, recordBulks } from './bulk-records.ts';
import { openRecordIndex } from './open-record-index.ts';
import { documentId, parseRevision, printRevision, toRecordDocument, type RecordDocument } from './record-document.ts';
import { groupRecords, markOf, recordPages, toElasticsearchQuery, toStoredRecord } from './search-records.ts';

export interface RecordStoreOptions {
  readonly client: Client;
  /** Of the names of all our indices. */
  readonly prefix: string;
}

/**
 * Opens the store of records in the index `<prefix>-records`, which any number of servers share; creates it when it is absent. Writes are
 * visible in the lists of all servers when they return. The client stays the caller's to close. Throws STORE_UNAVAILABLE, STORE_FAILED.
 */
export async function openRecordStore({ client, prefix }: RecordStoreOptions): Promise<RecordStore> {
  const index = await openRecordIndex(client, prefix).catch((cause: unknown) => {
    throw storeError('be opened', cause);
  });
  let closed = false;
  const run = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    if (closed) throw new RockpoolError('STORE_UNAVAILABLE', `The store cannot ${what}: it is closed.`);
    return task().catch((cause: unknown) => {
      throw recordError(what, cause);
    });
  };
  const written = { index, require_alias: true, refresh: true } as const;

  const read = async ({ kind, id }: RecordKey): Promise<StoredRecord | undefined> => {
    try {
      return toStoredRecord(
        await client.get<RecordDocument>({ index, id: documentId(kind, id), _source: ['id', 'value'] }),
      );
    } catch (cause) {
      // An index that is not there answers 404 too, and must not look like one without records.
      if (cause instanceof errors.ResponseError && (cause.body as { found?: unknown } | null)?.found === false)
        return undefined;
      throw cause;
    }
  };

  return {
    get: (key) => run('read a record', () => read(key)),

    getAll: (kind, ids) =>
      run('read records', async () => {
        const wanted = [...new Set(ids)];
        if (wanted.length === 0) return [];
        const docs = wanted.map((id) => ({ _id: documentId(kind, id), _source: ['id', 'value'] }));
        const reply = await client.mget<RecordDocument>({ index, docs });
        return reply.docs.flatMap((doc) => {
          if ('error' in doc) throw itemError('read records', undefined, doc.error);
          return doc.found ? [toStoredRecord(doc)] : [];
        });
      }),

    put: ({ kind, id }, value, expected) =>
      run('write a record', async () => {
        const condition = expected === undefined ? ({ op_type: 'create' } as const) : parseRevision(expected);
        const request = {
          ...written,
          ...condition,
          id: documentId(kind, id),
          document: toRecordDocument(kind, id, value),
        };
        try {
          const { _seq_no, _primary_term } = await client.index(request);
          return printRevision(_seq_no!, _primary_term!);
        } catch (cause) {
          if (isConflict(cause)) return 'conflict';
          throw cause;
        }
      }),

    putAll: (kind, records) =>
      run('write records', async () => {
        // Facts may be written twice, so what was sent and not answered is sent again.
        for (const operations of recordBulks(kind, records))
          assertDone(await client.bulk({ ...written, operations }, { maxRetries: 2 }), operations.length / 2, []);
      }),

    delete: (key, expected) =>
      run('delete a record', async () => {
        const request = { index, refresh: true, id: documentId(key.kind, key.id), ...parseRevision(expected) };
        try {
          await client.delete(request);
          return true;
        } catch (cause) {
          // A record that is gone has no revision, so it conflicts too.
          if (isConflict(cause)) return (await read(key)) === undefined;
          throw cause;
        }
      }),

    list: (kind, { prefix: idPrefix, where, after, limit } = {}) =>
      run('list records', async () => {
        const query = { kind, prefix: idPrefix, where };
        const records: StoredRecord[] = [];
        for await (const page of recordPages(client, index, query, { after, limit })) records.push(...page);
        return records;
      }),

    count: (kind, idPrefix) =>
      run('count records', async () => {
        const { count, _shards } = await client.count({
          index,
          query: toElasticsearchQuery({ kind, prefix: idPrefix }),
        });
        if (_shards.failed > 0) throw new Error('the count did not reach all records');
        return count;
      }),

    countBy: (kind, members, idPrefix) =>
      run('count records', () => groupRecords(client, index, { kind, prefix: idPrefix }, members)),

    deleteBelow: (kind, member, below) =>
      run('delete records', async () => {
        let deleted = 0;
        for await (const page of recordPages(client, index, { kind, below: { member, number: below } })) {
          // One that was written in the meantime stays: it may no longer be below.
          const operations = page.map(({ id, revision }) => ({
            delete: { _id: documentId(kind, id), ...parseRevision(revision) },
          }));
          const reply = await client.bulk({ index, refresh: true, operations });
          deleted += assertDone(reply, operations.length, [404, 409]);
        }
        return deleted;
      }),

    changeMark: (kinds) => run('look for changes', () => markOf(client, index, kinds)),

    async close() {
      closed = true;
    },
  };
}

const isConflict = (cause: unknown): boolean => cause instanceof errors.ResponseError && cause.statusCode === 409;

/** A call without an answer in time may be made again, as one that did not arrive. */
function recordError(what: string, cause: unknown): RockpoolError {
  const error = storeError(what, cause);
  if (error.code !== 'STORE_TIMEOUT') return error;
  return new RockpoolError('STORE_UNAVAILABLE', error.message, { hint: error.hint, cause: error.cause });
}
