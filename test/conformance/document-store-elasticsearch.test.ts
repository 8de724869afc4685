import { randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { makeClient } from '../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../src/elasticsearch/index-registry.ts';
import { deleteIndices } from '../integration/elasticsearch/delete-indices.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { describeAnyOrder, describeAnySequence } from './document-store-model.ts';
import { describeDocumentStore } from './document-store.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const prefix = `t-documents-${randomBytes(4).toString('hex')}`;

const open = (own = prefix) => openDocumentStore({ client, prefix: own, registry: makeIndexRegistry() });

describeAnySequence('Elasticsearch', { open, numRuns: 30, tellsOutcomes: false });
describeAnySequence('Elasticsearch, where a transformation chooses', {
  // Another prefix: a collection keeps its way of writing.
  open: () => open(`${prefix}-conditional`),
  numRuns: 30,
  kind: { conditional: true },
  tellsOutcomes: true,
});
describeAnyOrder('Elasticsearch', { open, numRuns: 30 });
describeDocumentStore('Elasticsearch', open, async () => {
  await client.indices.refresh({ index: `${prefix}-*.*` });
});

afterAll(async () => {
  await deleteIndices(client, prefix);
  await client.close();
});
