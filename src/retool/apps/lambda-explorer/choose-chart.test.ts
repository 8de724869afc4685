import { expect, it } from 'vitest';
import { invariant } from '../../../base/assert.ts';
import { parseType } from '../../../schema/parse-type.ts';
import { chooseChart } from './choose-chart.ts';

it.each([
  ['day DATE, revenue DOUBLE', { kind: 'time', x: 'day', y: ['revenue'] }],
  [
    'name VARCHAR, amount DECIMAL(9,2), at TIMESTAMPTZ, units BIGINT',
    { kind: 'time', x: 'at', y: ['amount', 'units'] },
  ],
  ['at TIMESTAMP, a INTEGER, b BIGINT, c HUGEINT, d DOUBLE', { kind: 'time', x: 'at', y: ['a', 'b', 'c'] }],
  ['product_id VARCHAR, product_name VARCHAR, times BIGINT', { kind: 'category', x: 'product_name', y: ['times'] }],
  ['customer_id VARCHAR, spent DOUBLE', { kind: 'category', x: 'customer_id', y: ['spent'] }],
  ['name VARCHAR, user_id BIGINT', undefined],
  ['id BIGINT, userId BIGINT, name VARCHAR', undefined],
  ['paid BIGINT, name VARCHAR', { kind: 'category', x: 'name', y: ['paid'] }],
  ['a DOUBLE, b DOUBLE', undefined],
  ['clock TIME, a DOUBLE', undefined],
  ['amounts DOUBLE[], name VARCHAR', undefined],
])('of the columns %s draws %j', (columns, expected) => {
  const type = parseType(`STRUCT(${columns})`);
  invariant(type?.kind === 'struct', columns);
  expect(chooseChart(type.fields)).toEqual(expected);
});
