import { describe, expect, it } from 'vitest';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import { indexedFields, propertiesOf } from './index-mapping.ts';

const text: SqlType = { kind: 'varchar' };
const json: SqlType = { kind: 'json' };
const struct: SqlType = {
  kind: 'struct',
  fields: [
    { name: 'a.b', type: { kind: 'bigint' } },
    { name: '_x', type: { kind: 'struct', fields: [{ name: 'tags', type: { kind: 'list', element: text } }] } },
  ],
};
const field = (type: SqlType): Field => ({ name: 'f', type });
const keyword = { type: 'keyword', ignore_above: 8191 };
const long = { type: 'long', coerce: false };
const nanos = { type: 'date_nanos', format: 'strict_date_optional_time_nanos' };
const unindexed = { type: 'object', enabled: false };

describe('the mapping', () => {
  it.each<[string, SqlType, object]>([
    ['boolean', { kind: 'boolean' }, { type: 'boolean' }],
    ['integer', { kind: 'integer' }, long],
    ['bigint', { kind: 'bigint' }, long],
    ['hugeint', { kind: 'hugeint' }, long],
    ['double', { kind: 'double' }, { type: 'double' }],
    ['decimal', { kind: 'decimal', width: 18, scale: 2 }, { type: 'double' }],
    ['varchar', text, keyword],
    ['uuid', { kind: 'uuid' }, keyword],
    ['time', { kind: 'time' }, keyword],
    ['date', { kind: 'date' }, { type: 'date', format: 'strict_date' }],
    ['timestamp', { kind: 'timestamp' }, nanos],
    ['timestamptz', { kind: 'timestamptz' }, nanos],
    ['json', json, unindexed],
    ['a list of bigint', { kind: 'list', element: { kind: 'bigint' } }, long],
    ['a list of lists', { kind: 'list', element: { kind: 'list', element: text } }, unindexed],
    ['a list of objects', { kind: 'list', element: struct }, unindexed],
    ['a list of json', { kind: 'list', element: json }, unindexed],
    [
      'a struct',
      struct,
      {
        type: 'object',
        dynamic: false,
        properties: {
          'a%2Eb': long,
          '%5Fx': { type: 'object', dynamic: false, properties: { tags: keyword } },
        },
      },
    ],
  ])('of %s', (_, type, property) => {
    expect(propertiesOf([{ name: '_id', type: text }, field(type)])).toEqual({ f: property });
  });
});

describe('indexedFields', () => {
  it('says where each field lies and how', () => {
    const fields: readonly Field[] = [
      { name: '_id', type: text },
      { name: '_event_time', type: { kind: 'timestamptz' } },
      { name: 'tags', type: { kind: 'list', element: text } },
      { name: 'x.y', type: struct },
      { name: '_id2', type: json },
    ];

    const indexed = indexedFields({ fields, uniqueFields: ['tags'] });

    expect(indexed.map(({ name, path, unique, indexed: { kind } }) => [name, path, unique, kind])).toEqual([
      ['_id', '_id', false, 'keyword'],
      ['_event_time', '_event_time', false, 'date'],
      ['tags', 'tags', true, 'keyword'],
      ['x.y', 'x%2Ey', false, 'object'],
      ['_id2', '%5Fid2', false, 'unindexed'],
    ]);
    expect(indexed[3]!.members!.map(({ path }) => path)).toEqual(['x%2Ey.a%2Eb', 'x%2Ey.%5Fx']);
    expect(indexed[3]!.members![1]!.members).toEqual([
      {
        name: 'tags',
        type: { kind: 'list', element: text },
        path: 'x%2Ey.%5Fx.tags',
        indexed: { kind: 'keyword', ignoreAbove: 8191 },
        unique: false,
      },
    ]);
  });
});
