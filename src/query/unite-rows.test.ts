import { expect, it } from 'vitest';
import { uniteRows } from './unite-rows.ts';

it('keeps each document once, in the order in which they came, without the ids', () => {
  const first = {
    rowCount: 2,
    columns: [
      ['x', 'y'],
      ['1', '2'],
    ],
  };
  const second = {
    rowCount: 3,
    columns: [
      ['y', 'z', null],
      ['2', '3', '4'],
    ],
  };
  expect(uniteRows([first, second])).toEqual({ rowCount: 4, columns: [['x', 'y', 'z', null]] });
  expect(uniteRows([first])).toEqual({ rowCount: 2, columns: [['x', 'y']] });
});

it('counts rows of which nothing but the number matters', () => {
  expect(uniteRows([{ rowCount: 2, columns: [['1', '2']] }])).toEqual({ rowCount: 2, columns: [] });
});
