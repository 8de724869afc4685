// The stores of a worker, and what a test asks of them beside: all documents of a collection, and to forget what was read.
import { join } from 'node:path';
import { openDocumentStore } from '../../dist/duckdb/document-store.js';
import { openRecordStore } from '../../dist/duckdb/record-store.js';

export async function openFiles(folder, memoryBytes) {
  const documents = await openDocumentStore({ path: join(folder, '_documents.duckdb'), memoryBytes, threads: 1 });
  const records = await openRecordStore({ path: join(folder, '_records.duckdb'), memoryBytes });
  const connected = async (use) => {
    const connection = await documents.instance.connect();
    return use(connection).finally(() => connection.disconnectSync());
  };
  return {
    documents,
    records,
    rows: ({ definition: { name } }) =>
      connected(async (connection) => {
        const sql = `SELECT * EXCLUDE (_event_time) FROM commons."${name}" ORDER BY _id`;
        const reader = await connection.runAndReadAll(sql);
        const names = reader.columnNames();
        // Unlike the library's own objects these can have a member `__proto__`.
        return reader.getRowsJson().map((row) => Object.fromEntries(names.map((one, index) => [one, row[index]])));
      }),
    forget: () =>
      connected(async (connection) => {
        for (const table of ['checkpoints', 'marks']) await connection.run(`DELETE FROM _store.${table}`);
      }),
    async close() {
      await records.close();
      await documents.close();
    },
  };
}

export async function openCluster(store) {
  const [{ makeClient }, { makeIndexRegistry }, clusterDocuments, clusterRecords] = await Promise.all([
    import('../../dist/elasticsearch/client.js'),
    import('../../dist/elasticsearch/index-registry.js'),
    import('../../dist/elasticsearch/documents/document-store.js'),
    import('../../dist/elasticsearch/records/record-store.js'),
  ]);
  const client = makeClient(store);
  const registry = makeIndexRegistry();
  const shared = { client, prefix: store.indexPrefix, registry };
  const records = await clusterRecords.openRecordStore(shared);
  const documents = await clusterDocuments.openDocumentStore(shared);
  return {
    documents,
    records,
    async rows({ definition, fields }) {
      const ids = await idsOf(client, registry.require(definition).index);
      const rows = [];
      for (let at = 0; at < ids.length; at += 1_000) {
        const { rowCount, columns } = await documents.read(definition, ids.slice(at, at + 1_000));
        for (let row = 0; row < rowCount; row += 1) {
          const cells = fields.map(({ name }, column) => [name, print(columns[column][row])]);
          rows.push(Object.fromEntries(cells.filter(([name]) => name !== '_event_time')));
        }
      }
      return rows.sort((one, other) => (one._id < other._id ? -1 : 1));
    },
    async forget() {
      const index = `${store.indexPrefix}-checkpoints`;
      const ids = await idsOf(client, index);
      if (ids.length > 0)
        await client.bulk({ index, refresh: true, operations: ids.map((_id) => ({ delete: { _id } })) });
    },
    async close() {
      await records.close();
      await documents.close();
      await client.close();
    },
  };
}

const print = (value) => (value === null ? null : String(value));

/** Of all documents, tombstones too. */
async function idsOf(client, index) {
  await client.indices.refresh({ index });
  const { id: pit } = await client.openPointInTime({ index, keep_alive: '1m' });
  const ids = [];
  for (let after; ;) {
    const { hits } = await client.search({
      pit: { id: pit },
      size: 5_000,
      _source: false,
      sort: ['_shard_doc'],
      ...(after === undefined ? {} : { search_after: after }),
    });
    ids.push(...hits.hits.map(({ _id }) => _id));
    if (hits.hits.length < 5_000) break;
    after = hits.hits.at(-1).sort;
  }
  await client.closePointInTime({ id: pit });
  return ids;
}
