import type { ErrorCodeName } from '../base/error-codes.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { defaultWorkspace, printQualified, type QualifiedName } from '../base/name.ts';
import { didYouMean } from '../base/suggest.ts';
import { boundedFunctions, macroNames } from '../sql/function-macros.ts';
import { pureFunctions, tableFunctions } from '../sql/pure-functions.ts';
import { everyObject, listOf, locationOf, objectsOf, textOf } from './tree.ts';

/** Why a statement may not run, and where: a byte offset into the text that DuckDB was given. */
export interface Refusal {
  readonly code: ErrorCodeName;
  readonly message: string;
  readonly hint?: string;
  readonly errorId?: string;
  readonly location?: number;
}

/** What a statement is judged by. */
export interface AllowedFacts {
  /** The collection that DuckDB finds under these names, in any case; an empty schema is the default workspace. */
  readonly resolve: (schema: string, table: string) => QualifiedName | undefined;
  readonly collections: readonly QualifiedName[];
  /** All functions of the engine, lower case: a name outside is a slip, not a crime. */
  readonly engineFunctions: ReadonlySet<string>;
  readonly parameters: readonly string[];
  /** A name as the author wrote it, from its location. */
  readonly spelling: (name: string, location: number | undefined) => string;
}

export type Judgement =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'allowed'; readonly node: JsonObject; readonly reads: readonly QualifiedName[] };

/** Everything in a statement's tree that has a `type` and is no expression. What is not here is refused. */
const knownParts = new Set(
  `SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY EXPRESSION_LIST PIVOT
  ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING`.split(
    /\s+/,
  ),
);

const refused = (code: ErrorCodeName, message: string, more: Omit<Refusal, 'code' | 'message'> = {}): Judgement => ({
  kind: 'refused',
  refusal: { code, message, ...more },
});

/**
 * Judges a parsed statement (`json_serialize_sql`): exactly one SELECT, pure functions, tables that are collections or CTEs in scope,
 * parameters that are known. Everything is an allow-list. The tree shows calls that the optimiser folds away; `allowed-plan.ts` judges
 * what binding adds.
 */
export function judgeTree(tree: Json, facts: AllowedFacts): Judgement {
  const statements = isJsonObject(tree) ? objectsOf(tree['statements']) : [];
  const node = statements[0]?.['node'];
  if (statements.length !== 1 || !isJsonObject(node)) {
    const many =
      statements.length === 0 ? 'The text holds no statement.' : `The text holds ${statements.length} statements.`;
    return refused('SQL_STATEMENT_COUNT', many);
  }
  for (const part of everyObject(node)) {
    const refusal = judgePart(part, facts);
    if (refusal !== undefined) return { kind: 'refused', refusal: { ...refusal, ...placed(part) } };
  }
  const reads = new Map<string, QualifiedName>();
  const refusal = judgeTables(node, new Set(), facts, reads);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  return { kind: 'allowed', node, reads: [...reads.values()] };
}

function placed(part: JsonObject): { readonly location?: number } {
  const location = locationOf(part);
  return location === undefined ? {} : { location };
}

function judgePart(part: JsonObject, facts: AllowedFacts): Refusal | undefined {
  const kind = textOf(part['class']);
  if (kind === 'FUNCTION' || kind === 'WINDOW') return judgeFunction(part, facts);
  if (kind === 'PARAMETER') return judgeParameter(part, facts);
  if (kind !== '') return undefined;
  const type = textOf(part['type']);
  if (type === 'SHOW_REF') return notAllowed('DESCRIBE, SHOW and SUMMARIZE are not allowed.');
  if (type === 'BASE_TABLE' && part['at_clause'] != null) return notAllowed('AT (VERSION …) is not allowed.');
  if (type === 'TABLE_FUNCTION') return judgeTableFunction(part, facts);
  if (type === '' || knownParts.has(type) || type.endsWith('_TYPE_INFO') || isType(part)) return undefined;
  return notAllowed(`${type} is not allowed.`);
}

const notAllowed = (message: string): Refusal => ({ code: 'SQL_NOT_ALLOWED', message });

/** A value's type is an object with `id`; an extra type info has a `type` text of its own and an `alias`. */
const isType = (part: JsonObject): boolean => 'extension_info' in part;

function judgeFunction(part: JsonObject, facts: AllowedFacts): Refusal | undefined {
  const name = textOf(part['function_name']).toLowerCase();
  if (textOf(part['schema']) !== '' && boundedFunctions.has(name)) {
    return { ...notAllowed(`The function "${name}" is called by its bare name.`), hint: `Write ${name}(…).` };
  }
  // Whatever stands before it, `main.upper(x)` or `x.upper()`: nobody can make functions, so the name alone decides.
  if (pureFunctions.has(name) || macroNames.has(name) || tableFunctions.has(name)) return undefined;
  // A window's own functions, such as row_number, have no name when their type says it.
  if (name === '' && textOf(part['class']) === 'WINDOW') return undefined;
  return refuseFunction(name, locationOf(part), facts);
}

function refuseFunction(name: string, location: number | undefined, facts: AllowedFacts): Refusal {
  if (facts.engineFunctions.has(name)) {
    return {
      code: 'SQL_NOT_ALLOWED',
      message: `The function "${name}" is not allowed.`,
      hint: 'A statement may call functions that depend on their arguments only.',
    };
  }
  // The words and the id of Rockset's service.
  const near = didYouMean(name, [...pureFunctions, ...macroNames]).trim();
  return {
    code: 'SQL_BIND',
    message: `Function \`${facts.spelling(name, location)}\` not found.`,
    errorId: 'function_not_found',
    ...(near === '' ? {} : { hint: near }),
  };
}

function judgeTableFunction(part: JsonObject, facts: AllowedFacts): Refusal | undefined {
  const call = isJsonObject(part['function']) ? part['function'] : {};
  const name = textOf(call['function_name']).toLowerCase();
  if (tableFunctions.has(name)) return undefined;
  if (!facts.engineFunctions.has(name)) return refuseFunction(name, locationOf(part), facts);
  const known = [...tableFunctions].join(', ');
  return {
    ...notAllowed(`The table function "${name}" is not allowed.`),
    hint: `FROM takes collections, subqueries and ${known}.`,
  };
}

function judgeParameter(part: JsonObject, facts: AllowedFacts): Refusal | undefined {
  const name = textOf(part['identifier']).toLowerCase();
  if (facts.parameters.some((one) => one.toLowerCase() === name)) return undefined;
  return { ...notAllowed('A parameter has no name.'), hint: 'Write parameters as :name.' };
}

/**
 * Finds the tables with the scopes of CTEs: a CTE sees those before it, itself only when it is recursive, and hides a collection of its
 * name for the query that it belongs to. Adds the collections to `reads`; returns the first table that is neither.
 */
function judgeTables(
  tree: Json,
  scope: ReadonlySet<string>,
  facts: AllowedFacts,
  reads: Map<string, QualifiedName>,
): Refusal | undefined {
  if (Array.isArray(tree)) {
    for (const child of tree as readonly Json[]) {
      const refusal = judgeTables(child, scope, facts, reads);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
  if (!isJsonObject(tree)) return undefined;
  if (tree['type'] === 'BASE_TABLE' && tree['class'] === undefined) {
    const refusal = judgeTable(tree, scope, facts, reads);
    if (refusal !== undefined) return refusal;
  }
  let inner = scope;
  const commonTables = isJsonObject(tree['cte_map']) ? objectsOf(tree['cte_map']['map']) : [];
  for (const entry of commonTables) {
    const name = textOf(entry['key']).toLowerCase();
    const own = isRecursive(entry) ? new Set([...inner, name]) : without(inner, name, scope);
    const refusal = judgeTables(entry['value'] ?? null, own, facts, reads);
    if (refusal !== undefined) return refusal;
    inner = new Set([...inner, name]);
  }
  for (const [key, child] of Object.entries(tree)) {
    if (key === 'cte_map') continue;
    const refusal = judgeTables(child, inner, facts, reads);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Inside a CTE that is not recursive its own name means what it meant outside. */
function without(inner: ReadonlySet<string>, name: string, outer: ReadonlySet<string>): ReadonlySet<string> {
  return outer.has(name) ? inner : new Set([...inner].filter((one) => one !== name));
}

function isRecursive(entry: JsonObject): boolean {
  const query = isJsonObject(entry['value']) ? entry['value']['query'] : undefined;
  const node = isJsonObject(query) ? query['node'] : undefined;
  return isJsonObject(node) && node['type'] === 'RECURSIVE_CTE_NODE';
}

function judgeTable(
  part: JsonObject,
  scope: ReadonlySet<string>,
  facts: AllowedFacts,
  reads: Map<string, QualifiedName>,
): Refusal | undefined {
  const [catalog, schema, table] = ['catalog_name', 'schema_name', 'table_name'].map((key) => textOf(part[key]));
  if (catalog === '' && schema === '' && scope.has(table!.toLowerCase())) return undefined;
  if (catalog !== '') {
    return {
      ...notAllowed(`The name "${catalog}.${schema}.${table}" has three parts.`),
      hint: `A collection is workspace.name; quote a workspace with dots: "${catalog}.${schema}".${table}`,
      ...placed(part),
    };
  }
  const collection = facts.resolve(schema!, table!);
  if (collection !== undefined) {
    reads.set(printQualified(collection), collection);
    return undefined;
  }
  const workspace = schema === '' ? defaultWorkspace : schema!;
  const names = facts.collections.filter((one) => one.workspace === workspace).map((one) => one.name);
  const near = didYouMean(table!, [...names, ...scope]).trim();
  return {
    code: 'COLLECTION_NOT_FOUND',
    message: `Collection "${table}" does not exist in workspace "${workspace}".`,
    ...(near === '' ? {} : { hint: near }),
    ...placed(part),
  };
}

/** Names of columns that call a function without brackets. Binding would show it; where there is no bound plan, they are refused. */
const bareFunctions =
  /^(current_(user|role|schema|catalog|database|setting|query|connection_id|transaction_id)|session_user|user|txid_current)$/i;

/** The refusal of a statement whose plan DuckDB cannot print, when its tree may hide a call that only binding would show. */
export function judgeUnplanned(node: JsonObject): Refusal | undefined {
  for (const part of everyObject(node)) {
    const names = part['class'] === 'COLUMN_REF' ? listOf(part['column_names']).map(textOf) : [];
    if (names.length === 1 && bareFunctions.test(names[0]!)) {
      return { ...notAllowed(`The function "${names[0]}" is not allowed.`), ...placed(part) };
    }
  }
  return undefined;
}
