import type { Json, JsonObject } from '../../base/json.ts';
import type { TypedValue } from '../../plan/query-plan.ts';
import { anyOf, asked, nothing, unknown, type Asked } from './asked.ts';
import type { AskedField } from './find-field.ts';
import { floatEqual, wholeEqual, type EqualValues } from './number-bounds.ts';
import { fitsIndex, termOf } from './text-bounds.ts';
import { isFar, timeEqual, timeRange } from './time-bounds.ts';

/** `index.max_terms_count` of an index that nobody changed. */
const mostTerms = 65_536;
/** An `ids` query takes as many as `index.max_result_window`; `terms` on `_id`, which finds the same, does not look at that. */
const mostIds = 10_000;
/** Each time is a range of its own, and counts for `max_clause_count`. */
const mostTimes = 256;
const longestIdBytes = 512;

export interface FoundValues {
  /** Documents with an indexed value that equals one of the operands. */
  readonly query: Asked;
  /** A value that is not indexed may equal one of them. */
  readonly mayBeIgnored: boolean;
}

/** The question whether the field equals one of the values, none of which is null. */
export function translateValues(field: AskedField, operands: readonly TypedValue[]): FoundValues {
  if (field.indexed.kind === 'date' && !field.id) return times(field, field.indexed.nanos, operands);
  const values = new Set<Json>();
  let exact = true;
  let mayBeIgnored = false;
  for (const operand of operands) {
    const equal = equalValues(field, operand);
    if (equal === undefined) return { query: unknown, mayBeIgnored: false };
    exact &&= equal.exact;
    if (equal.values.length === 0) mayBeIgnored = true;
    for (const value of equal.values) values.add(value);
  }
  const query = terms(field, [...values]);
  return { query: { ...query, exact: exact && query.exact }, mayBeIgnored };
}

function terms(field: AskedField, values: readonly Json[]): Asked {
  if (values.length === 0) return nothing;
  const name = field.id ? '_id' : field.path;
  if (field.id && values.length <= mostIds) return asked({ ids: { values } });
  if (values.length === 1) return asked({ term: { [name]: values[0]! } });
  const chunks = Array.from({ length: Math.ceil(values.length / mostTerms) }, (_, chunk) =>
    asked({ terms: { [name]: values.slice(chunk * mostTerms, (chunk + 1) * mostTerms) } }),
  );
  return anyOf(chunks);
}

function equalValues(field: AskedField, operand: TypedValue): EqualValues | undefined {
  const { indexed, type } = field;
  const one = (value: Json | undefined): EqualValues => ({ values: value === undefined ? [] : [value], exact: true });
  if (field.id) {
    const { value } = operand;
    if (typeof value !== 'string') return undefined;
    return one(value !== '' && Buffer.byteLength(value) <= longestIdBytes ? value : undefined);
  }
  switch (indexed.kind) {
    case 'whole':
      return wholeEqual(indexed, operand);
    case 'floating':
    case 'scaled':
      return floatEqual(indexed, type, operand);
    case 'boolean':
      return typeof operand.value === 'boolean' ? one(operand.value) : undefined;
    case 'keyword':
    case 'text': {
      const term = termOf(operand);
      return term === undefined ? undefined : one(fitsIndex(term, field.ignoreAbove) ? term : undefined);
    }
    case 'date':
    case 'object':
    case 'unindexed':
      return undefined;
  }
}

/** Times as ranges, because a term would be read by the format of the field; many of them as one range around all. */
function times(field: AskedField, nanos: boolean, operands: readonly TypedValue[]): FoundValues {
  const ranges = new Map<string, Asked>();
  let mayBeIgnored = false;
  for (const operand of operands) {
    const bounds = timeEqual(nanos, field.type, operand);
    if (bounds === undefined) return { query: unknown, mayBeIgnored: false };
    if (bounds.some(isFar)) mayBeIgnored = true;
    if (bounds.some(({ kind }) => kind === 'none')) continue;
    const limits = Object.assign({}, ...bounds.map((bound) => (bound.kind === 'part' ? bound.part : {}))) as Record<
      string,
      Json
    >;
    const query = asked(
      { range: { [field.path]: timeRange(nanos, limits) } },
      bounds.every(({ exact }) => exact),
    );
    ranges.set(JSON.stringify(limits), query);
  }
  if (ranges.size <= mostTimes) return { query: anyOf([...ranges.values()]), mayBeIgnored };
  return { query: around(field, nanos, [...ranges.keys()]), mayBeIgnored };
}

function around(field: AskedField, nanos: boolean, limits: readonly string[]): Asked {
  const parsed = limits.map(
    (text) => JSON.parse(text) as { readonly gte?: string | number; readonly lt?: string | number },
  );
  const lower = parsed.map(({ gte }) => gte);
  const upper = parsed.map(({ lt }) => lt);
  const least = lower.includes(undefined) ? {} : { gte: lower.reduce((one, other) => (other! < one! ? other : one))! };
  const most = upper.includes(undefined) ? {} : { lt: upper.reduce((one, other) => (other! > one! ? other : one))! };
  return asked({ range: { [field.path]: timeRange(nanos, { ...least, ...most } as JsonObject) } }, false);
}
