import { makeClient } from '../../src/elasticsearch/client.ts';
import { deleteIndices } from '../integration/elasticsearch/delete-indices.ts';
import { serverAddresses } from '../servers/addresses.ts';

/** Where the workers of a test keep documents, checkpoints and records. */
export interface FaultStore {
  /** The line of rockpool.yaml. */
  readonly line: string;
  /** Deletes what lies outside of the project's folder. */
  remove(): Promise<void>;
}

export type FaultStoreKind = 'embedded' | 'elasticsearch';

/** FAULT_STORE=elasticsearch plays the named faults over a cluster. */
export const faultStoreKind: FaultStoreKind =
  process.env['FAULT_STORE'] === 'elasticsearch' ? 'elasticsearch' : 'embedded';

/** `name` begins the names of the indices. `url`: of another cluster than the shared one, or another way to it. */
export function faultStore(kind: FaultStoreKind, name: string, url?: string, more = ''): FaultStore {
  if (kind === 'embedded')
    return { line: 'store: { engine: embedded, path: store }\n', remove: () => Promise.resolve() };
  const { elasticsearch } = serverAddresses();
  return {
    line: `store: { engine: elasticsearch, node: '${url ?? elasticsearch}', index_prefix: ${name}, path: store${more} }\n`,
    async remove() {
      const client = makeClient({ nodes: [elasticsearch], requestTimeoutMs: 30_000 });
      await deleteIndices(client, name).finally(() => client.close());
    },
  };
}
