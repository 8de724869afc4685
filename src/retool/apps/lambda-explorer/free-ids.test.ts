import { expect, it } from 'vitest';
import { freeIds } from './free-ids.ts';

it.each([
  [['commons', 'top-products'], 'commonsTopProducts'],
  [['commons', 'top_products_now'], 'commonsTopProductsNow'],
  [['sales.eu-west', 'of_day'], 'salesEuWestOfDay'],
  [['2024', '2'], 'lambda20242'],
  [['Shop', 'A'], 'shopA'],
  [['page', 'größe'], 'pageGrE'],
  [['ü'], 'lambda'],
])('makes an identifier of %j', (words, id) => {
  expect(freeIds()(words)).toBe(id);
});

it('numbers what reads the same, and what means something to Retool or JavaScript', () => {
  const freeId = freeIds();
  const ids = [
    ['commons', 'top-products'],
    ['commons', 'top_products'],
    ['commonsTop', 'products'],
    ['local', 'storage'],
    ['is', 'NaN'],
  ].map(freeId);
  expect(ids).toEqual(['commonsTopProducts', 'commonsTopProducts2', 'commonsTopProducts3', 'localStorage2', 'isNaN2']);
});
