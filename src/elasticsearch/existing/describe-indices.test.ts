import { describe, expect, it } from 'vitest';
import { parseType } from '../../schema/parse-type.ts';
import { printType } from '../../schema/print-type.ts';
import type { ExistingField } from '../../catalog/existing-indices.ts';
import { describeIndices } from './describe-indices.ts';
import type { IndexFacts, MappedField, Mapping } from './mapping.ts';

const indexOf = (mapping: Mapping, name = 'a', ignoreAbove?: number): IndexFacts => ({
  name,
  mapping,
  shards: 1,
  ...(ignoreAbove === undefined ? {} : { ignoreAbove }),
});
const withField = (field: MappedField): IndexFacts => indexOf({ properties: { f: field } });

/** `TYPE how`, or why it is not there. */
const tell = (indices: readonly IndexFacts[], named?: readonly ExistingField[], others = false): string | undefined => {
  const { indexed, remarks } = describeIndices(indices, {
    index: 'a*',
    ...(named === undefined ? {} : { fields: { named, others } }),
  });
  const field = indexed.find(({ name }) => name !== '_id' && name !== '_event_time');
  if (field === undefined) return remarks[0]?.why;
  const { kind, ...how } = field.indexed;
  return `${printType(field.type)} ${kind === 'unindexed' ? (how as { why: string }).why : `${kind} ${JSON.stringify(how)}`}`;
};
const errorOf = (run: () => unknown): string => {
  try {
    run();
    return 'no error';
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};

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

describe('a field of several indices', () => {
  const two = (a: MappedField, b: MappedField): readonly IndexFacts[] => [withField(a), { ...withField(b), name: 'b' }];

  it.each<readonly [MappedField, MappedField, string]>([
    [{ type: 'keyword' }, { type: 'keyword', ignore_above: 10 }, 'VARCHAR keyword {"ignoreAbove":10}'],
    [{ type: 'integer' }, { type: 'long' }, 'BIGINT a and b index it differently'],
    [{ type: 'keyword' }, { type: 'text' }, 'VARCHAR a and b index it differently'],
    [{ type: 'float' }, { type: 'double' }, 'DOUBLE a and b index it differently'],
    [
      { type: 'date', format: 'epoch_millis' },
      { type: 'date' },
      'TIMESTAMPTZ date {"nanos":false,"format":"strict_date_optional_time||epoch_millis"}',
    ],
    [{ type: 'date' }, { type: 'date_nanos', format: 'epoch_millis' }, 'TIMESTAMPTZ a and b index it differently'],
    [{ type: 'keyword', index: false }, { type: 'keyword' }, 'VARCHAR the mapping does not index it (index: false)'],
    [
      { properties: { a: { type: 'long' } } },
      { properties: { b: { type: 'long' } } },
      'STRUCT(a BIGINT, b BIGINT) object {}',
    ],
  ])('%j and %j is %s', (a, b, expected) => {
    expect(tell(two(a, b))).toBe(expected);
  });

  it.each<readonly [MappedField, MappedField, string]>([
    [{ type: 'keyword' }, { type: 'long' }, 'f is VARCHAR in a and BIGINT in b.'],
    [{ type: 'long' }, { properties: { x: { type: 'long' } } }, 'f is BIGINT in a and an object in b.'],
    [
      { properties: { x: { type: 'long' } } },
      { type: 'nested', properties: { x: { type: 'long' } } },
      'f is an object in a and a nested list of objects in b.',
    ],
    [
      { properties: { x: { type: 'long' } } },
      { properties: { x: { type: 'boolean' } } },
      'f.x is BIGINT in a and BOOLEAN in b.',
    ],
    [
      { type: 'date', format: 'epoch_millis' },
      { type: 'date', format: 'epoch_second' },
      'f has the date format epoch_millis in a and epoch_second in b.',
    ],
  ])('%j and %j is a conflict that names both', (a, b, why) => {
    expect(errorOf(() => tell(two(a, b)))).toBe(
      `COLLECTION_INCOMPATIBLE: The indices a* cannot be read as a collection. ${why} Name it under \`fields:\` with a type, or leave it out there.`,
    );
  });

  it('is settled by a type, or by not being named', () => {
    const indices = two({ type: 'keyword' }, { type: 'long' });
    expect(tell(indices, [{ name: 'f', list: false, type: { kind: 'varchar' } }])).toBe(
      'VARCHAR f is VARCHAR in a and BIGINT in b',
    );
    expect(tell(indices, [])).toBe(undefined);
  });

  it('is not asked for where an index may hold it without mapping it', () => {
    const blind = indexOf({ dynamic: false, properties: {} }, 'b');
    const seeing = indexOf({ properties: {} }, 'b');
    const field = withField({ type: 'keyword' });
    const why = 'VARCHAR b does not map it, and does not index what it does not map';
    expect(tell([field, blind])).toBe(why);
    expect(
      tell([
        { ...blind, name: '0' },
        { ...field, name: 'z' },
      ]),
    ).toBe(why.replace('b does', '0 does'));
    expect(tell([field, seeing])).toBe('VARCHAR keyword {}');
  });
});

describe('existing indices', () => {
  const mapping: Mapping = {
    properties: {
      '@timestamp': { type: 'date' },
      at: { type: 'date_nanos' },
      id: { type: 'long' },
      ID: { type: 'long' },
    },
  };

  it('have the event time that the file names, else @timestamp, else none', () => {
    const named = [{ name: 'id', list: false }];
    const fields = { named, others: false };
    const eventTimeOf = (index: Mapping, eventTime?: string) =>
      describeIndices([indexOf(index)], { index: 'a', fields, ...(eventTime === undefined ? {} : { eventTime }) })
        .indexed[1];
    expect(eventTimeOf(mapping)).toEqual({
      name: '_event_time',
      type: { kind: 'timestamptz' },
      path: '@timestamp',
      indexed: { kind: 'date', nanos: false, format: 'strict_date_optional_time||epoch_millis' },
      unique: false,
    });
    expect(eventTimeOf(mapping, 'at')?.path).toBe('at');
    expect(eventTimeOf({ properties: { id: { type: 'long' } } })?.indexed).toEqual({
      kind: 'unindexed',
      why: 'no field of the index is the event time',
    });
    expect(errorOf(() => eventTimeOf(mapping, 'id'))).toBe(
      'COLLECTION_INCOMPATIBLE: event_time: a has no date field "id". Dates there: @timestamp, at.',
    );
  });

  it('cannot have two fields that SQL takes for one, unless one is chosen', () => {
    expect(errorOf(() => describeIndices([indexOf(mapping)], { index: 'a' }))).toBe(
      'COLLECTION_INCOMPATIBLE: The indices a cannot be read as a collection. The fields id and ID differ only in case: choose one under `fields:`.',
    );
  });

  it('are proposed with what an author would have to settle', () => {
    const indices = [indexOf(mapping), indexOf({ properties: { at: { type: 'long' } } }, 'b')];
    const { fields, remarks } = describeIndices(indices, { index: '*' }, 'settle');
    expect(fields.map(({ name, type }) => `${name} ${printType(type)}`)).toEqual([
      '@timestamp TIMESTAMPTZ',
      'at JSON',
      'id BIGINT',
    ]);
    expect(remarks).toEqual([
      { field: 'ID', kind: 'left-out', why: 'ID differs from id only in case.' },
      { field: 'at', kind: 'unindexed', why: 'at is TIMESTAMPTZ in a and BIGINT in b.' },
    ]);
  });

  it('describe themselves the same when they are declared with the types that they were found to have', () => {
    const rich: Mapping = {
      properties: {
        k: { type: 'keyword', ignore_above: 5 },
        t: { type: 'text', fields: { raw: { type: 'keyword' } } },
        d: { type: 'date', format: 'yyyy-MM-dd' },
        n: { type: 'nested', properties: { a: { type: 'date', format: 'epoch_second' } } },
        o: { properties: { a: { type: 'unsigned_long' }, 'b.c': { type: 'scaled_float', scaling_factor: 10 } } },
        j: { type: 'flattened' },
      },
    };
    const first = describeIndices([indexOf(rich)], { index: 'a' });
    const named = first.fields.map(({ name, type }) => ({ name, type, list: type.kind === 'list' }));
    const again = describeIndices([indexOf(rich)], { index: 'a', fields: { named, others: false } });
    expect(again.indexed).toEqual(first.indexed);
  });

  it('that are none yet have no fields', () => {
    expect(describeIndices([], { index: 'a*' }).indexed.map(({ name }) => name)).toEqual(['_id', '_event_time']);
  });
});
