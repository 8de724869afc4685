import type { LambdaContract } from '../../src/api/lambda-contract.ts';
import { invariant } from '../../src/base/assert.ts';
import { parseType } from '../../src/schema/parse-type.ts';
import type { Field } from '../../src/schema/sql-type.ts';

/** The contracts of the lambdas of the project beside this file, as its server tells them. */
export const explorerLambdas: readonly LambdaContract[] = [
  {
    workspace: 'commons',
    name: 'account-of-number',
    version: 'f0cc8b4b4d580842',
    description: 'A number beyond what JavaScript counts exactly',
    parameters: [{ name: 'account', type: 'int', default: '9007199254740993', description: 'Number of the account' }],
    open: false,
    columns: fields('account BIGINT, digit BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'every-column',
    version: 'e414ca42bc2d3be9',
    description: 'A column of every type',
    parameters: [],
    open: false,
    columns: fields(
      'truth BOOLEAN, small INTEGER, whole BIGINT, huge HUGEINT, fraction DOUBLE, price DECIMAL(9,2), words VARCHAR, day DATE, clock TIME, zoneless TIMESTAMP, instant TIMESTAMPTZ, key UUID, document JSON, list VARCHAR[], object STRUCT(a INTEGER)',
    ),
  },
  {
    workspace: 'commons',
    name: 'every-list',
    version: 'e70bd2154e2a5774',
    description: 'Lists of every kind, given back',
    parameters: [
      { name: 'numbers', type: 'int[]', default: '[9007199254740993]', description: 'Whole numbers' },
      { name: 'amounts', type: 'float[]', default: '[0.5]', description: 'Numbers' },
      { name: 'flags', type: 'bool[]', default: '[true]', description: 'Truths' },
      { name: 'days', type: 'date[]', default: '["2026-10-05"]', description: 'Days' },
      { name: 'times', type: 'timestamp[]', constraints: { nullable: true }, description: 'Instants' },
    ],
    open: false,
    columns: fields('numbers BIGINT[], amounts DOUBLE[], flags BOOLEAN[], days DATE[], times TIMESTAMPTZ[]'),
  },
  {
    workspace: 'commons',
    name: 'expensive-orders',
    version: '7324b63445d42631',
    description: 'Orders above an amount',
    parameters: [
      {
        name: 'amount',
        type: 'float',
        default: '50.5',
        constraints: { minimum: 0, maximum: 10000 },
        description: 'Smallest amount',
        example: 99.5,
      },
    ],
    open: false,
    columns: fields('customer VARCHAR, amount DOUBLE, orders BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'find-orders',
    version: 'acb73592b9b30adb',
    description: 'Orders of customers whose name begins with a text, page by page',
    parameters: [
      {
        name: 'name',
        type: 'string',
        default: '',
        constraints: { max_length: 200 },
        description: 'Beginning of the name',
        example: 'Ava',
      },
      {
        name: 'limit',
        type: 'int',
        default: '5',
        constraints: { minimum: 1, maximum: 100 },
        description: 'Rows of a page',
      },
      { name: 'offset', type: 'int', default: '0', constraints: { minimum: 0 }, description: 'Rows before the page' },
    ],
    open: false,
    columns: fields('order_id VARCHAR, customer VARCHAR, amount DOUBLE, status VARCHAR'),
  },
  {
    workspace: 'commons',
    name: 'no-orders',
    version: '09bc63ccf467de46',
    description: 'Nothing, ever',
    parameters: [],
    open: false,
    columns: fields('order_id VARCHAR, amount DOUBLE'),
  },
  {
    workspace: 'commons',
    name: 'one-order',
    version: 'e88f5b869ec1ebb8',
    description: 'One order, with what stands inside it',
    parameters: [
      {
        name: 'order_id',
        type: 'string',
        constraints: { max_length: 20, pattern: '^o-[0-9]+$' },
        description: 'Number of the order, not {{ its }} row',
        example: 'o-5',
      },
    ],
    open: false,
    columns: fields(
      'order_id VARCHAR, customer VARCHAR, amount DOUBLE, tags VARCHAR[], shipping STRUCT(city VARCHAR, express BOOLEAN), note JSON, ordered_at TIMESTAMPTZ',
    ),
  },
  {
    workspace: 'commons',
    name: 'order-lines',
    version: '455db2c576d56cad',
    description: 'Lists and objects inside lists and objects',
    parameters: [],
    open: false,
    columns: fields(
      'customer VARCHAR, order_ids VARCHAR[], lines STRUCT(id VARCHAR, units BIGINT)[], facts STRUCT(first TIMESTAMPTZ, cities VARCHAR[]), tag_lists VARCHAR[][]',
    ),
  },
  {
    workspace: 'commons',
    name: 'orders-between',
    version: '864a1603a483f4a8',
    description: 'Orders from a time on, up to another one where there is one',
    parameters: [
      { name: 'since', type: 'timestamp', description: 'First instant', example: '2026-10-03T00:00:00Z' },
      { name: 'until', type: 'timestamp', constraints: { nullable: true }, description: 'Last instant' },
    ],
    open: false,
    columns: fields('order_id VARCHAR, ordered_at TIMESTAMPTZ, amount DOUBLE, units BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'orders-by-status',
    version: 'acc8ff51e8ca5d21',
    description: 'Orders in a state',
    parameters: [
      {
        name: 'status',
        type: 'string',
        default: 'open',
        constraints: { enum: ['open', 'shipped', 'returned'] },
        description: 'State of the order',
      },
    ],
    open: false,
    columns: fields('order_id VARCHAR, customer VARCHAR, status VARCHAR, amount DOUBLE'),
  },
  {
    workspace: 'commons',
    name: 'orders-of-priority',
    version: 'd16aaff68d33c2d5',
    description: 'Orders that are equally urgent',
    parameters: [
      { name: 'priority', type: 'int', constraints: { enum: [1, 2, 3] }, description: '3 is the most urgent' },
    ],
    open: false,
    columns: fields('order_id VARCHAR, priority BIGINT, customer VARCHAR'),
  },
  {
    workspace: 'commons',
    name: 'orders-of-size',
    version: '5dbaea1502b76e50',
    description: 'Orders with so many units',
    parameters: [
      {
        name: 'least',
        type: 'int',
        constraints: { minimum: 1, maximum: 1000 },
        description: 'Units at least',
        example: 3,
      },
      {
        name: 'most',
        type: 'int',
        default: '10',
        constraints: { minimum: 1, maximum: 1000 },
        description: 'Units at most',
      },
    ],
    open: false,
    columns: fields('order_id VARCHAR, units BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'orders-of-states',
    version: 'b5ead70dd2ec193f',
    description: 'Orders in any of the states and priorities',
    parameters: [
      {
        name: 'states',
        type: 'string[]',
        default: '["open","shipped"]',
        constraints: { enum: ['open', 'shipped', 'returned'] },
        description: 'States',
      },
      {
        name: 'priorities',
        type: 'int[]',
        default: '[1,2]',
        constraints: { enum: [1, 2, 3] },
        description: 'Priorities',
      },
    ],
    open: false,
    columns: fields('order_id VARCHAR, status VARCHAR, priority BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'orders-on-day',
    version: '3170f37513950cc7',
    description: 'Orders of a day',
    parameters: [
      {
        name: 'day',
        type: 'date',
        default: '2026-10-05',
        constraints: { minimum: '2026-01-01', maximum: '2026-12-31' },
        description: 'Day of the order',
      },
    ],
    open: false,
    columns: fields('order_id VARCHAR, ordered_on DATE, amount DOUBLE'),
  },
  {
    workspace: 'commons',
    name: 'orders-with-tags',
    version: '7467f2c2ebf1a3c6',
    description: 'Orders that carry any of the tags',
    parameters: [
      {
        name: 'tags',
        type: 'string[]',
        constraints: { min_length: 1, max_length: 10 },
        description: 'Tags to look for',
        example: ['gift', 'fragile'],
      },
    ],
    open: false,
    columns: fields('order_id VARCHAR, customer VARCHAR, tags VARCHAR[]'),
  },
  {
    workspace: 'commons',
    name: 'paid-orders',
    version: '4fe2018aff219537',
    description: 'Orders that are paid, or not',
    parameters: [{ name: 'paid', type: 'bool', description: 'Whether the money has arrived' }],
    open: false,
    columns: fields('order_id VARCHAR, paid BOOLEAN, amount DOUBLE'),
  },
  {
    workspace: 'commons',
    name: 'remarks',
    version: '762d6a3a2a02752f',
    description: 'A long text, given back',
    parameters: [
      {
        name: 'remark',
        type: 'string',
        constraints: { max_length: 2000, nullable: true },
        description: 'What to say; several lines',
      },
      { name: 'short', type: 'string', default: 'so', constraints: { min_length: 2 }, description: 'A short word' },
    ],
    open: false,
    columns: fields('remark VARCHAR, short VARCHAR'),
  },
  {
    workspace: 'commons',
    name: 'revenue-per-day',
    version: 'b0c41b7f93599429',
    description: 'Money per day',
    parameters: [],
    open: false,
    columns: fields('day DATE, revenue DOUBLE, orders BIGINT'),
  },
  {
    workspace: 'commons',
    name: 'revenue-per-status',
    version: '9e82a8d679b35d58',
    description: 'Money per state of the orders',
    parameters: [],
    open: false,
    columns: fields('status VARCHAR, revenue DOUBLE'),
  },
  {
    workspace: 'sales.emea',
    name: 'visits-per-hour',
    version: 'd607fbf63e8817c1',
    description: 'How long customers looked, hour by hour',
    parameters: [
      {
        name: 'customer',
        type: 'string',
        constraints: { nullable: true },
        description: 'One customer only',
        example: 'Ava Moore',
      },
    ],
    open: false,
    columns: fields('hour TIMESTAMPTZ, seconds BIGINT, visits BIGINT'),
  },
];

/** `order_id VARCHAR, amount DOUBLE` as fields. */
function fields(text: string): readonly Field[] {
  const type = parseType(`STRUCT(${text})`);
  invariant(type?.kind === 'struct', `columns: ${text}`);
  return type.fields;
}
