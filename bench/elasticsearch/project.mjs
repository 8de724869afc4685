// Rockpool on the cluster: a server process of the demo's collections and lambdas without sources, and its parts in this process.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { makeCompiler } from '../../dist/duckdb/compiler.js';
import { makeLocalEngine } from '../../dist/duckdb/local-engine.js';
import { makeClient } from '../../dist/elasticsearch/client.js';
import { openDocumentStore } from '../../dist/elasticsearch/documents/document-store.js';
import { makeIndexRegistry } from '../../dist/elasticsearch/index-registry.js';
import { makeScanEngine } from '../../dist/elasticsearch/scans/scan-engine.js';
import { makeScanningEngine } from '../../dist/query/scanning-engine.js';
import { makeStatement } from '../../dist/sql/make-statement.js';
import { makeProject } from '../http/rockpool.mjs';
import { workspace } from './indices.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const tenRows = `parameters:
  productid: { type: string }
sql: |
  SELECT _id, user_id, action, _event_time FROM user_activity
  WHERE product_id = :productid ORDER BY _event_time DESC, _id LIMIT 10
`;

/** A project folder for `startRockpool`; the server that runs on it makes the indices. */
export function makeClusterProject(node, prefix) {
  const folder = makeProject();
  writeFileSync(
    join(folder, 'rockpool.yaml'),
    stringify({ store: { engine: 'elasticsearch', node, index_prefix: prefix, path: '.rockpool' } }),
  );
  cpSync(join(root, 'lambdas'), join(folder, 'lambdas'), { recursive: true });
  writeFileSync(join(folder, 'lambdas/ten_rows.yaml'), tenRows);
  for (const file of readdirSync(join(root, 'collections'))) {
    const collection = parse(readFileSync(join(root, 'collections', file), 'utf8'));
    delete collection.sources;
    writeFileSync(join(folder, 'collections', file), stringify(collection, { blockQuote: 'literal' }));
  }
  return folder;
}

/** The document store and the engine of queries, as the server has them, over indices that are there. */
export async function openParts(node, prefix) {
  const client = makeClient({ nodes: [node], requestTimeoutMs: 120_000 });
  const registry = makeIndexRegistry();
  const documents = await openDocumentStore({ client, prefix, registry });
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 4, memoryBytes: 1024 ** 3 });
  for (const { workspace, name, fields } of registry.list())
    await local.declare({ workspace, name, fields, lookupFields: [] });
  const engine = makeScanningEngine({ local, scans: makeScanEngine({ client, registry }) });
  return {
    documents,
    /** Fields of a collection without `_id` and `_event_time`. */
    fieldsOf: (name) => registry.require({ workspace, name }).fields.slice(2),
    compile: (sql) => engine.compile(makeStatement(sql, new Map())),
    /** Runs a statement to the end of its rows, and gives each batch to `take`. */
    async run(query, take) {
      const running = await engine.run(query, new Map(), { signal: new AbortController().signal });
      for await (const batch of running.batches) take(batch);
    },
    async close() {
      await local.close();
      await compiler.close();
      await documents.close();
      await client.close();
    },
  };
}
