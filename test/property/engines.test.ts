import { getEventListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../src/base/error.ts';
import type { CompiledQuery, QueryEngine } from '../../src/query/query-engine.ts';
import type { Value } from '../../src/schema/value.ts';
import { makeStatement } from '../../src/sql/make-statement.ts';
import { anyCase } from './engines/cases.ts';
import { openEngines, type Engines } from './engines/open-engines.ts';
import type { Case } from './engines/wide-parts.ts';

// More by hand: PROPERTY_RUNS=5000 npx vitest run --project property test/property/engines.test.ts
const runs = Number(process.env['PROPERTY_RUNS'] ?? 500);
/** Statements over the same documents. */
const runsOfRound = 100;
const firstSeed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 1_000_000);

const counts = { compared: 0, unbound: 0, failing: 0, scans: 0, groups: 0, windows: 0, rows: 0 };

describe('a statement on Elasticsearch', () => {
  let engines: Engines;
  const never = new AbortController().signal;

  beforeAll(async () => {
    engines = await openEngines();
  });
  afterAll(async () => {
    await engines.close();
    if (process.env['PROPERTY_RUNS'] !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`);
  });

  const linesOf = async (engine: QueryEngine, query: CompiledQuery, { values, ordered }: Case) => {
    const given = new Map(query.statement.parameters.map((name) => [name, values[name]!.value]));
    const { batches } = await untilAvailable(() => engine.run(query, given, { signal: never }));
    const lines: string[] = [];
    for await (const { rowCount, columns } of batches) {
      for (let row = 0; row < rowCount; row += 1) lines.push(lineOf(columns.map((column) => column[row]!)));
    }
    return ordered ? lines : lines.sort();
  };

  /** Whether a cast of a parameter fails by itself: whether it is ever computed is up to the order in which DuckDB tries conditions. */
  const asksForWhatFails = async ({ text, values, ordered }: Case): Promise<boolean> => {
    const types = new Map(Object.entries(values).map(([name, { type }]) => [name, type]));
    const outcomes = await Promise.allSettled(
      (text.match(/CAST\(:\w+ AS [^)]+\)/g) ?? []).map(async (cast) => {
        const query = await engines.embedded.compile(makeStatement(`SELECT ${cast} AS v`, types));
        return linesOf(engines.embedded, query, { text, values, ordered });
      }),
    );
    return outcomes.some(({ status }) => status === 'rejected');
  };

  const expectSameAnswer = async (one: Case): Promise<void> => {
    const types = new Map(Object.entries(one.values).map(([name, { type }]) => [name, type]));
    const statement = makeStatement(one.text, types);
    const query = await engines.embedded.compile(statement).catch(() => undefined);
    // A form may be none for the predicate: a full join on a list, for one.
    if (query === undefined) {
      counts.unbound += 1;
      return;
    }
    engines.asked();
    const [wanted, ...others] = await Promise.allSettled([
      linesOf(engines.embedded, query, one),
      engines.pushing.compile(statement).then((compiled) => linesOf(engines.pushing, compiled, one)),
      engines.reading.compile(statement).then((compiled) => linesOf(engines.reading, compiled, one)),
    ]);
    const asked = engines.asked();
    // What fails over all documents has no answer.
    if (wanted.status === 'rejected') {
      counts.failing += 1;
      return;
    }
    const failure = others.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined && (await asksForWhatFails(one))) {
      counts.failing += 1;
      return;
    }
    const [pushed, read] = others.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });

    expect({ pushed, read }).toEqual({ pushed: wanted.value, read: wanted.value });

    counts.compared += 1;
    counts.scans += asked.length;
    counts.groups += asked.filter(({ scan, rows }) => scan.kind === 'groups' && rows !== undefined).length;
    counts.windows += asked.filter(({ scan }) => scan.kind === 'rows' && scan.window !== undefined).length;
    counts.rows += asked.reduce((sum, { rows = 0 }) => sum + rows, 0);
  };

  it(
    'has the rows that it has when nothing is left to Elasticsearch, and those of the embedded engine',
    async () => {
      for (let done = 0; done < runs; done += runsOfRound) {
        const seed = firstSeed + done / runsOfRound;
        await engines.fill(seed);
        // The documents are of the seed that a failure prints.
        await fc.assert(fc.asyncProperty(anyCase, expectSameAnswer), {
          seed,
          numRuns: Math.min(runsOfRound, runs - done),
          interruptAfterTimeLimit: 100_000,
          markInterruptAsFailure: false,
        });
      }
      // Whoever calls again and again with one signal is not followed by all that is over.
      expect(getEventListeners(never, 'abort')).toEqual([]);
    },
    process.env['PROPERTY_RUNS'] === undefined ? 300_000 : 36_000_000,
  );
});

/** A small cluster that many tests share may be out of memory for a moment. */
async function untilAvailable<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const isAway = error instanceof RockpoolError && error.code === 'STORE_UNAVAILABLE';
      if (!isAway || attempt === 20) throw error;
      await setTimeout(500);
    }
  }
}

/** -0 and 0 are one value to DuckDB: which of them stands for a group is nobody's promise. */
const lineOf = (values: readonly Value[]): string =>
  JSON.stringify(values, (_, value: unknown) =>
    typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value,
  );
