import { describe, expect, it } from 'vitest';
import { errorOf, indexOf, tell, withField } from '../../../test/unit/elasticsearch/tell-field.ts';
import { printType } from '../../schema/print-type.ts';
import { describeIndices } from './describe-indices.ts';
import type { IndexFacts, MappedField, Mapping } from './mapping.ts';

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
