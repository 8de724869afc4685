import { randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { makeClient } from '../../src/elasticsearch/client.ts';
import { openRecordStore } from '../../src/elasticsearch/records/record-store.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { describeRecordStore } from './record-store.ts';

const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
const prefix = `records-${randomBytes(4).toString('hex')}`;

// One index for all: each test has ids of its own.
describeRecordStore('Elasticsearch', () => openRecordStore({ client, prefix }));

afterAll(async () => {
  await client.indices.delete({ index: `${prefix}-records-1` });
  await client.close();
});
