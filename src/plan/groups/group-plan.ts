import { invariant } from '../../base/assert.ts';
import type { Abilities } from '../abilities.ts';
import type { FieldPath, GroupScan, KeyFilter, QueryPlan, Scan } from '../query-plan.ts';
import { unmarked } from './marks.ts';

/** A scan of the row plan that becomes one of groups. */
export interface Replacement {
  readonly at: number;
  readonly groups: Pick<GroupScan, 'name' | 'groups' | 'measures'>;
  /** What its semi-joins became; they stand for the keys that the row plan sends for them. */
  readonly keys: readonly KeyFilter[];
}

/** What statements of keys need of scans, by their places: fields beside their own, and no other keys than these. */
export type Wanted = Map<number, { readonly fields: readonly string[]; readonly keys: readonly KeyFilter[] }>;

/** The row plan with some of its scans counting groups instead; undefined when they would wait for each other. */
export function withGroups(
  plan: QueryPlan,
  replacements: readonly Replacement[],
  wanted: Wanted,
  abilities: Abilities,
): Omit<QueryPlan, 'sql'> | undefined {
  const replaced = new Map(replacements.map((replacement) => [replacement.at, replacement]));
  const scans = plan.scans.map((scan, at): Scan => {
    invariant(scan.kind === 'rows', 'a row plan reads rows');
    const keys = (wanted.get(at)?.keys ?? scan.keys).flatMap((key) => keyOverGroups(key, replaced));
    const replacement = replaced.get(at);
    if (replacement === undefined) {
      const read = new Set([...scan.fields, ...(wanted.get(at)?.fields ?? [])]);
      const all = abilities.fields(scan.collection).flatMap(({ name }) => (read.has(name) ? [name] : []));
      return { ...scan, filter: unmarked(scan.filter), keys, fields: all };
    }
    const isOwn = (key: KeyFilter): boolean =>
      replacement.keys.some((own) => own.match === key.match && own.field[0] === key.field[0]);
    const others = keys.filter((key) => !isOwn(key));
    return {
      kind: 'groups',
      collection: scan.collection,
      ...replacement.groups,
      filter: unmarked(scan.filter),
      exact: true,
      keys: [...replacement.keys, ...others],
      leftovers: [],
    };
  });
  const { givens } = plan;
  const stages = stagesOf(scans);
  return stages === undefined ? undefined : { ...(givens === undefined ? {} : { givens }), scans, stages };
}

/** A key that was a field of rows is a group, or their greatest or least value, of what is counted instead; else it cannot be sent. */
function keyOverGroups(key: KeyFilter, replaced: ReadonlyMap<number, Replacement>): readonly KeyFilter[] {
  const { source } = key;
  const replacement = source.kind === 'scan' ? replaced.get(source.scan) : undefined;
  if (source.kind !== 'scan' || replacement === undefined) return [key];
  const { groups, measures } = replacement.groups;
  const isField = (field: FieldPath | undefined): boolean => field?.join('\0') === source.field.join('\0');
  const group = groups.find((one) => isField(one.field) && one.unnested === source.unnested && one.cut === undefined);
  const of = typeof key.match === 'string' ? undefined : key.match.of;
  const column = group ?? measures.find(({ measure, field }) => measure === of && isField(field));
  return column === undefined ? [] : [{ ...key, source: { ...source, field: [column.name], unnested: false } }];
}

/** Each scan as early as what it needs allows; undefined when two wait for each other. */
function stagesOf(scans: readonly Scan[]): QueryPlan['stages'] | undefined {
  const stages: number[][] = [];
  const placed = new Set<number>();
  while (placed.size < scans.length) {
    const stage = [...scans.keys()].filter(
      (at) => !placed.has(at) && scans[at]!.keys.flatMap(sourcesOf).every((source) => placed.has(source)),
    );
    if (stage.length === 0) return undefined;
    for (const at of stage) placed.add(at);
    stages.push(stage);
  }
  return stages;
}

const sourcesOf = ({ source }: KeyFilter): readonly number[] => (source.kind === 'scan' ? [source.scan] : source.scans);
