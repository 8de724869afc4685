import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import type { Comparison, Leaf, Predicate, TextMatch, TypedValue } from '../../plan/query-plan.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { IndexedField } from '../indexed-field.ts';
import { findField } from './find-field.ts';
import { leafVerdict } from './leaf-verdict.ts';
import { translateFilter } from './translate-filter.ts';
import { visible } from './visible.ts';

const text: SqlType = { kind: 'varchar' };
const bigint: SqlType = { kind: 'bigint' };
const double: SqlType = { kind: 'double' };
const instant: SqlType = { kind: 'timestamptz' };
const date: SqlType = { kind: 'date' };
const money: SqlType = { kind: 'decimal', width: 12, scale: 2 };
const field = (name: string, type: SqlType, indexed: IndexedField['indexed']): IndexedField => ({
  name,
  type,
  path: name,
  indexed,
  unique: false,
});
const keyword = { kind: 'keyword', ignoreAbove: 10 } as const;
const whole = { kind: 'whole', bits: 64, unsigned: false } as const;
const floating = { kind: 'floating', bits: 64 } as const;
const index: CollectionIndex = {
  workspace: 'commons',
  name: 'things',
  index: 'things',
  origin: 'ours',
  shards: 1,
  versions: 'external',
  fields: [
    field('_id', text, { kind: 'keyword', ignoreAbove: undefined }),
    field('t', text, keyword),
    field('free', text, { kind: 'keyword', ignoreAbove: undefined }),
    field('analysed', text, { kind: 'text' }),
    field('sub', text, { kind: 'text', keyword: { path: 'sub.raw', ignoreAbove: 10 } }),
    field('n', bigint, whole),
    field('small', { kind: 'integer' }, { kind: 'whole', bits: 8, unsigned: false }),
    field('unsigned', { kind: 'hugeint' }, { kind: 'whole', bits: 64, unsigned: true }),
    field('h', { kind: 'hugeint' }, whole),
    field('x', double, floating),
    field('f', double, { kind: 'floating', bits: 32 }),
    field('s', double, { kind: 'scaled', factor: 100 }),
    field('price', money, floating),
    field('wide', { kind: 'decimal', width: 30, scale: 2 }, floating),
    field('day', date, { kind: 'date', nanos: false }),
    field('at', instant, { kind: 'date', nanos: true }),
    field('ms', instant, { kind: 'date', nanos: false }),
    field('b', { kind: 'boolean' }, { kind: 'boolean' }),
    field('clock', { kind: 'time' }, { kind: 'keyword', ignoreAbove: 8191 }),
    field('l', { kind: 'list', element: text }, keyword),
    field('j', { kind: 'json' }, { kind: 'unindexed', why: 'j is JSON' }),
    {
      ...field('o', { kind: 'struct', fields: [{ name: 'c', type: text }] }, { kind: 'object' }),
      members: [{ ...field('c', text, keyword), path: 'o.c' }],
    },
  ],
};

const ignored = (path: string): JsonObject => ({ term: { _ignored: path } });
const or = (...should: readonly JsonObject[]): JsonObject => ({ bool: { should } });
const exists = (path: string): JsonObject => ({ exists: { field: path } });
const range = (path: string, limits: JsonObject): JsonObject => ({ range: { [path]: limits } });
const wildcard = (value: string, more: JsonObject = {}): JsonObject =>
  or({ wildcard: { t: { value, ...more } } }, ignored('t'));
const everything: JsonObject = { match_all: {} };
const nothing: JsonObject = { match_none: {} };

const of = (type: SqlType, value: Value): TypedValue => ({ type, value });
const path = (name: string): Leaf<TypedValue>['field'] => name.split('.') as [string, ...string[]];
const is = (name: string, comparison: Comparison, operand: TypedValue): Leaf<TypedValue> => ({
  kind: 'compare',
  field: path(name),
  comparison,
  operand,
});
const among = (name: string, type: SqlType, values: readonly Value[], negated = false): Leaf<TypedValue> => ({
  kind: 'in',
  field: path(name),
  operands: values.map((value) => of(type, value)),
  negated,
});
const like = (name: string, match: TextMatch, value: Value, negated = false): Leaf<TypedValue> => ({
  kind: 'text',
  field: path(name),
  match,
  operand: of(text, value),
  negated,
});
const holds = (quantity: 'any' | 'all', values: readonly Value[], negated = false): Leaf<TypedValue> => ({
  kind: 'holds',
  field: ['l'],
  quantity,
  negated,
  operands: values.map((value) => of(text, value)),
});
const present = (name: string, yes: boolean): Leaf<TypedValue> => ({
  kind: 'presence',
  field: path(name),
  present: yes,
});

const micros = 1_787_001_597_558_577n;
const nanosFormat = 'strict_date_optional_time_nanos';
const infinity = 9_223_372_036_854_775_807n;

type Row = readonly [string, Predicate<TypedValue>, JsonObject, 'exact' | 'superset'];

const rows: readonly Row[] = [
  ['a text', is('t', '=', of(text, 'a')), { term: { t: 'a' } }, 'exact'],
  ['a text that is too long', is('t', '=', of(text, 'a'.repeat(11))), ignored('t'), 'exact'],
  ['a text that no index holds', is('free', '=', of(text, 'a'.repeat(40_000))), nothing, 'exact'],
  ['another text', is('t', '<>', of(text, 'a')), { bool: { filter: [or(exists('t'), ignored('t'))], must_not: [{ term: { t: 'a' } }] } }, 'exact'],
  ['a text after', is('t', '>', of(text, 'a')), or(range('t', { gt: 'a' }), ignored('t')), 'exact'],
  ['a text after a very long one', is('free', '>', of(text, 'a'.repeat(40_000))), range('free', { gte: 'a'.repeat(10_000) }), 'superset'],
  ['a text before a very long one', is('free', '<', of(text, 'a'.repeat(40_000))), exists('free'), 'superset'],
  ['a null', is('t', '=', of(text, null)), nothing, 'exact'],
  ['analysed text', is('analysed', '=', of(text, 'a')), everything, 'superset'],
  ['a keyword subfield', is('sub', '=', of(text, 'a')), { term: { 'sub.raw': 'a' } }, 'exact'],
  ['a member', is('o.c', '=', of(text, 'a')), { term: { 'o.c': 'a' } }, 'exact'],
  ['an object', present('o', true), everything, 'superset'],
  ['JSON', present('j', true), everything, 'superset'],
  ['an unknown field', is('zzz', '=', of(text, 'a')), everything, 'superset'],
  ['a number as a text', is('n', '=', of(text, '1')), everything, 'superset'],
  ['a whole number', is('n', '=', of(bigint, 5n)), { term: { n: 5 } }, 'exact'],
  ['digits beyond 2^53', is('n', '=', of(bigint, 9_007_199_254_740_993n)), { term: { n: '9007199254740993' } }, 'exact'],
  ['a fraction', is('n', '=', of(money, 150n)), nothing, 'exact'],
  ['above a fraction', is('n', '>', of(money, 150n)), range('n', { gte: 2 }), 'exact'],
  ['below a negative fraction', is('n', '<', of(money, -150n)), range('n', { lte: -2 }), 'exact'],
  ['at most the largest', is('n', '<=', of({ kind: 'hugeint' }, 2n ** 63n - 1n)), exists('n'), 'exact'],
  ['beyond the largest', is('n', '>', of({ kind: 'hugeint' }, 2n ** 70n)), nothing, 'exact'],
  ['a large HUGEINT', is('h', '=', of({ kind: 'hugeint' }, 2n ** 70n)), ignored('h'), 'exact'],
  ['above a HUGEINT', is('h', '>', of({ kind: 'hugeint' }, 2n ** 70n)), ignored('h'), 'exact'],
  ['a byte', is('small', '<', of({ kind: 'integer' }, 1_000)), exists('small'), 'exact'],
  ['a byte above what it holds', is('small', '>=', of({ kind: 'integer' }, 128)), nothing, 'exact'],
  ['a whole number as DOUBLE', is('small', '<', of(double, NaN)), exists('small'), 'exact'],
  ['BIGINT as DOUBLE', is('n', '=', of(double, 1)), everything, 'superset'],
  ['an unsigned number', is('unsigned', '>=', of({ kind: 'hugeint' }, -1n)), or(exists('unsigned'), ignored('unsigned')), 'exact'],
  ['a double', is('x', '=', of(double, 1.5)), { term: { x: 1.5 } }, 'exact'],
  ['zero', is('x', '=', of(double, 0)), { terms: { x: [0, '-0.0'] } }, 'exact'],
  ['NaN', is('x', '=', of(double, NaN)), ignored('x'), 'exact'],
  ['less than zero', is('x', '<', of(double, 0)), or(range('x', { lt: '-0.0' }), ignored('x')), 'exact'],
  ['at least zero', is('x', '>=', of(double, -0)), or(range('x', { gte: '-0.0' }), ignored('x')), 'exact'],
  ['less than NaN', is('x', '<', of(double, NaN)), or(exists('x'), ignored('x')), 'exact'],
  ['more than infinity', is('x', '>', of(double, Infinity)), ignored('x'), 'exact'],
  ['a float', is('f', '=', of(double, 0.1)), { term: { f: 0.1 } }, 'superset'],
  ['above a float', is('f', '>', of(double, 1)), or(range('f', { gte: 1 - 2 ** -22 - 1e-44 }), ignored('f')), 'superset'],
  ['not a float', is('f', '<>', of(double, 1)), or(exists('f'), ignored('f')), 'superset'],
  ['below a scaled number', is('s', '<', of(double, 2)), or(range('s', { lte: 2 + 0.01 + 2 * 2 ** -50 }), ignored('s')), 'superset'],
  ['money', is('price', '<=', of(money, 1250n)), or(range('price', { lte: 12.5 }), ignored('price')), 'exact'],
  ['more digits than a double', is('wide', '>', of({ kind: 'decimal', width: 30, scale: 2 }, 1250n)), or(range('wide', { gte: 12.5 }), ignored('wide')), 'superset'],
  ['a day', is('day', '=', of(date, 20_682)), range('day', { gte: '2026-08-17', lt: '2026-08-18', format: 'strict_date' }), 'exact'],
  ['days after an instant', is('day', '>', of(instant, micros)), or(range('day', { gte: '2026-08-18', format: 'strict_date' }), ignored('day')), 'exact'],
  ['a day that is no midnight', is('day', '=', of(instant, micros)), ignored('day'), 'exact'],
  ['days before the year 20000', is('day', '<', of(date, 6_585_442)), or(range('day', { lt: 568_982_188_800_000, format: 'epoch_millis' }), ignored('day')), 'exact'],
  ['an instant', is('at', '=', of(instant, micros)), range('at', { gte: '2026-08-17T21:19:57.558577Z', lt: '2026-08-17T21:19:57.558578Z', format: nanosFormat }), 'exact'],
  ['an instant before 1970', is('at', '>', of(instant, -5n)), or(exists('at'), ignored('at')), 'exact'],
  ['before 1970', is('at', '<', of(instant, -5n)), ignored('at'), 'exact'],
  ['until infinity', is('at', '<', of(instant, infinity)), or(exists('at'), ignored('at')), 'exact'],
  ['an instant in milliseconds', is('ms', '=', of(instant, micros)), range('ms', { gte: 1_787_001_597_558, lt: 1_787_001_597_559, format: 'epoch_millis' }), 'superset'],
  ['a timestamp as a date', is('at', '=', of(date, 3)), everything, 'superset'],
  ['a boolean', is('b', '>', of({ kind: 'boolean' }, false)), range('b', { gt: false }), 'exact'],
  ['a time', is('clock', '=', of({ kind: 'time' }, 34_200_000_000n)), { term: { clock: '09:30:00.000000' } }, 'exact'],
  ['an _id', is('_id', '=', of(text, 'a')), { ids: { values: ['a'] } }, 'exact'],
  ['another _id', is('_id', '<>', of(text, 'a')), { bool: { must_not: [{ ids: { values: ['a'] } }] } }, 'exact'],
  ['an _id that is too long', is('_id', '=', of(text, 'a'.repeat(513))), nothing, 'exact'],
  ['an _id after', is('_id', '>', of(text, 'a')), everything, 'superset'],
  ['an _id at all', present('_id', false), nothing, 'exact'],
  ['texts', among('t', text, ['a', 'b', 'a', null]), { terms: { t: ['a', 'b'] } }, 'exact'],
  ['a list of texts', among('t', { kind: 'list', element: text }, [['a', null, 'b']]), { terms: { t: ['a', 'b'] } }, 'exact'],
  ['texts, one too long', among('t', text, ['a', 'b'.repeat(11)]), or({ term: { t: 'a' } }, ignored('t')), 'exact'],
  ['no texts', among('t', text, []), nothing, 'exact'],
  ['none of no texts', among('t', text, [], true), everything, 'superset'],
  ['other texts', among('t', text, ['a', 'b'], true), { bool: { filter: [or(exists('t'), ignored('t'))], must_not: [{ terms: { t: ['a', 'b'] } }] } }, 'exact'],
  ['other texts, and a null', among('n', bigint, [1n, null], true), { bool: { filter: [exists('n')], must_not: [{ term: { n: 1 } }] } }, 'superset'],
  ['a prefix', like('t', 'prefix', 'a'), or({ prefix: { t: { value: 'a' } } }, ignored('t')), 'exact'],
  ['no prefix', like('t', 'prefix', ''), or(exists('t'), ignored('t')), 'exact'],
  ['a long prefix', like('t', 'prefix', 'a'.repeat(1_001)), or({ prefix: { t: { value: 'a'.repeat(1_000) } } }, ignored('t')), 'superset'],
  ['a suffix with signs', like('t', 'suffix', 'a*?\\'), wildcard('*a\\*\\?\\\\'), 'exact'],
  ['a substring', like('t', 'substring', 'a'), wildcard('*a*'), 'exact'],
  ['a pattern', like('t', 'like', 'a%b_c'), wildcard('a*b?c'), 'exact'],
  ['a pattern that is a prefix', like('t', 'like', 'a%'), or({ prefix: { t: { value: 'a' } } }, ignored('t')), 'exact'],
  ['a pattern without signs', like('t', 'like', ''), or({ term: { t: '' } }, ignored('t')), 'exact'],
  ['a pattern of anything', like('t', 'like', '%%'), or(exists('t'), ignored('t')), 'exact'],
  ['a pattern whose automaton is too large', like('t', 'like', '%a________b'), wildcard('*a*'), 'superset'],
  ['no such pattern', like('t', 'like', '%a________b', true), or(exists('t'), ignored('t')), 'superset'],
  ['a pattern in any case', like('t', 'ilike', 'A_é%k'), wildcard('A??*?', { case_insensitive: true }), 'superset'],
  ['a text at all', present('t', true), or(exists('t'), ignored('t')), 'exact'],
  ['no text', present('t', false), { bool: { must_not: [exists('t'), ignored('t')] } }, 'exact'],
  ['a list', present('l', true), everything, 'superset'],
  ['no list', present('l', false), { bool: { must_not: [exists('l'), ignored('l')] } }, 'superset'],
  ['an element', holds('any', ['a', 'b']), { terms: { l: ['a', 'b'] } }, 'exact'],
  ['all elements', holds('all', ['a', 'b']), { bool: { filter: [{ term: { l: 'a' } }, { term: { l: 'b' } }] } }, 'exact'],
  ['no element', holds('any', ['a'], true), { bool: { must_not: [{ term: { l: 'a' } }] } }, 'superset'],
  ['not all elements', holds('all', ['a', 'b'], true), { bool: { must_not: [{ bool: { filter: [{ term: { l: 'a' } }, { term: { l: 'b' } }] } }] } }, 'superset'],
  ['a null element', holds('any', [null]), everything, 'superset'],
  ['a list as a text', is('l', '=', of(text, 'a')), everything, 'superset'],
  ['a condition that holds', { kind: 'given', operand: of({ kind: 'boolean' }, true) }, everything, 'exact'],
  ['a condition that is null', { kind: 'given', operand: of({ kind: 'boolean' }, null) }, nothing, 'exact'],
  ['one range', { kind: 'and', parts: [is('n', '>=', of(bigint, 1n)), is('t', '=', of(text, 'a')), is('n', '<', of(bigint, 9n))] }, { bool: { filter: [range('n', { gte: 1, lte: 8 }), { term: { t: 'a' } }] } }, 'exact'],
  ['a part that is unknown', { kind: 'and', parts: [present('j', true), is('n', '=', of(bigint, 1n))] }, { term: { n: 1 } }, 'superset'],
  ['a choice that is unknown', { kind: 'or', parts: [present('j', true), is('n', '=', of(bigint, 1n))] }, everything, 'superset'],
  ['a choice', { kind: 'or', parts: [is('t', '=', of(text, 'a')), is('n', '=', of(bigint, 1n)), { kind: 'nothing' }] }, or({ term: { t: 'a' } }, { term: { n: 1 } }), 'exact'],
  ['a choice of everything', { kind: 'or', parts: [is('n', '=', of(bigint, 1n)), { kind: 'everything' }] }, everything, 'exact'],
]; // prettier-ignore

describe('a filter as a query', () => {
  it.each(rows)('asks for %s', (_, predicate, query, exactness) => {
    const found = translateFilter(index, predicate);

    expect([found.query, found.exact ? 'exact' : 'superset']).toEqual([query, exactness]);
  });

  it.each(rows.filter(([, , , exactness]) => exactness === 'exact'))(
    'is promised to be exact for %s',
    (_, predicate) => {
      if (!('field' in predicate)) return;
      expect(leafVerdict(findField(index, predicate.field), predicate)).toEqual({ kind: 'exact' });
    },
  );

  it('parts more values than one list may hold', () => {
    const values = Array.from({ length: 65_537 }, (_, at) => `k${at}`);

    const { query } = translateFilter(index, among('t', text, values));

    expect(query).toEqual(or({ terms: { t: values.slice(0, 65_536) } }, { terms: { t: ['k65536'] } }));
  });

  it('asks for one range around many times', () => {
    const times = Array.from({ length: 300 }, (_, at) => BigInt(at) * 1_000_000n);

    const { query, exact } = translateFilter(index, among('at', instant, times));

    expect([query, exact]).toEqual([range('at', { lt: '1970-01-01T00:04:59.000001Z', format: nanosFormat }), false]);
  });

  it('leaves out what has more parts than Elasticsearch allows', () => {
    const parts = Array.from({ length: 1_000 }, (_, at) => is('n', '=', of(bigint, BigInt(at))));
    const choice: Predicate<TypedValue> = { kind: 'or', parts };

    const alone = translateFilter(index, choice);
    const beside = translateFilter(index, { kind: 'and', parts: [choice, is('t', '=', of(text, 'a'))] });

    expect([alone, beside].map(({ query, exact }) => [query, exact])).toEqual([[everything, false], [{ term: { t: 'a' } }, false]]); // prettier-ignore
  });

  it('brings neither tombstones nor what has expired', () => {
    const now = Date.parse('2026-08-20T00:00:00Z');
    const filter = translateFilter(index, is('t', '=', of(text, 'a')));
    const fresh = or(
      range('_event_time', { gte: '2026-08-19T00:00:00.000000Z', format: nanosFormat }),
      ignored('_event_time'),
    );
    const buried = [{ term: { _tomb: true } }];

    expect(visible(index, filter, now).query).toEqual({ bool: { filter: [{ term: { t: 'a' } }], must_not: buried } });
    expect(visible({ ...index, retentionMs: 86_400_000 }, filter, now).query).toEqual({
      bool: { filter: [fresh, { term: { t: 'a' } }], must_not: buried },
    });
    expect(visible({ ...index, origin: 'existing' }, filter, now)).toBe(filter);
  });
});
