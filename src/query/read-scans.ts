import { invariant } from '../base/assert.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Abilities } from '../plan/abilities.ts';
import type { GroupScan, KeyFilter, Operand, Predicate, QueryPlan, Scan, TypedValue } from '../plan/query-plan.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { fieldsRead, scanBinder } from './bind-scan.ts';
import { distinctValues, keyPredicate } from './key-values.ts';
import type { LocalSession } from './local-engine.ts';
import type { CompiledQuery } from './query-engine.ts';
import type { BoundScan, ScanReply, ScanSession } from './scan-engine.ts';
import { uniteRows } from './unite-rows.ts';

/** What one scan asked and brought. */
export interface ScanFacts {
  /** Absent: the keys or arguments said beforehand that nothing matches, so nothing was asked. */
  readonly asked?: BoundScan;
  /** How many keys each key filter sent; undefined when it was left out. */
  readonly keys: readonly (number | undefined)[];
  readonly rows: number;
  readonly bytes: number;
  readonly requests: number;
  readonly elapsedMs: number;
}

export interface ReadScansParts {
  readonly plan: QueryPlan;
  readonly query: CompiledQuery;
  readonly values: ReadonlyMap<string, Value>;
  readonly abilities: Abilities;
  readonly reading: ScanSession;
  readonly local: LocalSession;
}

/**
 * Reads what a plan needs, stage by stage, and provides it to the local session. Undefined when a group scan cannot be counted exactly by the
 * engine: then nothing was provided that the row plan of the same statement does not overwrite. Throws what `ScanSession.fetch` does.
 */
export async function readScans(parts: ReadScansParts): Promise<readonly ScanFacts[] | undefined> {
  const { plan, local, values } = parts;
  const givens = plan.givens === undefined ? [] : await local.evaluate(plan.givens, values);
  const resolve = (operand: Operand): TypedValue =>
    operand.kind === 'constant' ? operand : { type: operand.type, value: givens[operand.index]! };
  const fields = fieldsRead(plan.scans);
  const bind = scanBinder(plan.scans, resolve);
  const batches = new Map<number, RowBatch>();
  const facts = new Map<number, ScanFacts>();

  for (const stage of plan.stages) {
    const began = performance.now();
    const asks = [];
    for (const index of stage) {
      const scan = plan.scans[index]!;
      const keys = await findKeys(scan, parts, fields, batches);
      if (keys === undefined) return undefined;
      asks.push({ index, asked: bind(scan, keys.filters), keys: keys.counts });
    }
    const asking = asks.filter(({ asked }) => asked.filter.kind !== 'nothing');
    const replies = asking.length === 0 ? [] : await parts.reading.fetch(asking.map(({ asked }) => asked));
    const elapsedMs = performance.now() - began;
    for (const { index, asked, keys } of asks) {
      const at = asking.findIndex((one) => one.index === index);
      const reply = at < 0 ? noReply(asked) : replies[at];
      if (reply === undefined) return undefined;
      batches.set(index, reply.batch);
      const { bytes, requests } = reply;
      facts.set(index, { ...(at < 0 ? {} : { asked }), keys, rows: reply.batch.rowCount, bytes, requests, elapsedMs });
    }
  }

  const all = plan.scans.map((_, index) => index);
  provideRows(all, parts, fields, batches);
  plan.scans.forEach((scan, index) => {
    if (scan.kind === 'groups') local.provide(groupRelation(scan.name), groupColumns(scan), batches.get(index)!);
  });
  return all.map((index) => facts.get(index)!);
}

const groupRelation = (name: string): QualifiedName => ({ workspace: '_groups', name });

type Batches = ReadonlyMap<number, RowBatch>;
type FieldsRead = ReadonlyMap<string, readonly string[]>;

function provideRows(scans: readonly number[], parts: ReadScansParts, fields: FieldsRead, batches: Batches): void {
  const { plan, abilities, local } = parts;
  const byCollection = new Map<string, number[]>();
  for (const index of scans) {
    const scan = plan.scans[index]!;
    if (scan.kind !== 'rows') continue;
    const name = printQualified(scan.collection);
    byCollection.set(name, [...(byCollection.get(name) ?? []), index]);
  }
  for (const [name, indexes] of byCollection) {
    const { collection } = plan.scans[indexes[0]!]!;
    const read = fieldsOf(abilities, collection, fields.get(name)!);
    local.provide(collection, read, uniteRows(indexes.map((index) => batches.get(index)!)));
  }
}

/** The fields of a collection with these names. */
export function fieldsOf(abilities: Abilities, collection: QualifiedName, names: readonly string[]): readonly Field[] {
  const known = new Map(abilities.fields(collection).map((field) => [field.name, field]));
  return names.map((name) => {
    const field = known.get(name);
    invariant(field !== undefined, `${printQualified(collection)} has a field ${name}`);
    return field;
  });
}

interface Keys {
  readonly filters: readonly Predicate<TypedValue>[];
  readonly counts: readonly (number | undefined)[];
}

/** The key filters of a scan with their keys; undefined when one that is required cannot be asked. */
async function findKeys(
  scan: Scan,
  parts: ReadScansParts,
  fields: FieldsRead,
  batches: Batches,
): Promise<Keys | undefined> {
  const filters: Predicate<TypedValue>[] = [];
  const counts: (number | undefined)[] = [];
  const documents = parts.abilities.documents(scan.collection);
  for (const filter of scan.keys) {
    const keys = await keysOf(filter, parts, fields, batches);
    const predicate = keyPredicate(filter, keys, documents);
    if (predicate === undefined && filter.required) return undefined;
    if (predicate !== undefined) filters.push(predicate);
    counts.push(predicate === undefined ? undefined : keys.length);
  }
  return { filters, counts };
}

async function keysOf(
  { source }: KeyFilter,
  parts: ReadScansParts,
  fields: FieldsRead,
  batches: Batches,
): Promise<readonly Value[]> {
  const { plan, abilities, local, query, values } = parts;
  if (source.kind === 'statement') {
    provideRows(source.scans, parts, fields, batches);
    return local.keys(source.sql, query, values);
  }
  const scan = plan.scans[source.scan]!;
  const columns =
    scan.kind === 'groups'
      ? groupColumns(scan)
      : fieldsOf(abilities, scan.collection, fields.get(printQualified(scan.collection))!);
  return distinctValues(columns, batches.get(source.scan)!, source.field, source.unnested);
}

/** Columns of what a group scan brings. */
export function groupColumns(scan: GroupScan): readonly Field[] {
  return [...scan.groups, ...scan.measures].map(({ name, type }) => ({ name, type }));
}

/** What a scan brings that need not be asked. Without groups a count of nothing is one row of zero, which only the row plan knows. */
function noReply(asked: BoundScan): ScanReply | undefined {
  if (asked.kind === 'groups' && asked.groups.length === 0) return undefined;
  const width = asked.kind === 'groups' ? asked.groups.length + asked.measures.length : asked.fields.length + 1;
  return { batch: { rowCount: 0, columns: Array.from({ length: width }, () => []) }, bytes: 0, requests: 0 };
}
