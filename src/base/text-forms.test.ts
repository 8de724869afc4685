import { describe, expect, it } from 'vitest';
import { parseByteSize, printByteSize } from './byte-size.ts';
import { parseDuration, parseIsoDuration } from './duration.ts';
import { canonicalJson } from './json.ts';
import { isName, isWorkspaceName, parseQualified, printQualified } from './name.ts';
import { didYouMean, suggest } from './suggest.ts';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['2 h', 7_200_000],
    ['90d', 7_776_000_000],
  ])('reads %s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['', '5', 's', '-1s', '5 minutes', '1e3s'])('refuses %j', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('byte sizes', () => {
  it.each([
    ['512MiB', 536_870_912],
    ['10 MB', 10_000_000],
    ['4096', 4096],
  ])('reads %s', (text, bytes) => expect(parseByteSize(text)).toBe(bytes));

  it.each(['', 'MiB', '-1B', '5 mib'])('refuses %j', (text) => expect(parseByteSize(text)).toBeUndefined());

  it('prints with one digit after the point', () =>
    expect([100, 1536, 2 * 1024 ** 3].map(printByteSize)).toEqual(['100 B', '1.5 KiB', '2 GiB']));
});

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves lists alone', () =>
    expect(canonicalJson({ b: [2, 1], a: { d: null, c: 'x' } })).toBe('{"a":{"c":"x","d":null},"b":[2,1]}'));
});

describe('names', () => {
  it.each(['a', '7up', 'a-b_c', 'x'.repeat(100)])('accepts %s', (text) => expect(isName(text)).toBe(true));

  it.each(['', '-a', '_a', 'a.b', 'a b', 'ä', 'x'.repeat(101), 'a/b', 'a\n'])('refuses %j', (text) =>
    expect(isName(text)).toBe(false),
  );

  it('nests workspaces with dots, each part by the rule', () =>
    expect(['commons.sub', 'a..b', '.a'].map(isWorkspaceName)).toEqual([true, false, false]));

  it('puts a bare name into commons and splits at the last dot', () =>
    expect(['users', 'a.b.users'].map((text) => printQualified(parseQualified(text)))).toEqual([
      'commons.users',
      'a.b.users',
    ]));
});

describe('suggestions', () => {
  it.each([
    ['usres', 'users'],
    ['recomendation', 'recommendation'],
    ['USERID', 'userid'],
  ])('finds for %s the name %s', (wrong, right) =>
    expect(suggest(wrong, ['products', 'users', 'recommendation', 'userid'])).toBe(right),
  );

  it('stays silent when nothing is near', () => expect(didYouMean('xyz', ['users', 'products'])).toBe(''));
});

it.each([
  ['PT1H', 3_600_000],
  ['P1D', 86_400_000],
  ['P1DT2H30M0.5S', 95_400_500],
  ['pt90m', 5_400_000],
  ['P2W', 1_209_600_000],
  ['PT0S', 0],
])('reads the ISO duration %s', (text, milliseconds) => {
  expect(parseIsoDuration(text)).toBe(milliseconds);
});

it.each(['', 'P', 'PT', 'P1DT', '1H', 'PT1', 'P1Y', 'P1M', '-PT1H', 'PT1M1H', 'PT1.2.3H', 'PT.H', 'T1H', '2h'])(
  'takes %j for no ISO duration',
  (text) => {
    expect(parseIsoDuration(text)).toBeUndefined();
  },
);
