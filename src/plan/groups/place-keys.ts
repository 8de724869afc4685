import type { Json, JsonObject } from '../../base/json.ts';
import { canonicalJson } from '../../base/json.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { everyObject } from '../tree.ts';
import type { KeyFilter, QueryPlan } from '../query-plan.ts';
import { editTree, noEdits } from './edit-tree.ts';
import type { Wanted } from './group-plan.ts';
import type { GroupSources } from './group-sources.ts';
import type { KeyJoin } from './key-joins.ts';
import { keyStatement } from './key-statement.ts';
import { marked, scansMarked, withMarks } from './marks.ts';
import { filterText, scanText } from './same-scans.ts';
import type { Source } from './source.ts';
import { printTree } from './tree-text.ts';

/** The keys of a SELECT that counts, as required filters of its scan. */
export interface PlacedKeys {
  readonly keys: readonly KeyFilter[];
  /** Every node that their statements read. */
  readonly reads: readonly JsonObject[];
}

/**
 * Makes required key filters of semi-joins. The keys must be exactly those of the statement, so each statement of keys is planned alone, and
 * every scan of that plan must be one of the whole statement's plan too, less the keys that only the whole statement has for it: what is brought
 * then yields the same keys.
 */
export async function placeKeys(
  tree: Json,
  source: Source,
  index: number,
  whole: { readonly plan: QueryPlan; readonly at: number },
  wanted: Wanted,
  sources: GroupSources,
): Promise<PlacedKeys | { readonly why: string }> {
  if (!(await isExactWithoutKeys(tree, source, index, whole, sources))) {
    return { why: 'its filter is not exact beside its keys' };
  }
  const keys: KeyFilter[] = [];
  const reads: JsonObject[] = [];
  for (const join of source.keyJoins) {
    const placed = await placeOne(join, whole, wanted, sources);
    if ('why' in placed) return placed;
    keys.push(placed.key);
    reads.push(...placed.reads);
  }
  return { keys, reads };
}

/** Plans the text without the semi-joins: joins beside a filter might make a planner call it exact, or weaken it. */
async function isExactWithoutKeys(
  tree: Json,
  source: Source,
  index: number,
  { plan, at }: { readonly plan: QueryPlan; readonly at: number },
  { print, rowPlan, abilities }: GroupSources,
): Promise<boolean> {
  const replace = new Map<JsonObject, (node: JsonObject) => JsonObject>([
    [source.reader, (reader) => marked(reader, source.plainWhere, source.tableName, index)],
  ]);
  if (source.join !== source.table) replace.set(source.join, () => source.table);
  const plain = await rowPlan(await print(printTree(editTree(tree, { ...noEdits, replace }))), withMarks(abilities));
  const found = plain === undefined ? [] : scansMarked(plain, index);
  const [only] = found;
  if (plain === undefined || only === undefined || found.length > 1 || !only.scan.exact) return false;
  const { scan } = only;
  return filterText(plan, plan.scans[at]!.filter, scan) === filterText(plain, scan.filter, scan);
}

async function placeOne(
  { output, match, keys, scope }: KeyJoin,
  whole: { readonly plan: QueryPlan; readonly at: number },
  wanted: Wanted,
  { print, rowPlan, types, abilities }: GroupSources,
): Promise<{ readonly key: KeyFilter; readonly reads: readonly JsonObject[] } | { readonly why: string }> {
  const type = match === 'in' ? output.type : output.type.kind === 'list' ? output.type.element : undefined;
  const statement = type === undefined || output.unnested ? undefined : keyStatement(keys, scope);
  if (type === undefined || statement === undefined) return { why: 'its keys may differ from one reading to the next' };
  const sql = await print(printTree(statement));
  const columns = await types(sql);
  if (columns === undefined || !sameType(columns[0], type)) {
    return { why: `its keys are compared with ${output.name} as another type, or need the rows of the outer query` };
  }
  const plan = await rowPlan(sql, abilities);
  const scans = plan === undefined ? undefined : findAgain(plan, whole, wanted);
  if (scans === undefined) return { why: 'its keys are read otherwise by the rest of the statement' };
  const source = { kind: 'statement', sql, scans } as const;
  return {
    key: { source, field: [output.field], type, match, required: true },
    reads: [...everyObject(statement)],
  };
}

/** The places of a plan's scans in the whole plan, which are told what is wanted of them; undefined when one is not there. */
function findAgain(
  plan: QueryPlan,
  whole: { readonly plan: QueryPlan; readonly at: number },
  wanted: Wanted,
): readonly number[] | undefined {
  const found = new Map<number, { readonly fields: readonly string[]; readonly keys: readonly KeyFilter[] }>();
  for (const scan of plan.scans) {
    if (scan.kind !== 'rows' || scan.window !== undefined) return undefined;
    const text = filterText(plan, scan.filter, scan);
    const at = whole.plan.scans.findIndex(
      (one, place) =>
        place !== whole.at &&
        one.kind === 'rows' &&
        one.window === undefined &&
        filterText(whole.plan, one.filter, one) === text,
    );
    if (at < 0) return undefined;
    const known = found.get(at) ?? wanted.get(at) ?? { fields: [], keys: whole.plan.scans[at]!.keys };
    const own = scan.keys.map((key) => keyText(plan, key));
    const keys = known.keys.filter((key) => own.includes(keyText(whole.plan, key)));
    found.set(at, { fields: [...known.fields, ...scan.fields], keys });
  }
  const places = [...found.keys()].sort((a, b) => a - b);
  const keysOf = (at: number): readonly KeyFilter[] =>
    (found.get(at) ?? wanted.get(at))?.keys ?? whole.plan.scans[at]!.keys;
  if (places.some((at) => dependsOn(at, whole.at, keysOf))) return undefined;
  for (const [at, want] of found) wanted.set(at, want);
  return places;
}

/** Equal for two keys with the same values; unlike any other when that cannot be told. */
function keyText(plan: QueryPlan, { source, ...key }: KeyFilter): string | symbol {
  const from = source.kind === 'scan' ? scanText(plan, source.scan) : undefined;
  return source.kind === 'scan' && from !== undefined
    ? JSON.stringify([key, source.field, source.unnested, from])
    : Symbol('another key');
}

const sameType = (one: SqlType | undefined, two: SqlType): boolean =>
  one !== undefined && canonicalJson(one as unknown as Json) === canonicalJson(two as unknown as Json);

function dependsOn(at: number, on: number, keysOf: (at: number) => readonly KeyFilter[]): boolean {
  if (at === on) return true;
  const sources = keysOf(at).flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : source.scans));
  return sources.some((source) => dependsOn(source, on, keysOf));
}
