import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { everyObject, locationOf, textOf } from '../plan/tree.ts';

/** What a transformation may not do, in words, and where (UTF-8 bytes into its text), when known. */
export interface RowWiseProblem {
  readonly message: string;
  readonly location?: number;
  readonly hint?: string;
}

/** Names of the engine's functions, lower case; a transformation calls neither aggregates nor what is not pure. */
export interface FunctionNames {
  readonly all: ReadonlySet<string>;
  readonly aggregates: ReadonlySet<string>;
  readonly impure: ReadonlySet<string>;
}

/** Words without brackets that are the clock where no column has their name. */
const clockWords = new Set(['current_date', 'current_timestamp', 'current_time', 'localtime', 'localtimestamp']);
const clockCalls = new Set(['now', 'get_current_timestamp', 'transaction_timestamp', 'today', 'current_date']);
const clockHint = 'For the time at which the record arrived write now(), CURRENT_TIMESTAMP or CURRENT_DATE.';

const rowTableFunctions = new Set(['unnest', 'generate_series', 'range']);

/**
 * The first reason why a statement's tree (`json_serialize_sql`) is no transformation of one record at a time. Allowed are projections,
 * filters, UNNEST, UNION ALL and CTEs over `_input`, whose `columns` are lower case, with pure functions. Otherwise a replay in other
 * batches would write other documents.
 */
export function checkRowWise(
  tree: Json,
  functions: FunctionNames,
  columns: ReadonlySet<string>,
): RowWiseProblem | undefined {
  const commonTables = new Set(['_input']);
  for (const node of everyObject(tree)) for (const name of cteNames(node)) commonTables.add(name.toLowerCase());
  for (const node of everyObject(tree)) {
    const clock = clockOf(node, columns);
    const message = clock === undefined ? problemOf(node, functions, commonTables) : impureProblem(clock);
    if (message === undefined) continue;
    const location = locationOf(node);
    return {
      message,
      ...(location === undefined ? {} : { location }),
      ...(clock === undefined ? {} : { hint: clockHint }),
    };
  }
  return undefined;
}

function problemOf(node: JsonObject, functions: FunctionNames, tables: ReadonlySet<string>): string | undefined {
  switch (node['type']) {
    case 'SELECT_NODE':
      if (!isEmpty(node['group_expressions']) || node['aggregate_handling'] === 'FORCE_AGGREGATES')
        return only('GROUP BY');
      if (node['having'] != null) return only('HAVING');
      if (node['qualify'] != null) return only('QUALIFY');
      if (node['sample'] != null) return only('USING SAMPLE');
      return modifierProblem(node['modifiers']);
    case 'SET_OPERATION_NODE':
      if (node['setop_type'] !== 'UNION' || node['setop_all'] !== true)
        return only('UNION, EXCEPT and INTERSECT (UNION ALL may)');
      return modifierProblem(node['modifiers']);
    case 'RECURSIVE_CTE_NODE':
      return only('WITH RECURSIVE');
    case 'BASE_TABLE':
      if (node['schema_name'] === '' && tables.has(textOf(node['table_name']).toLowerCase())) return undefined;
      return `A transformation reads "_input" only, not "${textOf(node['table_name'])}".`;
    case 'JOIN':
      return isJsonObject(node['right']) && node['right']['type'] === 'TABLE_FUNCTION'
        ? undefined
        : only('joins, except with UNNEST');
    case 'TABLE_FUNCTION': {
      const call = node['function'];
      const name = isJsonObject(call) ? textOf(call['function_name']).toLowerCase() : '';
      return rowTableFunctions.has(name)
        ? undefined
        : `The table function "${name}" is not allowed in a transformation.`;
    }
    case 'FUNCTION':
      return functionProblem(textOf(node['function_name']).toLowerCase(), functions);
    default:
      return node['class'] === 'WINDOW' ? only('window functions') : undefined;
  }
}

function functionProblem(name: string, { aggregates, impure }: FunctionNames): string | undefined {
  if (aggregates.has(name)) return only(`aggregates such as ${name}(…)`);
  return impure.has(name) ? impureProblem(`function "${name}"`) : undefined;
}

const impureProblem = (what: string): string =>
  `The ${what} is not allowed in a transformation: it gives another result when a record is read again.`;

/** The clock that a node reads without being known for it: a word without brackets, or age() of one time, which counts from today. */
function clockOf(node: JsonObject, columns: ReadonlySet<string>): string | undefined {
  if (node['type'] === 'FUNCTION') {
    const name = textOf(node['function_name']).toLowerCase();
    if (clockCalls.has(name)) return `function "${name}"`;
    const isAge = name === 'age' && Array.isArray(node['children']) && node['children'].length === 1;
    return isAge ? 'function "age" of one time' : undefined;
  }
  const names = node['type'] === 'COLUMN_REF' ? (node['column_names'] as readonly Json[]) : [];
  if (names.length !== 1) return undefined;
  const word = textOf(names[0]).toLowerCase();
  return clockWords.has(word) && !columns.has(word) ? `word "${word}"` : undefined;
}

function modifierProblem(modifiers: Json | undefined): string | undefined {
  const types = Array.isArray(modifiers) ? modifiers.map((one: Json) => (isJsonObject(one) ? one['type'] : '')) : [];
  if (types.includes('LIMIT_MODIFIER') || types.includes('LIMIT_PERCENT_MODIFIER')) return only('LIMIT');
  if (types.includes('ORDER_MODIFIER')) return only('ORDER BY');
  return types.includes('DISTINCT_MODIFIER') ? only('DISTINCT') : undefined;
}

const only = (what: string): string => `A transformation sees one record at a time, so it cannot have ${what}.`;
const isEmpty = (value: Json | undefined): boolean => !Array.isArray(value) || value.length === 0;

function cteNames(node: JsonObject): string[] {
  const map = isJsonObject(node['cte_map']) ? node['cte_map']['map'] : undefined;
  return Array.isArray(map) ? map.map((entry: Json) => (isJsonObject(entry) ? textOf(entry['key']) : '')) : [];
}
