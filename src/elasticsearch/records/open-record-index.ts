import type { Client } from '@elastic/elasticsearch';
import { isExistingIndex } from '../errors.ts';
import { recordMapping } from './record-document.ts';

/**
 * The name that records are written and searched by: an alias, so that a write after somebody has deleted the index fails instead of making an
 * index without a mapping. Creates what is absent; several servers may do so at once.
 */
export async function openRecordIndex(client: Client, prefix: string): Promise<string> {
  const alias = `${prefix}-records`;
  if (!(await client.indices.existsAlias({ name: alias }))) await createIndex(client, `${alias}-1`, alias);
  return alias;
}

async function createIndex(client: Client, index: string, alias: string): Promise<void> {
  // One shard: sequence numbers count per shard, and a bulk request is then applied in its order.
  const settings = { number_of_shards: 1, auto_expand_replicas: '0-1', refresh_interval: '1s' };
  await client.indices
    .create({ index, settings, mappings: recordMapping, aliases: { [alias]: {} } })
    .catch((cause: unknown) => {
      if (!isExistingIndex(cause)) throw cause;
    });
  // Whoever lost the race waits for the index of the winner as long as the winner does.
  await client.cluster.health({ index, wait_for_status: 'yellow', timeout: '10s' });
}
