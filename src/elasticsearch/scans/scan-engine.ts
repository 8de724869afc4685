import type { Client } from '@elastic/elasticsearch';
import { systemClock, type Clock } from '../../base/clock.ts';
import type { ScanEngine } from '../../query/scan-engine.ts';
import type { IndexRegistry } from '../collection-index.ts';
import { makeDeclaredMappings } from '../documents/declared-mapping.ts';
import { makeAbilities } from './abilities.ts';
import { makeDocumentCounts } from './document-counts.ts';
import { printScan } from './print-scan.ts';
import { openSession } from './scan-session.ts';

export interface ScanEngineOptions {
  readonly client: Client;
  readonly registry: IndexRegistry;
  readonly clock?: Clock;
}

/** Reads collections out of indices: what a scan asks for is left to Elasticsearch as far as it can be asked. */
export function makeScanEngine({ client, registry, clock = systemClock }: ScanEngineOptions): ScanEngine {
  const counts = makeDocumentCounts(client, clock);
  const mappings = makeDeclaredMappings(client);
  return {
    abilities: makeAbilities(registry, counts),
    open: (options) => openSession({ client, registry, counts, mappings, nowMs: clock() }, options),
    print(scan, { rows }) {
      const index = registry.require(scan.collection);
      return printScan(index, scan, { nowMs: clock(), rowsLeft: rows, count: counts(index) });
    },
  };
}
