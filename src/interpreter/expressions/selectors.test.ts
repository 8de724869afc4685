import { parseExpressionAt } from 'acorn';
import { expect, it } from 'vitest';
import { freeNames } from '../../retool/check/free-names.ts';
import { selectorsOf } from './selectors.ts';

const selectors = (source: string): readonly string[] => {
  const node = parseExpressionAt(source, 0, { ecmaVersion: 'latest' });
  return selectorsOf(node, freeNames(node)).map((path) => path.join('.'));
};

it.each([
  ['customer.value', ['customer.value']],
  ['customer?.value', ['customer.value']],
  ['(q.data?.results ?? []).length', ['q.data.results']],
  ['q.data.results[0].name', ['q.data.results.0.name']],
  ['q.data["a b"]', ['q.data.a b']],
  ['q.data[pick.value].name', ['pick.value', 'q.data']],
  ['q.data.results.map((row) => row.name + other.value)', ['q.data.results', 'other.value']],
  ['q.data.results?.map((row) => row.name)', ['q.data.results']],
  ['encodeURIComponent(customer.value)', ['encodeURIComponent', 'customer.value']],
  ['{ a: b.value, [c.value]: d }', ['b.value', 'c.value', 'd']],
  ['((a) => a.value)(b)', ['b']],
  ['a.value ? b.value : c.value', ['a.value', 'b.value', 'c.value']],
  ['`${a.value} of ${b.value}`', ['a.value', 'b.value']],
])('reads of %s the paths %j', (source, paths) => {
  expect(selectors(source)).toEqual(paths);
});
