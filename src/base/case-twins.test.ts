import { expect, it } from 'vitest';
import { caseTwins } from './case-twins.ts';

it('finds every name that differs from an earlier one only in case, with the first of them', () => {
  expect(caseTwins(['a', 'b', 'A', 'c', 'a', 'É', 'é', '__proto__'])).toEqual([
    { name: 'A', earlier: 'a' },
    { name: 'a', earlier: 'a' },
    { name: 'é', earlier: 'É' },
  ]);
});
