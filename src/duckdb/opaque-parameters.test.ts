import { describe, expect, it } from 'vitest';
import { withOpaqueParameters } from './opaque-parameters.ts';

const opaque = (text: string): string => `system.main.list_extract(system.main.list_value(${text}), 1)`;

describe('parameters in planned texts', () => {
  it.each([
    ['a parameter', 'n = CAST($n AS BIGINT)', `n = ${opaque('CAST($n AS BIGINT)')}`],
    [
      'one of several',
      'CAST($a AS DATE) + CAST($b AS INT)',
      `${opaque('CAST($a AS DATE)')} + ${opaque('CAST($b AS INT)')}`,
    ],
    [
      'one inside another cast',
      'CAST(CAST($t AS TIMESTAMPTZ) AS DATE)',
      `CAST(${opaque('CAST($t AS TIMESTAMPTZ)')} AS DATE)`,
    ],
    ['a type with parentheses', 'cast($d AS DECIMAL(18,3)[])', opaque('cast($d AS DECIMAL(18,3)[])')],
    ['a string that looks like one', "'CAST($n AS BIGINT)'", "'CAST($n AS BIGINT)'"],
    ['a comment that looks like one', '1 -- CAST($n AS BIGINT)', '1 -- CAST($n AS BIGINT)'],
    ['another cast', 'CAST(n AS BIGINT)', 'CAST(n AS BIGINT)'],
    ['a text that ends inside', 'CAST($n AS BIGINT', 'CAST($n AS BIGINT'],
  ])('are opaque: %s', (_, sql, wanted) => {
    expect(withOpaqueParameters(sql)).toBe(wanted);
  });
});
