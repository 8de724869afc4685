import type { Json, JsonObject } from '../../base/json.ts';
import { canonicalJson } from '../../base/json.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { everyObject } from '../tree.ts';
import type { KeyFilter, QueryPlan } from '../query-plan.ts';
import { editTree, noEdits } from './edit-tree.ts';
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
  /** What scans must read for them, beside what they read anyway. */
  readonly fields: ReadonlyMap<number, readonly string[]>;
}

/**
 * Makes required key filters of semi-joins. The keys must be exactly those of the statement, so each statement of keys is planned alone, and
 * every scan of that plan must be one of the whole statement's plan too: what is brought for it then yields the same keys.
 */
export async function placeKeys(
  tree: Json,
  source: Source,
  index: number,
  whole: { readonly plan: QueryPlan; readonly at: number },
  sources: GroupSources,
): Promise<PlacedKeys | { readonly why: string }> {
  if (!(await isExactWithoutKeys(tree, source, index, whole, sources))) {
    return { why: 'its filter is not exact beside its keys' };
  }
  const keys: KeyFilter[] = [];
  const reads: JsonObject[] = [];
  const fields = new Map<number, readonly string[]>();
  for (const join of source.keyJoins) {
    const placed = await placeOne(join, whole, sources);
    if ('why' in placed) return placed;
    keys.push(placed.key);
    reads.push(...placed.reads);
    for (const [at, names] of placed.fields) fields.set(at, [...(fields.get(at) ?? []), ...names]);
  }
  return { keys, reads, fields };
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
  return filterText(plan, plan.scans[at]!.filter) === filterText(plain, only.scan.filter);
}

async function placeOne(
  { output, match, keys, scope }: KeyJoin,
  whole: { readonly plan: QueryPlan; readonly at: number },
  { print, rowPlan, types, abilities }: GroupSources,
): Promise<({ readonly key: KeyFilter } & Pick<PlacedKeys, 'reads' | 'fields'>) | { readonly why: string }> {
  const type = match === 'in' ? output.type : output.type.kind === 'list' ? output.type.element : undefined;
  const statement = type === undefined || output.unnested ? undefined : keyStatement(keys, scope);
  if (type === undefined || statement === undefined) return { why: 'its keys may differ from one reading to the next' };
  const sql = await print(printTree(statement));
  const columns = await types(sql);
  if (columns === undefined || !sameType(columns[0], type)) {
    return { why: `its keys are compared with ${output.name} as another type, or need the rows of the outer query` };
  }
  const plan = await rowPlan(sql, abilities);
  const scans = new Set<number>();
  const fields = new Map<number, readonly string[]>();
  for (const [at, scan] of (plan?.scans ?? []).entries()) {
    const text = scanText(plan!, at);
    const same = whole.plan.scans.findIndex((_, place) => place !== whole.at && scanText(whole.plan, place) === text);
    if (text === undefined || same < 0 || scan.kind !== 'rows')
      return { why: 'its keys are read otherwise by the rest of the statement' };
    scans.add(same);
    fields.set(same, scan.fields);
  }
  if (plan === undefined || dependsOn(whole.plan, [...scans], whole.at))
    return { why: 'its keys depend on what is counted' };
  const source = { kind: 'statement', sql, scans: [...scans].sort((a, b) => a - b) } as const;
  return {
    key: { source, field: [output.field], type, match, required: true },
    reads: [...everyObject(statement)],
    fields,
  };
}

const sameType = (one: SqlType | undefined, two: SqlType): boolean =>
  one !== undefined && canonicalJson(one as unknown as Json) === canonicalJson(two as unknown as Json);

function dependsOn(plan: QueryPlan, scans: readonly number[], at: number): boolean {
  return scans.some(
    (scan) =>
      scan === at ||
      dependsOn(
        plan,
        plan.scans[scan]!.keys.flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : source.scans)),
        at,
      ),
  );
}
