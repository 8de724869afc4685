import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Abilities } from '../abilities.ts';
import type { GroupKey, Measure } from '../query-plan.ts';
import { everyObject, listOf, objectsOf, textOf } from '../tree.ts';
import { aggregateNames, type Aggregate } from './aggregates.ts';
import type { Cut } from './cuts.ts';
import type { Output } from './outputs.ts';
import type { ScopedSelect } from './scope.ts';
import { readSource, type Names, type Source } from './source.ts';
import { readUses } from './uses.ts';

/** A SELECT whose groups can be counted where the documents are, as far as its text tells. */
export interface Counting {
  readonly select: JsonObject;
  readonly source: Source;
  readonly groups: readonly GroupKey[];
  readonly measures: readonly Measure[];
  readonly aggregates: readonly NamedAggregate[];
  /** Without GROUP BY there is a row even when there are no documents. */
  readonly mayBeEmpty: boolean;
}

/** An aggregate and the columns that its measures have in the rewritten statement. */
export interface NamedAggregate extends Aggregate {
  readonly columns: readonly string[];
}

/** A SELECT with groups that must be counted here: a sentence says why. */
export interface NotCounting {
  readonly select: JsonObject;
  readonly why: string;
}

/**
 * Reads `SELECT f, count(*) FROM c WHERE … GROUP BY f`, also without GROUP BY, and `SELECT DISTINCT f`. Undefined for a SELECT without groups
 * or without a collection below it. `name` makes names that nothing else has.
 */
export function readCounting(
  { node, scope }: ScopedSelect,
  names: Names,
  abilities: Abilities,
  name: (like: string) => string,
): Counting | NotCounting | undefined {
  const distinct = objectsOf(node['modifiers']).filter((modifier) => modifier['type'] === 'DISTINCT_MODIFIER');
  const hasGroups = listOf(node['group_expressions']).length > 0 || node['aggregate_handling'] === 'FORCE_AGGREGATES';
  const isGrouping = hasGroups || distinct.length > 0;
  const from = node['from_table'];
  if (!isJsonObject(from) || !(isGrouping || callsAggregate(node))) return undefined;
  const not = (why: string): NotCounting => ({ select: node, why });

  const whole = readSource(from, node, scope, names);
  const isKept = from['type'] === 'JOIN' && /^(SEMI|ANTI)$/.test(textOf(from['join_type'])) && !('source' in whole);
  const found = isKept ? readSource(from['left'] ?? null, node, scope, names) : whole;
  if (!('source' in found)) return found.why === undefined ? undefined : not(found.why);
  const { source } = found;

  const where = source.reader === node ? [] : [node['where_clause'] ?? null];
  const join = isKept ? [from['condition'] ?? null, usingColumns(from)] : [];
  const uses = readUses(node, source, [...where, ...join]);
  // The aggregates were those of a subquery.
  if (!('why' in uses) && uses.aggregates.length === 0 && !isGrouping) return undefined;
  const why = 'why' in uses ? uses.why : whyNotSelect(node, distinct);
  if ('why' in uses || why !== undefined) return not(why!);

  const keys = new Map(uses.keys);
  for (const output of source.outputs.values()) if (output?.unnested === true) keys.set(output, 'whole');
  if (keys.size === 0 && isGrouping) return not('it groups by no field');
  const groups = [...keys].map(([output, cut]) => groupOf(output, cut));
  const { measures, aggregates } = nameMeasures(uses.aggregates, name);
  const whyUnable =
    [...keys].map(whyNotGroup).find((one) => one !== undefined) ?? ask(source, groups, measures, abilities);
  if (whyUnable !== undefined) return not(whyUnable);
  return { select: node, source, groups, measures, aggregates, mayBeEmpty: !hasGroups };
}

const callsAggregate = (select: JsonObject): boolean =>
  [...everyObject([select['select_list'] ?? null, select['having'] ?? null])].some(
    (part) => part['class'] === 'FUNCTION' && aggregateNames.has(textOf(part['function_name'])),
  );

const usingColumns = (join: JsonObject): Json =>
  listOf(join['using_columns']).map((name) => ({
    class: 'COLUMN_REF',
    type: 'COLUMN_REF',
    alias: '',
    column_names: [name],
  }));

function whyNotSelect(select: JsonObject, distinct: readonly JsonObject[]): string | undefined {
  if (listOf(select['group_sets']).length > 1) return 'it has grouping sets';
  if (select['sample'] != null) return 'it takes a sample';
  if (select['qualify'] != null) return 'it has a QUALIFY';
  const isOn = distinct.some((modifier) => listOf(modifier['distinct_on_targets']).length > 0);
  return isOn ? 'it has a DISTINCT ON' : undefined;
}

const groupOf = (output: Output, cut: Cut): GroupKey => ({
  field: [output.field],
  ...(cut === 'whole' ? {} : { cut }),
  unnested: output.unnested,
  name: output.name,
  type: output.type,
});

const groupable: ReadonlySet<string> = new Set(
  'boolean integer bigint hugeint varchar uuid date time timestamp timestamptz'.split(' '),
);

function whyNotGroup([{ name, field, type }, cut]: readonly [Output, Cut]): string | undefined {
  if (!groupable.has(type.kind)) return `${name} is a ${type.kind}, which makes no groups there`;
  const isMoment = cut === 'whole' && (type.kind === 'timestamp' || type.kind === 'timestamptz');
  return field === '_id' || isMoment ? `${name} makes about as many groups as there are documents` : undefined;
}

function ask(
  { collection }: Source,
  groups: readonly GroupKey[],
  measures: readonly Measure[],
  abilities: Abilities,
): string | undefined {
  for (const verdict of [
    ...groups.map((group) => abilities.group(collection, group)),
    ...measures.map((measure) => abilities.measure(collection, measure)),
  ]) {
    if (verdict.kind !== 'exact') return verdict.why;
  }
  return undefined;
}

/** A column for each thing to be measured; what two aggregates need is measured once. */
function nameMeasures(
  aggregates: readonly Aggregate[],
  name: (like: string) => string,
): { readonly measures: readonly Measure[]; readonly aggregates: readonly NamedAggregate[] } {
  const measures = new Map<string, Measure>();
  const named = aggregates.map((aggregate) => {
    const columns = aggregate.measures.map(({ measure, type, output }) => {
      const key = output === undefined ? measure : `${measure}_${output.field}`;
      const known = measures.get(key) ?? {
        measure,
        ...(output === undefined ? {} : { field: [output.field] as const }),
        name: name(key),
        type,
      };
      measures.set(key, known);
      return known.name;
    });
    return { ...aggregate, columns };
  });
  return { measures: [...measures.values()], aggregates: named };
}
