import { describe, expect, it } from 'vitest';
import { errorOf, indexOf, tell, withField } from '../../../test/unit/elasticsearch/tell-field.ts';
import type { ExistingField } from '../../catalog/existing-indices.ts';
import { parseType } from '../../schema/parse-type.ts';
import type { MappedField, Mapping } from './mapping.ts';

describe('a field of an existing index', () => {
  it.each<readonly [MappedField, string]>([
    [{ type: 'keyword' }, 'VARCHAR keyword {}'],
    [{ type: 'keyword', ignore_above: 256 }, 'VARCHAR keyword {"ignoreAbove":256}'],
    [{ type: 'keyword', ignore_above: 2147483647 }, 'VARCHAR keyword {}'],
    [
      { type: 'keyword', normalizer: 'lower' },
      'VARCHAR the index compares it after the normalizer lower, and SQL as it is',
    ],
    [{ type: 'keyword', index: false }, 'VARCHAR the mapping does not index it (index: false)'],
    [
      { type: 'keyword', doc_values: false },
      'VARCHAR the mapping keeps no doc values of it, so it is not known where it is missing',
    ],
    [{ type: 'keyword', null_value: 'none' }, 'VARCHAR the index puts a value in place of null (null_value: "none")'],
    [{ type: 'wildcard' }, 'VARCHAR keyword {}'],
    [{ type: 'constant_keyword' }, 'VARCHAR its one value stands in the mapping, and not in every document'],
    [{ type: 'text' }, 'VARCHAR text {}'],
    [
      { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      'VARCHAR text {"keyword":{"path":"f.keyword","ignoreAbove":256}}',
    ],
    [
      {
        type: 'text',
        fields: {
          short: { type: 'keyword', ignore_above: 10 },
          raw: { type: 'keyword' },
          lower: { type: 'keyword', normalizer: 'l' },
          english: { type: 'text' },
        },
      },
      'VARCHAR text {"keyword":{"path":"f.raw"}}',
    ],
    [{ type: 'match_only_text' }, 'VARCHAR text {}'],
    [{ type: 'boolean' }, 'BOOLEAN boolean {}'],
    [{ type: 'byte' }, 'INTEGER whole {"bits":8,"unsigned":false}'],
    [{ type: 'short' }, 'INTEGER whole {"bits":16,"unsigned":false}'],
    [{ type: 'integer' }, 'INTEGER whole {"bits":32,"unsigned":false}'],
    [{ type: 'long' }, 'BIGINT whole {"bits":64,"unsigned":false}'],
    [{ type: 'long', null_value: 0 }, 'BIGINT the index puts a value in place of null (null_value: 0)'],
    [{ type: 'unsigned_long' }, 'HUGEINT whole {"bits":64,"unsigned":true}'],
    [{ type: 'half_float' }, 'DOUBLE floating {"bits":16}'],
    [{ type: 'float' }, 'DOUBLE floating {"bits":32}'],
    [{ type: 'double' }, 'DOUBLE floating {"bits":64}'],
    [{ type: 'scaled_float', scaling_factor: 100 }, 'DOUBLE scaled {"factor":100}'],
    [{ type: 'date' }, 'TIMESTAMPTZ date {"nanos":false,"format":"strict_date_optional_time||epoch_millis"}'],
    [{ type: 'date', format: 'epoch_second' }, 'TIMESTAMPTZ date {"nanos":false,"format":"epoch_second"}'],
    [{ type: 'date', format: 'yyyy-MM-dd' }, 'DATE date {"nanos":false,"format":"yyyy-MM-dd"}'],
    [
      { type: 'date', format: 'basic_week_date' },
      'VARCHAR its date format basic_week_date is not understood here, so it is read as text',
    ],
    [
      { type: 'date_nanos' },
      'TIMESTAMPTZ date {"nanos":true,"format":"strict_date_optional_time_nanos||epoch_millis"}',
    ],
    [{ type: 'ip' }, 'VARCHAR the index compares addresses, and SQL compares texts'],
    [{ type: 'geo_point' }, 'JSON places are compared by distance, which SQL does not ask'],
    [{ type: 'binary' }, 'VARCHAR the index does not look into binary values; they are base64'],
    [{ type: 'flattened' }, 'JSON all members of a flattened object are one list of keywords'],
    [{ type: 'date_range' }, 'JSON it holds ranges, which SQL does not compare'],
    [{ type: 'brand_new' }, 'JSON the field type brand_new is not known here'],
    [{ type: 'dense_vector' }, 'f is a dense_vector, which Elasticsearch leaves out of _source.'],
    [
      { type: 'long', script: { source: 'emit(1)' } },
      'f is computed by a script when a document is indexed, and is not in _source.',
    ],
    [{ type: 'object', enabled: false }, 'JSON the mapping disables it, so the index does not look inside'],
    [{ properties: {} }, 'JSON the mapping names no members of it'],
    [
      { properties: { a: { type: 'long' }, b: { properties: { c: { type: 'text' } } } } },
      'STRUCT(a BIGINT, b STRUCT(c VARCHAR)) object {}',
    ],
    [
      { type: 'nested', properties: { a: { type: 'long' } } },
      'STRUCT(a BIGINT)[] the objects of a nested field are documents of their own inside the index',
    ],
  ])('%j is %s', (field, expected) => {
    expect(tell([withField(field)])).toBe(expected);
  });

  it.each<readonly [string, Mapping, string]>([
    [
      'copied into',
      {
        properties: { f: { type: 'text', fields: { k: { type: 'keyword' } } }, g: { type: 'keyword', copy_to: ['f'] } },
      },
      'VARCHAR the index copies values of other fields into it (copy_to)',
    ],
    [
      'hidden by a runtime field',
      { properties: { f: { type: 'keyword' } }, runtime: { f: { type: 'keyword' } } },
      'VARCHAR a runtime field of the same name hides it in the index',
    ],
    [
      'a runtime field',
      { runtime: { f: { type: 'long' } } },
      'f is a runtime field: its values are computed by the index and are not in _source; compute them in SQL.',
    ],
    [
      'excluded',
      { _source: { excludes: ['f*'] }, properties: { f: { type: 'keyword' } } },
      'f is excluded from _source.',
    ],
    [
      'not included',
      { _source: { includes: ['g.*'] }, properties: { f: { type: 'keyword' } } },
      'f is not among what _source includes.',
    ],
    [
      'an alias',
      { properties: { f: { type: 'alias', path: 'o.g' }, o: { properties: { g: { type: 'long' } } } } },
      'BIGINT whole {"bits":64,"unsigned":false}',
    ],
    [
      'an alias of nothing',
      { properties: { f: { type: 'alias', path: 'o.g' } } },
      'f is an alias of o.g, which is inside a list.',
    ],
    ['named with a dot', { properties: { 'f.g': { type: 'long' } } }, 'BIGINT whole {"bits":64,"unsigned":false}'],
  ])('that is %s says so', (_, mapping, expected) => {
    expect(tell([indexOf(mapping)])).toBe(expected);
  });

  it('has the limit of its index when it has none of its own', () => {
    expect(tell([indexOf({ properties: { f: { type: 'keyword' } } }, 'a', 8191)])).toBe(
      'VARCHAR keyword {"ignoreAbove":8191}',
    );
  });

  it.each<readonly [MappedField, Omit<ExistingField, 'name' | 'type'> & { readonly type?: string }, string]>([
    [{ type: 'keyword' }, { list: true }, 'VARCHAR[] keyword {}'],
    [{ type: 'keyword' }, { list: true, type: 'VARCHAR[]' }, 'VARCHAR[] keyword {}'],
    [{ type: 'long' }, { list: false, type: 'HUGEINT' }, 'HUGEINT whole {"bits":64,"unsigned":false}'],
    [{ type: 'long' }, { list: false, type: 'JSON' }, 'JSON it is read as JSON'],
    [
      { type: 'double' },
      { list: false, type: 'DECIMAL(12,2)' },
      'DECIMAL(12,2) the index holds it as DOUBLE, and it is read as DECIMAL(12,2)',
    ],
    [{ type: 'keyword' }, { list: false, type: 'UUID' }, 'UUID the index holds it as VARCHAR, and it is read as UUID'],
    [
      { properties: { a: { type: 'long' } } },
      { list: true },
      'STRUCT(a BIGINT)[] the index does not know which members of a list of objects belong together',
    ],
    [
      { properties: { a: { type: 'long' }, b: { type: 'keyword' } } },
      { list: false, type: 'STRUCT(b VARCHAR[])' },
      'STRUCT(b VARCHAR[]) object {}',
    ],
    [
      { type: 'nested', properties: { a: { type: 'long' } } },
      { list: true },
      'STRUCT(a BIGINT)[] the objects of a nested field are documents of their own inside the index',
    ],
  ])('%j that the file calls %j is %s', (field, { list, type }, expected) => {
    const named = [{ name: 'f', list, ...(type === undefined ? {} : { type: parseType(type)! }) }];
    expect(tell([withField(field)], named)).toBe(expected);
  });

  it.each<readonly [Mapping, string, string]>([
    [{ properties: { f: { type: 'boolean' } } }, 'BIGINT', 'f holds BOOLEAN, which cannot be read as BIGINT.'],
    [
      { properties: { f: { properties: { a: { type: 'long' } } } } },
      'VARCHAR',
      'f holds objects, and VARCHAR is none.',
    ],
    [{ properties: { f: { properties: { a: { type: 'long' } } } } }, 'STRUCT(b BIGINT)', 'f has no member "b".'],
    [
      { properties: { f: { type: 'long' } } },
      'STRUCT(b BIGINT)',
      'f holds BIGINT and no objects that the mapping knows.',
    ],
    [
      { properties: { f: { type: 'nested', properties: { a: { type: 'long' } } } } },
      'STRUCT(a BIGINT)',
      'f is a list of objects: write STRUCT(a BIGINT)[].',
    ],
    [{ properties: { other: { type: 'long' } } }, 'BIGINT', 'a* has no field "f".'],
    [{ properties: { g: { type: 'long' } } }, 'BIGINT', 'a* has no field "f". Did you mean "g"?'],
    [
      { runtime: { f: {} } },
      'BIGINT',
      'f is a runtime field: its values are computed by the index and are not in _source; compute them in SQL.',
    ],
  ])('%j is refused as %s', (mapping, type, why) => {
    const named = [{ name: 'f', list: false, type: parseType(type)! }];
    expect(errorOf(() => tell([indexOf(mapping)], named))).toBe(
      `COLLECTION_INCOMPATIBLE: The indices a* cannot be read as a collection. ${why}`,
    );
  });
});
