import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import { makeCatalog, type MutableCatalog } from '../../../src/catalog/catalog.ts';
import type { Collection } from '../../../src/catalog/collection.ts';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import { makeCompiler } from '../../../src/duckdb/compiler.ts';
import { openDocumentStore } from '../../../src/duckdb/document-store.ts';
import { makeEmbeddedEngine } from '../../../src/duckdb/query-engine.ts';
import { openRecordStore } from '../../../src/duckdb/record-store.ts';
import type { LambdaService } from '../../../src/lambda/lambda-service.ts';
import { makeLambdaService } from '../../../src/lambda/make-lambda-service.ts';
import { silentObserver } from '../../../src/observe/observer.ts';
import { makeQueryService } from '../../../src/query/make-query-service.ts';
import type { QueryService } from '../../../src/query/query-service.ts';
import type { Field } from '../../../src/schema/sql-type.ts';

/** The domain on an embedded store of its own, with a clock that the test moves. */
export interface Stage {
  readonly catalog: MutableCatalog;
  readonly documents: DocumentStore;
  readonly records: RecordStore;
  readonly queries: QueryService;
  readonly clock: Clock;
  readonly lambdas: LambdaService;
  readonly defaults: { readonly timeoutMs: number; readonly rows: number };
  passMs(ms: number): void;
  declare(name: string, fields: readonly Field[]): Promise<void>;
  /** A service that has seen nothing of the first one but what is stored. */
  restartLambdas(): Promise<LambdaService>;
  close(): Promise<void>;
}

const ownFields: readonly Field[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
];

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-stage-'));
  const memoryBytes = 256 * 1024 ** 2;
  const documents = await openDocumentStore({ path: join(folder, 'documents.duckdb'), memoryBytes, threads: 1 });
  const records = await openRecordStore({ path: join(folder, 'records.duckdb'), memoryBytes });
  const compiler = await makeCompiler();
  const engine = await makeEmbeddedEngine({ instance: documents.instance, compiler, connections: 4 });
  const catalog = makeCatalog();
  let nowMs = Date.parse('2026-08-17T12:00:00Z');
  const clock = (): number => nowMs;
  const limits = { maxConcurrent: 4, maxQueued: 10, resultTtlMs: 60_000, resultBytes: 16 * 1024 ** 2 };
  const queries = makeQueryService({
    engine,
    documents,
    limits,
    clock,
    observer: silentObserver,
    serverId: 'stage00',
  });
  const defaults = { timeoutMs: 10_000, rows: 1000 };
  const restartLambdas = (): Promise<LambdaService> =>
    makeLambdaService({ records, queries, catalog, clock, observer: silentObserver, defaults });
  return {
    catalog,
    documents,
    records,
    queries,
    clock,
    defaults,
    lambdas: await restartLambdas(),
    restartLambdas,
    passMs(ms) {
      nowMs += ms;
    },
    async declare(name, own) {
      const fields = [...ownFields, ...own];
      const declaration = { workspace: 'commons', name, fields, lookupFields: [] };
      await compiler.declare(declaration);
      await documents.declare(declaration);
      const definition: Collection['definition'] = {
        workspace: 'commons',
        name,
        sources: [],
        input: [],
        fieldOptions: {},
        file: `collections/${name}.yaml`,
      };
      catalog.set({ definition, fields });
    },
    async close() {
      await queries.stop();
      await engine.close();
      await compiler.close();
      await records.close();
      await documents.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
