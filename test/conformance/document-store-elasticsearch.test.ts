import { randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { makeClient } from '../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../src/elasticsearch/index-registry.ts';
import { deleteIndices } from '../integration/elasticsearch/delete-indices.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { describeDocumentStore } from './document-store.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const prefix = `t-documents-${randomBytes(4).toString('hex')}`;

describeDocumentStore(
  'Elasticsearch',
  () => openDocumentStore({ client, prefix, registry: makeIndexRegistry() }),
  async () => {
    await client.indices.refresh({ index: `${prefix}-*.*` });
  },
);

afterAll(async () => {
  await deleteIndices(client, prefix);
  await client.close();
});
