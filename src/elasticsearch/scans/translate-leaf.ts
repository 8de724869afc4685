import type { Json, JsonObject } from '../../base/json.ts';
import type { Leaf, TypedValue } from '../../plan/query-plan.ts';
import { allOf, asked, everything, noneOf, nothing, orIgnored, unknown, type Asked } from './asked.ts';
import { isOrder, type Bound, type OrderComparison } from './bound.ts';
import type { AskedField } from './find-field.ts';
import { elementOf, leafVerdict } from './leaf-verdict.ts';
import { floatBound, wholeBound } from './number-bounds.ts';
import { exists, textQuery } from './text-match.ts';
import { textBound } from './text-bounds.ts';
import { timeBound, timeRange } from './time-bounds.ts';
import { translateValues } from './translate-values.ts';

type Order = { readonly comparison: OrderComparison; readonly operand: TypedValue };

/** A question about a field as a query. What cannot be asked, or not with these values, brings everything. */
export function translateLeaf(field: AskedField | undefined, leaf: Leaf<TypedValue>): Asked {
  const verdict = leafVerdict(field, leaf);
  if (field === undefined || verdict.kind === 'here') return unknown;
  const found = translate(field, leaf);
  return verdict.kind === 'exact' ? found : { ...found, exact: false };
}

function translate(field: AskedField, leaf: Leaf<TypedValue>): Asked {
  switch (leaf.kind) {
    case 'presence':
      return presence(field, leaf.present);
    case 'compare': {
      const { comparison, operand } = leaf;
      if (operand.value === null) return nothing;
      if (isOrder(comparison)) return translateOrders(field, [{ comparison, operand }]);
      const equal = translateValues(field, [operand]);
      return comparison === '=' ? positive(field, equal.query, equal.mayBeIgnored) : negative(field, equal.query);
    }
    case 'in': {
      const operands = elementsOf(leaf.operands);
      const { query, mayBeIgnored } = translateValues(field, operands);
      if (!leaf.negated) return positive(field, query, mayBeIgnored);
      // SQL's own answer for no list, or for a null in it, is left to DuckDB.
      const plain = operands.length > 0 && leaf.operands.every(hasNoNull);
      const rest = operands.length === 0 ? everything : negative(field, query);
      return { ...rest, exact: rest.exact && plain };
    }
    case 'holds':
      return holds(field, leaf);
    case 'text': {
      const { value } = leaf.operand;
      if (value === null) return nothing;
      const found = textQuery(field.path, leaf.match, String(value));
      return leaf.negated ? negative(field, found) : positive(field, found, true);
    }
  }
}

/** Comparisons by order of one field, as one range where they fit. */
export function translateOrders(field: AskedField, orders: readonly Order[]): Asked {
  if (orders.some(({ operand }) => operand.value === null)) return nothing;
  const ranges: { limits: JsonObject; exact: boolean }[] = [];
  let exact = true;
  let none = false;
  for (const { comparison, operand } of orders) {
    const bound = boundOf(field, comparison, operand);
    if (bound === undefined) return unknown;
    exact &&= bound.exact;
    if (bound.kind === 'none') none = true;
    if (bound.kind !== 'part') continue;
    const last = ranges.at(-1);
    const side = Object.keys(bound.part)[0]!.slice(0, 1);
    if (last !== undefined && Object.keys(last.limits).every((name) => !name.startsWith(side)))
      last.limits = { ...last.limits, ...bound.part };
    else ranges.push({ limits: bound.part, exact: bound.exact });
  }
  const queries = ranges.map(({ limits }) => rangeQuery(field, limits));
  const found = none ? nothing : queries.length === 0 ? exists(field.path) : allOf(queries);
  return positive(field, { ...found, exact }, true);
}

function boundOf(field: AskedField, comparison: OrderComparison, operand: TypedValue): Bound | undefined {
  const { indexed, type } = field;
  switch (indexed.kind) {
    case 'whole':
      return wholeBound(indexed, comparison, operand);
    case 'floating':
    case 'scaled':
      return floatBound(indexed, type, comparison, operand);
    case 'date':
      return timeBound(indexed.nanos, type, comparison, operand);
    case 'keyword':
    case 'text':
    case 'boolean':
      return textBound(comparison, operand);
    case 'object':
    case 'unindexed':
      return undefined;
  }
}

export function rangeQuery({ indexed, path }: AskedField, limits: JsonObject): Asked {
  const range: Json = indexed.kind === 'date' ? timeRange(indexed.nanos, limits) : limits;
  return asked({ range: { [path]: range } });
}

/** With the documents whose value is not indexed, when it may be what is asked for. */
function positive(field: AskedField, found: Asked, mayBeIgnored: boolean): Asked {
  return mayBeIgnored && field.mayIgnore ? orIgnored(found, field.path) : found;
}

/** Documents that have a value, but none of these. */
function negative(field: AskedField, found: Asked): Asked {
  if (field.id) return noneOf(found);
  const present = positive(field, exists(field.path), true);
  const rest = noneOf(found);
  const { query } = rest;
  // One `bool` reads better than two inside each other.
  return 'bool' in query
    ? {
        query: { bool: { filter: [present.query], ...(query['bool'] as JsonObject) } },
        exact: true,
        ignored: present.ignored,
      }
    : allOf([present, rest]);
}

function presence(field: AskedField, present: boolean): Asked {
  if (field.id) return present ? everything : nothing;
  // A value that is not indexed is a value, so such documents do not make it inexact.
  const queries: readonly JsonObject[] = [{ exists: { field: field.path } }, { term: { _ignored: field.path } }];
  return asked({ bool: { [present ? 'should' : 'must_not']: queries } });
}

function holds(field: AskedField, leaf: Extract<Leaf<TypedValue>, { readonly kind: 'holds' }>): Asked {
  const operands = elementsOf(leaf.operands);
  // What DuckDB makes of a null among the wanted is left to it; fewer questions never lose a document.
  const plain = operands.length > 0 && leaf.operands.every(hasNoNull);
  if (leaf.quantity === 'any') {
    if (!plain) return { ...unknown };
    const { query, mayBeIgnored } = translateValues(field, operands);
    // A missing list and an empty one look alike, and only the latter holds none of them.
    return leaf.negated ? { ...noneOf(query), exact: false } : positive(field, query, mayBeIgnored);
  }
  const parts = operands.map((operand) => {
    const { query, mayBeIgnored } = translateValues(field, [operand]);
    return positive(field, query, mayBeIgnored);
  });
  if (!leaf.negated) return plain ? allOf(parts) : { ...allOf(parts), exact: false };
  const certain = operands.map((operand) => translateValues(field, [operand]).query);
  return plain && certain.every((query) => query.exact) ? { ...noneOf(allOf(certain)), exact: false } : unknown;
}

const hasNoNull = ({ value }: TypedValue): boolean =>
  value !== null && !(Array.isArray(value) && (value as readonly unknown[]).includes(null));

/** The operands, lists as their elements, without nulls. */
function elementsOf(operands: readonly TypedValue[]): readonly TypedValue[] {
  return operands.flatMap((operand): readonly TypedValue[] => {
    if (operand.type.kind !== 'list') return operand.value === null ? [] : [operand];
    const type = elementOf(operand.type);
    const elements = Array.isArray(operand.value) ? (operand.value as readonly TypedValue['value'][]) : [];
    return elements.filter((value) => value !== null).map((value) => ({ type, value }));
  });
}
