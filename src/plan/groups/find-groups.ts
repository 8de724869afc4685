import type { Json, JsonObject } from '../../base/json.ts';
import { invariant } from '../../base/assert.ts';
import type { QualifiedName } from '../../base/name.ts';
import type { QueryPlan } from '../query-plan.ts';
import { everyObject, textOf } from '../tree.ts';
import { readCounting, type Counting } from './counting.ts';
import { editTree, itemsToName, noEdits } from './edit-tree.ts';
import type { GroupSources } from './group-sources.ts';
import { withGroups, type Replacement, type Wanted } from './group-plan.ts';
import { marked, scansMarked, withMarks } from './marks.ts';
import { placeKeys } from './place-keys.ts';
import { filterMayFail } from './same-scans.ts';
import { everySelect } from './scope.ts';
import { columnNode, selectNode, statementNode, tableNode } from './tree-nodes.ts';
import { printTree, readTree } from './tree-text.ts';

/** A SELECT with groups that stays here. */
export interface CountedHere {
  /** The SELECT, as SQL. */
  readonly select: string;
  /** A sentence. */
  readonly why: string;
}

export interface FoundGroups {
  /** With `sql`; undefined when nothing is counted inside. */
  readonly plan?: QueryPlan;
  readonly here: readonly CountedHere[];
}

/**
 * Finds what can be counted inside the engine that holds the documents, and rewrites the statement to read the counts. `sql` is what DuckDB
 * sees of the author's statement. The rewritten one has the same columns, and every row that the author's would have over all documents.
 *
 * 1. The parse tree tells which SELECTs count fields of one collection. 2. Each of their readers gets a mark, a condition that every document
 * meets, and the marked text is planned as rows: the scan that carries the mark is the SELECT's, with its filter. 3. If that filter is exact,
 * the scan counts groups instead, and the SELECT reads them from `_groups.<name>`: FROM, WHERE and the aggregates are replaced, nothing else.
 */
export async function findGroups(sql: string, sources: GroupSources): Promise<FoundGroups> {
  const text = await sources.tree(sql);
  const tree = text === undefined ? undefined : readTree(text);
  if (text === undefined || tree === undefined) return { here: [] };

  const { candidates, notes } = findCandidates(tree, text, sources);
  const here = new Map(notes);
  const plan = candidates.length === 0 ? undefined : await planMarked(tree, candidates, sources);
  const chosen: Chosen[] = [];
  const wanted: Wanted = new Map();
  if (plan === undefined)
    for (const { select } of candidates) here.set(select, 'DuckDB prints no plan of the statement');
  else {
    // Those with keys first: what a statement of keys reads must stay rows.
    const order = [...candidates.entries()].sort(([, a], [, b]) => b.source.keyJoins.length - a.source.keyJoins.length);
    const needed = new Set<JsonObject>();
    for (const [index, counting] of order) {
      const placed = needed.has(counting.select)
        ? { why: 'other counts need its rows' }
        : await place(tree, counting, index, plan, wanted, sources);
      if ('why' in placed) {
        here.set(counting.select, placed.why);
        continue;
      }
      chosen.push({ counting, name: `g${index}`, ...placed });
      for (const node of placed.reads) needed.add(node);
    }
  }
  const counted =
    plan === undefined || chosen.length === 0
      ? undefined
      : withGroups(plan, chosen.map(replacementOf), wanted, sources.abilities);
  const rewritten = counted === undefined ? undefined : await rewrite(tree, chosen, sources);
  if (counted === undefined || rewritten === undefined) {
    for (const { counting } of chosen)
      here.set(counting.select, 'the statement cannot be rewritten to read its counts');
  }
  return {
    ...(counted === undefined || rewritten === undefined ? {} : { plan: { sql: rewritten, ...counted } }),
    here: await Promise.all(
      [...here].map(async ([select, why]) => ({
        select: await printSelect(select, sources),
        why: why.endsWith('.') ? why : `${why}.`,
      })),
    ),
  };
}

interface Chosen extends Placed {
  readonly counting: Counting;
  readonly name: string;
}

/** A SELECT that counts, and its scan. */
interface Placed {
  readonly at: number;
  readonly keys: Replacement['keys'];
  /** SELECTs that its statements of keys read. */
  readonly reads: readonly JsonObject[];
}

const replacementOf = ({ at, keys, name, counting: { groups, measures } }: Chosen): Replacement => ({
  at,
  keys,
  groups: { name, groups, measures },
});

function findCandidates(
  tree: Json,
  text: string,
  sources: GroupSources,
): { readonly candidates: readonly Counting[]; readonly notes: readonly (readonly [JsonObject, string])[] } {
  const tables = [...everyObject(tree)].filter(
    (part) => part['type'] === 'BASE_TABLE' && textOf(part['schema_name']) === '',
  );
  const names = {
    collection: sources.collection,
    fields: (collection: QualifiedName) => sources.abilities.fields(collection),
    reads: (table: string) =>
      tables.filter((part) => textOf(part['table_name']).toLowerCase() === table.toLowerCase()).length,
  };
  const candidates: Counting[] = [];
  const notes: (readonly [JsonObject, string])[] = [];
  const lower = text.toLowerCase();
  for (const select of everySelect(tree)) {
    const taken = new Set<string>();
    const name = (like: string): string => {
      for (let number = 0; ; number++) {
        const made = number === 0 ? `_${like}` : `_${like}_${number}`;
        const isTaken = taken.has(made.toLowerCase()) || lower.includes(JSON.stringify(made.toLowerCase()));
        if (isTaken) continue;
        taken.add(made.toLowerCase());
        return made;
      }
    };
    const counting = readCounting(select, names, sources.abilities, name);
    if (counting === undefined) continue;
    if ('why' in counting) notes.push([counting.select, counting.why]);
    else candidates.push(counting);
  }
  return { candidates, notes };
}

async function planMarked(
  tree: Json,
  candidates: readonly Counting[],
  { print, rowPlan, abilities }: GroupSources,
): Promise<QueryPlan | undefined> {
  const replace = new Map(
    candidates.map(({ source }, index) => [
      source.reader,
      (reader: JsonObject) => marked(reader, reader['where_clause'] ?? null, source.tableName, index),
    ]),
  );
  return rowPlan(await print(printTree(editTree(tree, { ...noEdits, replace }))), withMarks(abilities));
}

/** The scan of a SELECT that counts, and its keys; or why there is none. */
async function place(
  tree: Json,
  { source }: Counting,
  index: number,
  plan: QueryPlan,
  wanted: Wanted,
  sources: GroupSources,
): Promise<Placed | { readonly why: string }> {
  const scans = scansMarked(plan, index);
  const [found] = scans;
  if (found === undefined || scans.length > 1) return { why: 'its place in the plan is not found' };
  const { scan, at } = found;
  if (scan.window !== undefined) return { why: 'it needs some of the rows only' };
  if (filterMayFail(plan, scan)) return { why: 'a value that its filter asks for may fail to be computed' };
  if (!scan.exact) {
    const [leftover] = scan.leftovers;
    return { why: leftover === undefined ? 'its filter is not exact' : `${leftover.condition}: ${leftover.why}` };
  }
  if (source.keyJoins.length === 0) return { at, keys: [], reads: [] };
  const placed = await placeKeys(tree, source, index, { plan, at }, wanted, sources);
  return 'why' in placed ? placed : { at, ...placed };
}

/** The statement over the groups; undefined when DuckDB does not read back what it printed. */
async function rewrite(tree: Json, chosen: readonly Chosen[], sources: GroupSources): Promise<string | undefined> {
  const replace = new Map<JsonObject, (node: JsonObject) => JsonObject>();
  const remove = new Set(chosen.flatMap(({ counting }) => counting.source.commonTables));
  for (const { counting, name } of chosen) {
    const { select, source, aggregates, mayBeEmpty } = counting;
    replace.set(source.from, () => tableNode('_groups', name, source.qualifier));
    if (source.reader === select) replace.set(select, (edited) => ({ ...edited, where_clause: null }));
    for (const { call, columns, finish, distinct } of aggregates) {
      const counted = columns.map((column) => columnNode(column));
      if (!distinct) replace.set(call, () => ({ ...finish(counted, mayBeEmpty), alias: call['alias'] ?? '' }));
    }
  }
  const names = new Map<JsonObject, string>();
  for (const item of itemsToName(tree, replace)) names.set(item, await printItem(item, sources));
  const rewritten = editTree(tree, { replace, remove, names });
  const sql = await sources.print(printTree(rewritten));
  const again = readTree((await sources.tree(sql)) ?? 'null');
  return again !== undefined && shapeOf(again) === shapeOf(rewritten) ? sql : undefined;
}

/** A tree without what printing may change: places in the text, and numbers given to parameters. */
function shapeOf(tree: Json): string {
  return JSON.stringify(tree, (key, value: unknown) =>
    key === 'query_location' || key === 'named_param_map' ? undefined : value,
  );
}

const printSelect = (select: JsonObject, { print }: GroupSources): Promise<string> =>
  print(printTree(statementNode(select)));

/** The name that DuckDB gives to an item without one: its text. */
async function printItem(item: JsonObject, { print }: GroupSources): Promise<string> {
  const text = await print(printTree(statementNode(selectNode([item], { type: 'EMPTY', alias: '', sample: null }))));
  invariant(text.startsWith('SELECT '), 'a SELECT is printed with its first word');
  return text.slice('SELECT '.length);
}
