import { afterAll, beforeAll } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { Event } from '../../../src/observe/event.ts';
import { makeQueryService, type QueryServiceOptions } from '../../../src/query/make-query-service.ts';
import type { QueryEngine } from '../../../src/query/query-engine.ts';
import type { QueryRequest, QueryService } from '../../../src/query/query-service.ts';
import { makeStatement } from '../../../src/sql/make-statement.ts';
import type { EngineUnderTest } from '../../conformance/engine-harness.ts';
import { openEmbeddedEngine } from '../../conformance/open-embedded-engine.ts';

const newest = 1_786_000_000_000_000n;
/** When the tests run, as far as a service knows. */
export const now = 1_786_000_005_000;

/** Makes services over one engine, which knows `numbers` from 0 to 99. */
export interface TestQueryServices {
  /** A service with its events and the time that it sees. */
  readonly makeService: (
    limits?: Partial<QueryServiceOptions['limits']>,
    engine?: QueryEngine,
  ) => { readonly service: QueryService; readonly events: readonly Event[]; readonly time: { ms: number } };
  /** The engine, counting what it runs. */
  readonly counting: () => { readonly engine: QueryEngine; readonly ran: () => number };
}

/** Opens the engine before the tests of a file and closes it after them. */
export function useQueryServices(): TestQueryServices {
  let tested: EngineUnderTest;
  beforeAll(async () => {
    tested = await openEmbeddedEngine();
    await tested.put(
      'numbers',
      [{ name: 'n', type: { kind: 'bigint' } }],
      Array.from({ length: 100 }, (_, n) => [BigInt(n)]),
    );
  });
  afterAll(() => tested.close());

  return {
    makeService(limits = {}, engine = tested.engine) {
      const events: Event[] = [];
      const time = { ms: now };
      const service = makeQueryService({
        engine,
        documents: { newestEventTime: async () => newest },
        limits: { maxConcurrent: 4, maxQueued: 4, resultTtlMs: 60_000, resultBytes: 10_000_000, ...limits },
        clock: () => time.ms,
        observer: (event) => events.push(event),
        serverId: 'server1',
      });
      return { service, events, time };
    },
    counting() {
      let ran = 0;
      const run: QueryEngine['run'] = (...given) => {
        ran += 1;
        return tested.engine.run(...given);
      };
      return { engine: { ...tested.engine, run }, ran: () => ran };
    },
  };
}

/** A request of the statement without arguments, 10 seconds and 1,000 rows. */
export function ask(sql: string, extra: Partial<QueryRequest> = {}): QueryRequest {
  return {
    statement: makeStatement(sql, new Map()),
    values: new Map(),
    limits: { timeoutMs: 10_000, rows: 1000 },
    ...extra,
  };
}

/** The code of the error, undefined without one. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof RockpoolError ? error.code : error),
  );
