import { randomBytes } from 'node:crypto';
import { makeCompiler } from '../../../src/duckdb/compiler.ts';
import { openDocumentStore as openEmbeddedStore } from '../../../src/duckdb/document-store.ts';
import { makeLocalEngine } from '../../../src/duckdb/local-engine.ts';
import { makeEmbeddedEngine } from '../../../src/duckdb/query-engine.ts';
import type { OperationBatch } from '../../../src/catalog/operation.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { openDocumentStore } from '../../../src/elasticsearch/documents/document-store.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import type { QueryEngine } from '../../../src/query/query-engine.ts';
import type { BoundScan, ScanEngine } from '../../../src/query/scan-engine.ts';
import { makeScanningEngine } from '../../../src/query/scanning-engine.ts';
import type { Field } from '../../../src/schema/sql-type.ts';
import { deleteIndices } from '../../integration/elasticsearch/delete-indices.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { collections, isOdd, type TestCollection } from './collections.ts';

/** Three engines over the same documents. */
export interface Engines {
  readonly embedded: QueryEngine;
  /** Elasticsearch, asked for as much as it can be asked. */
  readonly pushing: QueryEngine;
  /** Elasticsearch, asked for whole collections. */
  readonly reading: QueryEngine;
  /** Scans of `pushing` since the last call, with the rows that each brought. */
  asked(): readonly { readonly scan: BoundScan; readonly rows: number | undefined }[];
  /** Replaces the documents of all collections: the same seed gives the same ones. */
  fill(seed: number): Promise<void>;
  close(): Promise<void>;
}

const own: readonly Field[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
];
const memoryBytes = 200 * 1024 ** 2;
/** Some 16 years: event times of long ago are expired, also those that no index holds. */
const retentionMs = 5e11;
const longAgo = [-500_000_000_000_000n, 500_000_000_000_000n];
const farAway = 10_000_000_000_000_000n;

export async function openEngines(): Promise<Engines> {
  const prefix = `equality-${randomBytes(4).toString('hex')}`;
  const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 30_000 });
  const registry = makeIndexRegistry();
  const indexed = await openDocumentStore({ client, prefix, registry, refreshMs: 100 });
  const stored = await openEmbeddedStore({ path: ':memory:', memoryBytes, threads: 1 });
  const compiler = await makeCompiler();
  const local = await makeLocalEngine({ compiler, connections: 4, memoryBytes });
  const embedded = await makeEmbeddedEngine({ instance: stored.instance, compiler, connections: 2 });
  const scans = makeScanEngine({ client, registry });
  const pushed = watched(scans);
  for (const { name, fields, uniqueFields } of collections) {
    const declaration = {
      workspace: 'commons',
      name,
      fields: [...own, ...fields],
      lookupFields: [],
      retentionMs,
      ...(uniqueFields === undefined ? {} : { uniqueFields }),
    };
    await compiler.declare(declaration);
    await local.declare(declaration);
    await stored.declare(declaration);
    await indexed.declare(declaration);
  }
  let version = 0n;
  return {
    embedded,
    pushing: makeScanningEngine({ local, scans: pushed }),
    reading: makeScanningEngine({ local, scans: unasked(scans) }),
    asked: pushed.asked,
    async fill(seed) {
      version += 1n;
      const writes = collections.map(async (collection) => {
        const name = { workspace: 'commons', name: collection.name };
        const batch = batchOf(collection, seed, version);
        await stored.write(name, batch);
        await indexed.write(name, batch, undefined, undefined, { visible: true });
      });
      await Promise.all(writes);
    },
    async close() {
      await embedded.close();
      await local.close();
      await compiler.close();
      await stored.close();
      await indexed.close();
      await deleteIndices(client, prefix);
      await client.close();
    },
  };
}

/** Places without a document become tombstones; one or two documents more are expired, and one may have an event time that no index holds. */
function batchOf({ name, fields, documents }: TestCollection, seed: number, version: bigint): OperationBatch {
  const rows = documents(seed);
  const gone = Math.max(0, 80 - rows.length);
  const expired = longAgo.slice(isOdd(seed) ? 0 : 1).map((eventTime) => ({ eventTime, values: rows[0]!.values }));
  const all = [
    ...(isOdd(seed) ? [{ ...rows[0]!, eventTime: farAway }] : rows.slice(0, 1)),
    ...rows.slice(1),
    ...expired,
  ];
  const nothing = fields.map(() => null);
  const ids = Array.from({ length: all.length + gone }, (_, place) => `${name}-${place}`);
  return {
    ids,
    kinds: ids.map((_, place) => (place < all.length ? 'repsert' : 'delete')),
    versions: ids.map(() => version),
    eventTimes: ids.map((_, place) => all[place]?.eventTime ?? 0n),
    fields,
    columns: fields.map((_, column) => ids.map((__, place) => (all[place]?.values ?? nothing)[column]!)),
  };
}

function watched(scans: ScanEngine): ScanEngine & Pick<Engines, 'asked'> {
  let seen: { readonly scan: BoundScan; readonly rows: number | undefined }[] = [];
  return {
    ...scans,
    open(options) {
      const session = scans.open(options);
      return {
        ...session,
        async fetch(bound) {
          const replies = await session.fetch(bound);
          seen.push(...bound.map((scan, index) => ({ scan, rows: replies[index]?.batch.rowCount })));
          return replies;
        },
      };
    },
    asked() {
      const before = seen;
      seen = [];
      return before;
    },
  };
}

/** The same engine, which can be asked nothing but whole collections. */
function unasked(scans: ScanEngine): ScanEngine {
  const here = () => ({ kind: 'here', why: 'Nothing is asked.' }) as const;
  return { ...scans, abilities: { ...scans.abilities, leaf: here, order: here, group: here, measure: here } };
}
