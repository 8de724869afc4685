import { expect, it } from 'vitest';
import { lambdaHash, readRoute } from './route.ts';

it.each([
  ['', { page: 'lambda', arguments: new Map() }],
  ['#/sql', { page: 'sql' }],
  ['#nonsense', { page: 'lambda', arguments: new Map() }],
  [
    '#/lambda/commons.a?x=1&$version=02e5',
    { page: 'lambda', lambda: 'commons.a', version: '02e5', arguments: new Map([['x', '1']]) },
  ],
])('reads %j', (hash, route) => expect(readRoute(hash)).toEqual(route));

it('reads back the address that it writes', () => {
  const texts = new Map([
    ['userid', 'a b&c=d?#é'],
    ['empty', ''],
  ]);

  expect(readRoute(lambdaHash('my.shop.top', texts, 'production'))).toEqual({
    page: 'lambda',
    lambda: 'my.shop.top',
    version: 'production',
    arguments: new Map([['userid', 'a b&c=d?#é']]),
  });
});
