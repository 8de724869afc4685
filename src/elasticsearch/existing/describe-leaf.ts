import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs } from '../indexed-field.ts';
import { parseDateFormat } from './date-format.ts';
import { unindexed } from './found-field.ts';
import { isFalse, type MappedField } from './mapping.ts';

/** What a field without members is for a query; `leftOut` ends a sentence that begins with its name. */
export type Leaf = { readonly type: SqlType; readonly indexed: IndexedAs } | { readonly leftOut: string };

/** What Elasticsearch takes when the mapping names no format. */
const standardFormat = 'strict_date_optional_time||epoch_millis';
const standardNanosFormat = 'strict_date_optional_time_nanos||epoch_millis';

const varchar: SqlType = { kind: 'varchar' };
const json: SqlType = { kind: 'json' };
const kept = (type: SqlType, why: string): Leaf => ({ type, indexed: unindexed(why) });

/** By https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/field-data-types. */
export function describeLeaf(mapped: MappedField, ignoreAbove?: number): Leaf {
  const leaf = describeType(mapped, ignoreAbove);
  if ('leftOut' in leaf || leaf.indexed.kind === 'unindexed' || leaf.indexed.kind === 'text') return leaf;
  const why = reasonNotToAsk(mapped);
  return why === undefined ? leaf : { ...leaf, indexed: unindexed(why) };
}

/** Why conditions, sorting or grouping by a field would fail or say something else than its values in `_source`. */
function reasonNotToAsk({ index, doc_values, normalizer, null_value }: MappedField): string | undefined {
  if (isFalse(index)) return 'the mapping does not index it (index: false)';
  if (isFalse(doc_values)) return 'the mapping keeps no doc values of it, so it is not known where it is missing';
  if (normalizer !== undefined) return `the index compares it after the normalizer ${normalizer}, and SQL as it is`;
  if (null_value !== undefined && null_value !== null)
    return `the index puts a value in place of null (null_value: ${JSON.stringify(null_value)})`;
  return undefined;
}

function describeType(mapped: MappedField, ignoreAbove: number | undefined): Leaf {
  const { type = 'object' } = mapped;
  switch (type) {
    case 'keyword':
    case 'wildcard':
      return { type: varchar, indexed: { kind: 'keyword', ignoreAbove: limitOf(mapped, ignoreAbove) } };
    case 'constant_keyword':
      return kept(varchar, 'its one value stands in the mapping, and not in every document');
    case 'text':
    case 'match_only_text':
    case 'search_as_you_type':
    case 'annotated_text':
      return { type: varchar, indexed: describeText(mapped, ignoreAbove) };
    case 'boolean':
      return { type: { kind: 'boolean' }, indexed: { kind: 'boolean' } };
    case 'byte':
      return whole('integer', 8);
    case 'short':
      return whole('integer', 16);
    case 'integer':
      return whole('integer', 32);
    case 'long':
      return whole('bigint', 64);
    case 'unsigned_long':
      return { type: { kind: 'hugeint' }, indexed: { kind: 'whole', bits: 64, unsigned: true } };
    case 'half_float':
      return floating(16);
    case 'float':
      return floating(32);
    case 'double':
      return floating(64);
    case 'scaled_float':
      return { type: { kind: 'double' }, indexed: { kind: 'scaled', factor: Number(mapped.scaling_factor) } };
    case 'date':
    case 'date_nanos':
      return describeDate(mapped, type === 'date_nanos');
    default:
      return describeOther(type);
  }
}

const whole = (kind: 'integer' | 'bigint', bits: 8 | 16 | 32 | 64): Leaf => ({
  type: { kind },
  indexed: { kind: 'whole', bits, unsigned: false },
});
const floating = (bits: 16 | 32 | 64): Leaf => ({ type: { kind: 'double' }, indexed: { kind: 'floating', bits } });

/** Longest values that a keyword indexes; undefined: all. */
function limitOf({ ignore_above }: MappedField, ignoreAbove: number | undefined): number | undefined {
  const limit = ignore_above === undefined ? ignoreAbove : Number(ignore_above);
  // Lucene refuses longer terms, so that this is how "no limit" is printed.
  return limit === undefined || limit >= 2_147_483_647 ? undefined : limit;
}

/** Of several keyword subfields the one that ignores least. */
function describeText({ fields = {} }: MappedField, ignoreAbove: number | undefined): IndexedAs {
  const keywords = Object.entries(fields)
    .filter(([, field]) => field.type === 'keyword' || field.type === 'wildcard')
    .filter(([, field]) => reasonNotToAsk(field) === undefined)
    .map(([name, field]) => ({ path: name, ignoreAbove: limitOf(field, ignoreAbove) }))
    .sort((a, b) => (b.ignoreAbove ?? Infinity) - (a.ignoreAbove ?? Infinity));
  const [keyword] = keywords;
  return keyword === undefined ? { kind: 'text' } : { kind: 'text', keyword };
}

const dayFormat = (format: string): boolean => {
  const parsed = parseDateFormat(format);
  return parsed !== undefined && parsed.daysOnly;
};

function describeDate({ format }: MappedField, nanos: boolean): Leaf {
  const written = format ?? (nanos ? standardNanosFormat : standardFormat);
  if (parseDateFormat(written) === undefined)
    return kept(varchar, `its date format ${written} is not understood here, so it is read as text`);
  return {
    type: { kind: dayFormat(written) ? 'date' : 'timestamptz' },
    indexed: { kind: 'date', nanos, format: written },
  };
}

/** Types whose values are shown as they are in `_source`, and whose questions SQL does not ask. */
const shown: Readonly<Record<string, readonly [SqlType, string]>> = {
  ip: [varchar, 'the index compares addresses, and SQL compares texts'],
  version: [varchar, 'the index compares versions, and SQL compares texts'],
  binary: [varchar, 'the index does not look into binary values; they are base64'],
  geo_point: [json, 'places are compared by distance, which SQL does not ask'],
  geo_shape: [json, 'shapes are compared by place, which SQL does not ask'],
  point: [json, 'places are compared by distance, which SQL does not ask'],
  shape: [json, 'shapes are compared by place, which SQL does not ask'],
  flattened: [json, 'all members of a flattened object are one list of keywords'],
  completion: [json, 'it only completes what people type'],
  join: [json, 'it relates documents of the index, which SQL does not ask'],
  percolator: [json, 'it holds queries'],
  histogram: [json, 'it holds counted values'],
  aggregate_metric_double: [json, 'it holds several metrics'],
  rank_feature: [{ kind: 'double' }, 'it only influences scores'],
  rank_features: [json, 'they only influence scores'],
  counted_keyword: [json, 'it counts its values'],
  token_count: [json, 'the index counts words, and _source holds the text'],
  murmur3: [json, 'the index holds a hash of it'],
};

function describeOther(type: string): Leaf {
  if (Object.hasOwn(shown, type)) return kept(...shown[type]!);
  if (type.endsWith('_range')) return kept(json, 'it holds ranges, which SQL does not compare');
  if (type === 'dense_vector' || type === 'sparse_vector' || type === 'semantic_text')
    return { leftOut: `is a ${type}, which Elasticsearch leaves out of _source.` };
  return kept(json, `the field type ${type} is not known here`);
}
