import type { LambdaContract, ParameterContract } from '../../src/api/lambda-contract.ts';
import { scalarArgumentTypes } from '../../src/schema/argument-type.ts';
import type { Field, SqlType } from '../../src/schema/sql-type.ts';

const varchar: SqlType = { kind: 'varchar' };
const column = (name: string, type: SqlType = varchar): Field => ({ name, type });
const lambda = (name: string, rest: Partial<LambdaContract> = {}): LambdaContract => ({
  workspace: 'commons',
  name,
  version: 'a1b2c3d4e5f60718',
  parameters: [],
  open: false,
  columns: [column('id'), column('total', { kind: 'double' })],
  ...rest,
});

const ofEveryType: readonly ParameterContract[] = scalarArgumentTypes.flatMap((type) => [
  { name: type, type },
  { name: `${type}s`, type: `${type}[]` as const, constraints: { nullable: true }, default: '[]' },
]);

const scalarKinds = 'boolean integer bigint hugeint double varchar date time timestamp timestamptz uuid json'.split(
  ' ',
);

/** A project of twenty lambdas, with everything that a lambda may take, return and be called. */
export const manyContracts: readonly LambdaContract[] = [
  lambda('all_types', {
    parameters: ofEveryType,
    description: 'Takes "one" of each {{ type }} and `one` list.\nTwo lines.',
  }),
  lambda('enums', {
    parameters: [
      {
        name: 'color',
        type: 'string',
        constraints: { enum: ['red', 'it\'s "blue"', '{{ green }}', ''] },
        default: 'red',
      },
      { name: 'size', type: 'int', constraints: { enum: [1, 2] } },
      { name: 'colors', type: 'string[]', constraints: { enum: ['red', 'blue'] } },
    ],
  }),
  lambda('limits', {
    parameters: [
      { name: 'count', type: 'int', constraints: { minimum: 0, maximum: 10 }, example: 3 },
      {
        name: 'text',
        type: 'string',
        constraints: { min_length: 2, max_length: 3, pattern: '^[a-z]{2}$' },
        description: 'Two\nletters',
      },
    ],
  }),
  lambda('paged', {
    parameters: [
      { name: 'limit', type: 'int', default: '50' },
      { name: 'offset', type: 'int', default: '0' },
    ],
  }),
  lambda('no_rows', { columns: [] }),
  lambda('unknown_columns', { columns: undefined }),
  lambda('open', { open: true, columns: undefined }),
  lambda('every_column', { columns: scalarKinds.map((kind) => column(`a_${kind}`, { kind } as SqlType)) }),
  lambda('nested', {
    columns: [
      column('items', { kind: 'list', element: varchar }),
      column('address', {
        kind: 'struct',
        fields: [column('city'), column('tags', { kind: 'list', element: varchar })],
      }),
      column('price', { kind: 'decimal', width: 10, scale: 2 }),
    ],
  }),
  lambda('time_series', {
    columns: [column('day', { kind: 'date' }), column('sum', { kind: 'double' }), column('other', { kind: 'bigint' })],
  }),
  lambda('categories', { columns: [column('category'), column('n', { kind: 'bigint' })] }),
  lambda('odd_columns', {
    columns: [column('count(*)'), column('a b'), column('"'), column('{{ x }}'), column('constructor'), column('ü')],
  }),
  lambda('odd_parameters', {
    parameters: ['user-id', 'class', 'a b', '{{ x }}', '"', "'"].map((name) => ({ name, type: 'string' })),
  }),
  lambda('name-with-dashes'),
  lambda('name_with_dashes'),
  lambda('class'),
  lambda('item'),
  lambda('moment'),
  lambda('42'),
  lambda('sales_of_day', { workspace: 'shop.eu-west' }),
  lambda('enums', { workspace: 'shop.eu-west', parameters: [{ name: 'color', type: 'string' }] }),
];
