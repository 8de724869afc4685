import { invariant } from '../base/assert.ts';
import type { Abilities } from '../plan/abilities.ts';
import type { Operand, TypedValue } from '../plan/query-plan.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { scanBinder } from './bind-scan.ts';
import { sliceBatch } from './limit-rows.ts';
import type { PickedQuery, PlannedQuery } from './plan-query.ts';
import { plainGivens } from './plain-givens.ts';
import { fieldsOf, type ScanFacts } from './read-scans.ts';
import type { ScanSession } from './scan-engine.ts';
import { uniteRows } from './unite-rows.ts';

/** What a scan brought for a statement that only picks fields. */
export interface PickedRows {
  readonly fields: readonly Field[];
  readonly batch: RowBatch;
  /** The statement's columns, when these rows are its answer: all of them meet its condition. */
  readonly answer?: RowBatch;
  readonly facts: ScanFacts;
}

/**
 * Reads the one scan of a statement that only picks fields. Undefined when an argument has to be computed first. Throws what
 * `ScanSession.fetch` does, and ARGUMENT_MISSING.
 */
export async function pickRows(
  { scan, givens, columns }: PickedQuery,
  values: ReadonlyMap<string, Value>,
  abilities: Abilities,
  reading: ScanSession,
): Promise<PickedRows | undefined> {
  const known = givens === undefined ? [] : plainGivens(givens, values);
  if (known === undefined) return undefined;
  const resolve = (operand: Operand): TypedValue =>
    operand.kind === 'constant' ? operand : { type: operand.type, value: known[operand.index]! };
  const began = performance.now();
  const fields = fieldsOf(abilities, scan.collection, scan.fields);
  const asked = scanBinder([scan], resolve)(scan, []);
  if (asked.filter.kind === 'nothing') {
    const facts = { keys: [], rows: 0, bytes: 0, requests: 0, elapsedMs: 0 };
    return { fields, batch: noRows(fields.length), answer: noRows(columns.length), facts };
  }
  const [reply] = await reading.fetch([asked]);
  invariant(reply !== undefined, 'rows can always be read');
  const batch = uniteRows([reply.batch]);
  const { bytes, requests } = reply;
  const facts = { asked, keys: [], rows: batch.rowCount, bytes, requests, elapsedMs: performance.now() - began };
  if (reply.exact !== true) return { fields, batch, facts };
  const picked = columns.map((name) => batch.columns[scan.fields.indexOf(name)]!);
  return { fields, batch, answer: { rowCount: batch.rowCount, columns: picked }, facts };
}

/** Whether what is read for these arguments is the answer, unless a document holds a value that is not indexed. Throws ARGUMENT_MISSING. */
export function mayBeAnswer({ picked }: PlannedQuery, values: ReadonlyMap<string, Value>): boolean {
  if (picked === undefined) return false;
  return picked.givens === undefined || plainGivens(picked.givens, values) !== undefined;
}

const noRows = (width: number): RowBatch => ({ rowCount: 0, columns: Array.from({ length: width }, () => []) });

/** Rows of a part of an answer, as many as DuckDB would give at once. */
const partRows = 2_048;

/** An answer that is all there, part by part. Throws the signal's reason. */
export async function* inParts(answer: RowBatch, signal: AbortSignal): AsyncGenerator<RowBatch, void, void> {
  for (let start = 0; start < answer.rowCount; start += partRows) {
    signal.throwIfAborted();
    yield sliceBatch(answer, start, start + partRows);
  }
}
