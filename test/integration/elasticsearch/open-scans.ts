import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { QualifiedName } from '../../../src/base/name.ts';
import { makeClient } from '../../../src/elasticsearch/client.ts';
import { makeIndexRegistry } from '../../../src/elasticsearch/index-registry.ts';
import { makeScanEngine } from '../../../src/elasticsearch/scans/scan-engine.ts';
import type { ScanBudget } from '../../../src/query/query-engine.ts';
import type { BoundRowScan, BoundScan, ScanEngine, ScanReply } from '../../../src/query/scan-engine.ts';
import type { Value } from '../../../src/schema/value.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { own, properties } from './scanned-fields.ts';
import { scannedIndices, type ScannedIndex } from './scanned-indices.ts';

const now = Date.parse('2026-08-20T00:00:00Z');

/** A scan engine over indices of its own. */
export interface TestScans {
  readonly engine: ScanEngine;
  readonly client: ReturnType<typeof makeClient>;
  readonly registry: ReturnType<typeof makeIndexRegistry>;
  /** The index of a collection is `<prefix>-<name>`. */
  readonly prefix: string;
  readonly createIndex: (name: string, index: ScannedIndex) => Promise<void>;
  /** The replies to the scans of one session, which is closed. */
  readonly fetch: (scans: readonly BoundScan[], budget?: ScanBudget) => Promise<readonly (ScanReply | undefined)[]>;
}

/** Makes these indices before the tests of a file, and deletes all afterwards. */
export function useScans(...names: readonly (keyof typeof scannedIndices)[]): TestScans {
  const prefix = `scans-${randomBytes(5).toString('hex')}`;
  const client = makeClient({ nodes: [serverAddresses().elasticsearch], requestTimeoutMs: 20_000 });
  const registry = makeIndexRegistry();
  const engine = makeScanEngine({ client, registry, clock: () => now });

  const createIndex: TestScans['createIndex'] = async (name, { lines, more = {}, mapped = properties }) => {
    const index = `${prefix}-${name}`;
    await client.indices.create({
      index,
      settings: { number_of_shards: 1, number_of_replicas: 0, 'index.mapping.ignore_malformed': true },
      mappings: { dynamic: false, properties: mapped } as never,
    });
    const operations = lines.flatMap((line, at) => [JSON.stringify({ index: { _id: `d${at}` } }), line]);
    const { errors } = await client.bulk({ index, refresh: true, operations });
    if (errors) throw new Error(`documents of ${name} were refused`);
    registry.set({ ...collection(name), index, origin: 'ours', shards: 1, versions: 'external', fields: own, ...more });
  };
  beforeAll(async () => {
    for (const name of names) await createIndex(name, scannedIndices[name]);
  });
  afterAll(async () => {
    for (const { index } of registry.list()) await client.indices.delete({ index }, { ignore: [404] });
    await client.close();
  });

  return {
    engine,
    client,
    registry,
    prefix,
    createIndex,
    async fetch(scans, budget = generous) {
      const session = engine.open({ signal: new AbortController().signal, budget, pinned: [] });
      try {
        return await session.fetch(scans);
      } finally {
        await session.close();
      }
    },
  };
}

export const collection = (name: string): QualifiedName => ({ workspace: 'commons', name });
/** No limit that a test meets. */
export const generous = { rows: 1_000_000, bytes: 1_000_000_000 };
/** A scan of all rows. */
export const rows = (name: string, fields: readonly string[], more: Partial<BoundRowScan> = {}): BoundRowScan => ({
  kind: 'rows',
  collection: collection(name),
  fields,
  filter: { kind: 'everything' },
  ...more,
});

/** Rows as lists, sorted, for comparison. */
export function tableOf(reply: ScanReply | undefined): readonly (readonly Value[])[] | undefined {
  if (reply === undefined) return undefined;
  const { columns, rowCount } = reply.batch;
  const table = Array.from({ length: rowCount }, (_, at) => columns.map((column) => column[at]!));
  const text = (row: readonly Value[]): string => row.map(String).join('\u0000');
  return table.sort((one, other) => (text(one) < text(other) ? -1 : 1));
}

/** Why the call is refused. */
export async function problemOf(call: Promise<unknown>): Promise<RockpoolError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RockpoolError)) throw new Error(`expected a RockpoolError, got ${String(error)}`);
  return error;
}
