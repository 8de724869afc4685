import { RockpoolError } from '../base/error.ts';
import { orAborted } from '../base/or-aborted.ts';
import type { Clock } from '../base/clock.ts';
import type { RowBatch } from '../schema/value.ts';
import type { Admission } from './admission.ts';
import type { DataAge } from './data-age.ts';
import { limitRows } from './limit-rows.ts';
import type { Column, CompiledQuery, QueryEngine } from './query-engine.ts';
import type { QueryRequest } from './query-service.ts';

export interface RunQueryParts {
  readonly engine: QueryEngine;
  readonly admission: Admission;
  readonly dataAge: DataAge;
  readonly now: Clock;
  /** Called when the waiting is over. */
  readonly onAdmitted?: () => void;
}

/** A query that has run well so far: what it was, how long each step took, and its rows. */
export type Execution = ExecutionFacts & ExecutionRows;

/** Its rows are all there, or there are more than were read ahead and they are read once. */
export type ExecutionRows =
  | { readonly kind: 'whole'; readonly batches: readonly RowBatch[] }
  | { readonly kind: 'stream'; readonly batches: AsyncIterable<RowBatch> };

interface ExecutionFacts {
  readonly query: CompiledQuery;
  readonly queuedMs: number;
  readonly compileMs: number;
  readonly scanMs: number;
  readonly executeMs: number;
}

/** Rows read before the first one is handed on, so that whatever goes wrong among them is still a plain error. */
const rowsAhead = 10_000;

/**
 * One query, start to finish. Aborting the signal ends it at any point.
 * Throws BUSY, the codes of `QueryEngine`, ACCESS_DENIED, SQL_COLUMNS, LIMIT_ROWS, or the signal's reason; so may reading a stream.
 */
export async function runQuery(request: QueryRequest, signal: AbortSignal, parts: RunQueryParts): Promise<Execution> {
  const { engine, admission, dataAge, now } = parts;
  const asked = now();
  const leave = await admission.enter(signal);
  try {
    const admitted = now();
    parts.onAdmitted?.();
    // What others wait for too goes on; this call does not wait longer than it may.
    const query = await orAborted(engine.compile(request.statement), signal);
    request.authorizeRead?.(query.collections);
    assertColumns(query.columns);

    const compiled = now();
    const age = dataAge.warm(query.collections);
    const budget = request.limits.scan;
    const running = await engine.run(query, request.values, { signal, ...(budget === undefined ? {} : { budget }) });

    const rows = limitRows(running.batches, { rows: request.limits.rows, cutAt: request.defaultRowLimit });
    const { first, ended } = await readAhead(rows);
    await orAborted(age, signal);

    const scanMs = running.scanMs ?? 0;
    const facts = {
      query,
      queuedMs: admitted - asked,
      compileMs: compiled - admitted,
      scanMs,
      executeMs: now() - compiled - scanMs,
    };
    if (!ended) return { ...facts, kind: 'stream', batches: readOn(first, rows, signal, leave) };
    leave();
    return { ...facts, kind: 'whole', batches: first };
  } catch (error) {
    leave();
    throw error;
  }
}

/** The wire has no form for some types; the author is told what to write instead. */
function assertColumns(columns: readonly Column[]): void {
  const column = columns.find((one) => one.unsupported !== undefined);
  if (column === undefined) return;
  throw new RockpoolError('SQL_COLUMNS', `The column "${column.name}" cannot be returned: ${column.unsupported}.`);
}

async function readAhead(
  rows: AsyncGenerator<RowBatch, void>,
): Promise<{ first: readonly RowBatch[]; ended: boolean }> {
  const first: RowBatch[] = [];
  for (let read = 0; read < rowsAhead; read += first.at(-1)!.rowCount) {
    const next = await rows.next();
    if (next.done === true) return { first, ended: true };
    first.push(next.value);
  }
  return { first, ended: false };
}

/** All rows, from the first. Whoever stops reading frees the engine; who never begins does so when the signal aborts. */
function readOn(
  first: readonly RowBatch[],
  rows: AsyncGenerator<RowBatch, void>,
  signal: AbortSignal,
  leave: () => void,
): AsyncIterable<RowBatch> {
  signal.addEventListener('abort', leave, { once: true });
  return (async function* () {
    try {
      yield* first;
      yield* rows;
    } finally {
      await rows.return();
      leave();
    }
  })();
}
