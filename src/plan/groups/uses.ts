import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { DateUnit } from '../query-plan.ts';
import { everyObject, listOf, objectsOf, textOf } from '../tree.ts';
import { aggregateNames, readAggregate, type Aggregate } from './aggregates.ts';
import { cutOf, type Cut } from './cuts.ts';
import { outputOf, type Output, type Side } from './outputs.ts';
import { scalarFunctions } from './scalar-functions.ts';

/** What the counting SELECT asks of its FROM. */
export interface Uses {
  /** Fields outside of aggregates, and those counted DISTINCT: whatever is computed of them is the same for all documents of a group. */
  readonly keys: ReadonlyMap<Output, Cut>;
  readonly aggregates: readonly Aggregate[];
}

const transparent = new Set([
  'CONSTANT',
  'PARAMETER',
  'CAST',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'CASE',
  'BETWEEN',
]);

/** Reads the parts of a SELECT that stand after grouping; a sentence when one is not understood. */
export function readUses(select: JsonObject, side: Side, conditions: readonly Json[]): Uses | { readonly why: string } {
  const keys = new Map<Output, Cut>();
  const aggregates: Aggregate[] = [];
  const items = objectsOf(select['select_list']);
  const aliases = new Map(items.map((item) => [textOf(item['alias']).toLowerCase(), item]));
  aliases.delete('');

  const use = (output: Output, cut: Cut): undefined => {
    const known = keys.get(output);
    keys.set(output, known === undefined ? cut : finest(known, cut));
    return undefined;
  };
  /** The first thing that is not understood. */
  const read = (part: Json): string | undefined => {
    if (Array.isArray(part)) return firstOf(part as readonly Json[], read);
    if (!isJsonObject(part)) return undefined;
    if (part['class'] === undefined) return firstOf(Object.values(part), read);
    const output = outputOf(part, side);
    if (output !== undefined) {
      use(output, 'whole');
      return;
    }
    if (part['class'] === 'COLUMN_REF') return readAlias(part);
    const cut = cutOf(part, side);
    if (cut !== undefined) {
      use(cut.output, cut.cut);
      return;
    }
    const name = textOf(part['function_name']);
    if (part['class'] === 'FUNCTION' && aggregateNames.has(name)) return readCall(part);
    if (part['class'] === 'FUNCTION' && !scalarFunctions.has(name)) return `${name}(…) is not counted there`;
    if (part['class'] === 'FUNCTION') return firstOf(listOf(part['children']), read);
    if (part['class'] === 'SUBQUERY') return read(part['child'] ?? null) ?? readInner(part['subquery'] ?? null);
    if (!transparent.has(textOf(part['class']))) return `it holds a ${textOf(part['class']).toLowerCase()}`;
    return firstOf(
      Object.entries(part).flatMap(([key, child]) => (key === 'value' || key === 'cast_type' ? [] : [child])),
      read,
    );
  };
  /** Another query sees our columns where it has none of that name: whatever might be meant is a group. */
  const readInner = (query: Json): string | undefined => {
    for (const part of everyObject(query)) {
      const output = outputOf(part, side);
      if (output !== undefined) use(output, 'whole');
    }
    return undefined;
  };
  const readAlias = (column: JsonObject): string | undefined => {
    const names = listOf(column['column_names']).map(textOf);
    if (names.length === 1 && aliases.has(names[0]!.toLowerCase())) return undefined;
    return `"${names.join('.')}" is no field of the collection`;
  };
  const readCall = (call: JsonObject): string | undefined => {
    const aggregate = readAggregate(call, side);
    if ('why' in aggregate) return aggregate.why;
    const name = aggregate.output?.name.toLowerCase() ?? '';
    const alias = aliases.get(name);
    if (alias !== undefined && outputOf(alias, side) !== aggregate.output) return `"${name}" is a field and an alias`;
    if (aggregate.distinct) use(aggregate.output!, 'whole');
    aggregates.push(aggregate);
    return undefined;
  };

  const parts = [select['select_list'], select['group_expressions'], select['having'], select['modifiers'], conditions];
  const why = firstOf(parts as readonly Json[], read);
  return why === undefined ? { keys, aggregates } : { why };
}

function firstOf(parts: readonly Json[], read: (part: Json) => string | undefined): string | undefined {
  for (const part of parts) {
    const why = read(part);
    if (why !== undefined) return why;
  }
  return undefined;
}

const units: readonly DateUnit[] = ['year', 'quarter', 'month', 'day', 'hour', 'minute', 'second'];

/** The coarsest cut from which both can be computed: weeks do not lie inside months. */
function finest(one: Cut, two: Cut): Cut {
  if (one === two) return one;
  if (one === 'whole' || two === 'whole') return 'whole';
  const asDays = (unit: DateUnit): number => units.indexOf(unit === 'week' ? 'day' : unit);
  return units[Math.max(asDays(one), asDays(two))]!;
}
