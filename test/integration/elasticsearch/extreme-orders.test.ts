import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeStatement } from '../../../src/sql/make-statement.ts';
import type { Value } from '../../../src/schema/value.ts';
import { openElasticsearchEngine } from '../../conformance/open-elasticsearch-engine.ts';
import type { EngineUnderTest } from '../../conformance/engine-harness.ts';

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];
let test: EngineUnderTest;

beforeAll(async () => {
  test = await openElasticsearchEngine();
  // The extremes come first: where an index takes them for missing values, they stand before the nulls.
  const rows = [least, most, null, null, 5n].map((number) => [number]);
  await test.put('numbers', [{ name: 'n', type: { kind: 'bigint' } }], rows);
  const times = [0n, null, null, 5n].map((time) => [time]);
  await test.put('times', [{ name: 'n', type: { kind: 'timestamptz' } }], times);
});
afterAll(() => test.close());

it.each([
  ['numbers', 'n DESC NULLS FIRST', [null, null]],
  ['numbers', 'n ASC NULLS FIRST', [null, null]],
  ['numbers', 'n DESC NULLS LAST', [most, 5n, least]],
  ['numbers', 'n ASC NULLS LAST', [least, 5n, most]],
  ['times', 'n ASC NULLS FIRST', [null, null]],
  ['times', 'n DESC NULLS LAST', [5n, 0n]],
])('the greatest and the least value of %s are none of the nulls: ORDER BY %s', async (name, order, expected) => {
  const statement = makeStatement(`SELECT n FROM ${name} ORDER BY ${order} LIMIT ${expected.length}`, new Map());
  const query = await test.engine.compile(statement);
  const { batches } = await test.engine.run(query, new Map(), { signal: new AbortController().signal });
  const found: Value[] = [];
  for await (const { columns } of batches) found.push(...columns[0]!);

  expect(found).toEqual(expected);
});
