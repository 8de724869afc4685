import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { QueryPlan, Scan } from '../plan/query-plan.ts';
import { scanVerdict } from '../plan/scan-verdict.ts';
import type { Value } from '../schema/value.ts';
import { explainPlan } from './explain-plan.ts';
import type { LocalEngine, LocalSession } from './local-engine.ts';
import { inParts, mayBeAnswer, pickRows, type PickedRows } from './pick-rows.ts';
import { planQuery, type PlannedQuery } from './plan-query.ts';
import type { CompiledQuery, QueryEngine, RunOptions } from './query-engine.ts';
import { readScans, type ScanFacts } from './read-scans.ts';
import type { ScanEngine } from './scan-engine.ts';
import { makeSharedPlans } from './shared-plans.ts';

export interface ScanningEngineOptions {
  readonly local: LocalEngine;
  readonly scans: ScanEngine;
}

const noBudget = { rows: Infinity, bytes: Infinity };
/** Of a deploy: nobody goes away from it. */
const untilDone = new AbortController().signal;

/**
 * The engine for documents that lie elsewhere: a statement is planned once, each call reads what the plan needs from the scan engine, stage by
 * stage, and runs the statement locally over that. Throws what both engines throw.
 */
export function makeScanningEngine({ local, scans }: ScanningEngineOptions): QueryEngine {
  const planning = makeSharedPlans((query, signal) => planQuery(query, local, scans.abilities, signal));

  /** Counting inside the engine first; rows when that cannot be exact. */
  const readFor = async (
    { grouped, rows }: PlannedQuery,
    query: CompiledQuery,
    values: ReadonlyMap<string, Value>,
    { signal, budget = noBudget }: RunOptions,
    session: LocalSession,
  ): Promise<{ readonly plan: QueryPlan; readonly facts: readonly ScanFacts[] }> => {
    for (const plan of grouped === undefined ? [rows] : [grouped, rows]) {
      const reading = scans.open({ signal, budget, pinned: readTwice(plan) });
      try {
        const facts = await readScans({ plan, query, values, abilities: scans.abilities, reading, local: session });
        if (facts !== undefined) return { plan, facts };
      } catch (error) {
        throw withLeftovers(error, plan);
      } finally {
        void reading.close();
      }
    }
    throw new RockpoolError('INTERNAL', 'A plan of rows was refused by the engine.');
  };

  /** What a statement that only picks fields reads; undefined for any other. */
  const pickFor = async (
    { picked }: PlannedQuery,
    values: ReadonlyMap<string, Value>,
    { signal, budget = noBudget }: RunOptions,
  ): Promise<PickedRows | undefined> => {
    if (picked === undefined) return undefined;
    const reading = scans.open({ signal, budget, pinned: [] });
    try {
      return await pickRows(picked, values, scans.abilities, reading);
    } finally {
      void reading.close();
    }
  };

  return {
    compile: (statement) => local.compile(statement),

    async run(query, values, options) {
      const plans = await planning.of(query, options.signal);
      const began = performance.now();
      const picked = await pickFor(plans, values, options);
      if (picked?.answer !== undefined)
        return { batches: inParts(picked.answer, options.signal), scanMs: performance.now() - began };
      const session = await local.open(options.signal, plans.groups);
      try {
        if (picked !== undefined) session.provide(plans.rows.scans[0]!.collection, picked.fields, picked.batch);
        const plan = picked === undefined ? (await readFor(plans, query, values, options, session)).plan : plans.rows;
        const scanMs = performance.now() - began;
        return { ...(await session.run(query, values, plan.sql)), scanMs };
      } catch (error) {
        session.close();
        throw options.signal.aborted ? options.signal.reason : error;
      }
    },

    async judge(query) {
      const { grouped, rows } = await planning.of(query, untilDone);
      return (grouped ?? rows).scans.map((scan) => ({
        collection: scan.collection,
        verdict: scanVerdict(scan),
        documents: scans.abilities.documents(scan.collection),
        stays: leftoversOf(scan),
      }));
    },

    async explain(query, values, options) {
      const { analyze } = options;
      const plans = await planning.of(query, options.signal);
      const { grouped, rows, countedHere } = plans;
      const picked = analyze ? await pickFor(plans, values, options) : undefined;
      const session = await local.open(options.signal, plans.groups);
      try {
        if (picked !== undefined) session.provide(rows.scans[0]!.collection, picked.fields, picked.batch);
        const read =
          picked !== undefined
            ? { plan: rows, facts: [picked.facts] }
            : analyze
              ? await readFor(plans, query, values, options, session)
              : { plan: grouped ?? rows };
        const isAnswer = analyze ? picked?.answer !== undefined : mayBeAnswer(plans, values);
        const sql = read.plan.sql === undefined ? {} : { sql: read.plan.sql };
        const statement = isAnswer ? undefined : await session.explain(query, values, { analyze, ...sql });
        return await explainPlan({
          ...read,
          countedHere,
          values,
          session,
          scans,
          budget: options.budget ?? noBudget,
          statement,
        });
      } finally {
        session.close();
      }
    },
  };
}

/** Collections that more than one stage reads. */
function readTwice(plan: QueryPlan): readonly QualifiedName[] {
  const stages = plan.stages.map((stage) => new Map(stage.map((index) => entryOf(plan.scans[index]!.collection))));
  const names = new Map(stages.flatMap((stage) => [...stage]));
  return [...names.values()].filter((name) => stages.filter((stage) => stage.has(printQualified(name))).length > 1);
}

const entryOf = (name: QualifiedName): [string, QualifiedName] => [printQualified(name), name];

const leftoversOf = ({ collection, leftovers }: Scan): readonly string[] =>
  leftovers.map(({ condition, why }) => `${printQualified(collection)}: ${condition} stays here. ${why}`);

/** A budget that was not enough, with the conditions that would have helped. */
function withLeftovers(error: unknown, plan: QueryPlan): unknown {
  if (!(error instanceof RockpoolError) || error.code !== 'LIMIT_SCAN') return error;
  const stayed = plan.scans.flatMap(leftoversOf);
  if (stayed.length === 0) return error;
  return new RockpoolError(error.code, `${error.message} ${stayed.join(' ')}`, { ...error.details, cause: error });
}
