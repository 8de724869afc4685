import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeStatement } from './make-statement.ts';
import { scanText } from './scan-text.ts';

const sqlOf = (text: string, types: Record<string, string> = {}): string =>
  makeStatement(text, new Map(Object.entries(types))).sql;

describe('parameters', () => {
  it.each([
    ['a = :x', 'a = CAST($x AS VARCHAR)'],
    ['a = : x', 'a = CAST($x AS VARCHAR)'],
    ['a = $x', 'a = CAST($x AS VARCHAR)'],
    ['LIMIT :x OFFSET :y', 'LIMIT CAST($x AS VARCHAR) OFFSET CAST($y AS VARCHAR)'],
    ['t AT TIME ZONE :tz', 't AT TIME ZONE CAST($tz AS VARCHAR)'],
    ['f(:a,:b)||:c', 'f(CAST($a AS VARCHAR),CAST($b AS VARCHAR))||CAST($c AS VARCHAR)'],
    ['a BETWEEN :lo AND :hi', 'a BETWEEN CAST($lo AS VARCHAR) AND CAST($hi AS VARCHAR)'],
    [
      'CASE WHEN :a THEN :b ELSE :c END',
      'CASE WHEN CAST($a AS VARCHAR) THEN CAST($b AS VARCHAR) ELSE CAST($c AS VARCHAR) END',
    ],
    [':x::date', 'CAST($x AS VARCHAR)::date'],
    ['l[:x]', 'l[CAST($x AS VARCHAR)]'],
    ["{'k': :v}", "{'k': CAST($v AS VARCHAR)}"],
    ['l[1: :n]', 'l[1: CAST($n AS VARCHAR)]'],
    ['lambda e: :n', 'lambda e: CAST($n AS VARCHAR)'],
    ['x := :n', 'x := CAST($n AS VARCHAR)'],
    ['a=:x/* :y */--:z\n', 'a=CAST($x AS VARCHAR)/* :y */--:z\n'],
  ])('finds those of %s', (text, sql) => {
    expect(sqlOf(text)).toBe(sql);
  });

  it.each([
    "':x'",
    "'it''s :x'",
    "E'\\' :x'",
    '":x"',
    '$$ :x $$',
    '$tag$ $$ :x $tag$',
    '-- :x',
    '/* :x /* nested */ :y */',
    'a::date',
    "'1'::int",
    'a[1:2]',
    'a[x:y]',
    'a[f(1):n]',
    'a[-1:]',
    "{'k':v}",
    '{k:v}',
    '{limit:v, offset:w}',
    'MAP {(1):v}',
    'lambda e:e',
    'SELECT total:v',
    'f(x:=y)',
    "'unterminated :x",
    '/* unterminated :x',
    '"unterminated :x',
    '?::int',
    'a : 1',
    ':',
  ])('leaves %s alone', (text) => {
    expect(makeStatement(text, new Map())).toMatchObject({ sql: text, parameters: [] });
  });

  it('casts to the declared types and lists each parameter once, in order', () => {
    const { sql, parameters, parameterTypes } = makeStatement(
      'SELECT :b, :a, :b',
      new Map([
        ['b', 'BIGINT'],
        ['unused', 'DATE'],
      ]),
    );

    expect(sql).toBe('SELECT CAST($b AS BIGINT), CAST($a AS VARCHAR), CAST($b AS BIGINT)');
    expect(parameters).toEqual(['b', 'a']);
    expect({ ...parameterTypes }).toEqual({ b: 'BIGINT', a: 'VARCHAR' });
  });

  it('keeps a parameter named __proto__', () => {
    expect(makeStatement('SELECT :__proto__', new Map()).parameters).toEqual(['__proto__']);
  });

  it('refuses two that differ only in case', () => {
    expect(() => makeStatement('SELECT :a,\n  :A', new Map())).toThrow(
      expect.objectContaining({
        code: 'SQL_SYNTAX',
        details: expect.objectContaining({ place: { line: 2, column: 3, snippet: '  :A\n  ^' } }),
      }),
    );
  });

  it.each([
    ['x IN (:l)', 'x IN CAST($l AS VARCHAR[])'],
    ['x NOT IN ( : l )', 'x NOT IN CAST($l AS VARCHAR[])'],
    ['x IN :l', 'x IN CAST($l AS VARCHAR[])'],
    ['x = ANY(:l)', 'x = ANY(CAST($l AS VARCHAR[]))'],
    ['f(:l)', 'f(CAST($l AS VARCHAR[]))'],
  ])('lets %s look into a list', (text, sql) => {
    expect(sqlOf(text, { l: 'VARCHAR[]' })).toBe(sql);
  });

  it('keeps the brackets of a scalar after IN', () => {
    expect(sqlOf('x IN (:l)')).toBe('x IN (CAST($l AS VARCHAR))');
  });
});

describe('dialect', () => {
  it.each([
    ['FROM c CROSS JOIN UNNEST(c.labels AS label) AS l', 'FROM c CROSS JOIN UNNEST(c.labels) AS l(label)'],
    ['FROM c, UNNEST(c.labels AS label) l WHERE 1', 'FROM c, UNNEST(c.labels) l(label) WHERE 1'],
    ['FROM c, UNNEST(c.labels AS label)', 'FROM c, UNNEST(c.labels) AS _unnest1(label)'],
    ['FROM UNNEST(a AS x) WHERE x', 'FROM UNNEST(a) AS _unnest1(x) WHERE x'],
    ['FROM UNNEST(a AS x), UNNEST(b AS y)', 'FROM UNNEST(a) AS _unnest1(x), UNNEST(b) AS _unnest2(y)'],
    ['FROM UNNEST(a AS x WITH ORDINALITY AS i) AS t', 'FROM UNNEST(a) WITH ORDINALITY AS t(x, i)'],
    ['FROM UNNEST(CAST(:a AS int[]) AS `x y`)', 'FROM UNNEST(CAST(CAST($a AS VARCHAR) AS int[])) AS _unnest1("x y")'],
    ['JOIN b HINT(join_strategy=lookup, n = 3) ON true', 'JOIN b  ON true'],
    ['SELECT * EXCEPT (a, "b") FROM t', 'SELECT * EXCLUDE (a, "b") FROM t'],
    ['SELECT x.* EXCEPT(a) FROM t', 'SELECT x.* EXCLUDE(a) FROM t'],
    ['SELECT `a-b`', 'SELECT "a-b"'],
    ['IF(a, f(b, c))', 'IF(a, f(b, c), NULL)'],
    ["REPLACE(s, ',')", "REPLACE(s, ',', '')"],
    ['now() - INTERVAL :n DAYS', 'now() - (CAST($n AS BIGINT) * INTERVAL 1 DAYS)'],
    ['a IS UNDEFINED OR b IS NOT UNDEFINED', 'a IS NULL OR b IS NOT NULL'],
    ['ARRAY_CREATE(1, 2)', 'list_value(1, 2)'],
  ])('rewrites %s', (text, sql) => {
    expect(sqlOf(text, { n: 'BIGINT' })).toBe(sql);
  });

  it.each([
    'FROM UNNEST(a) AS t(x)',
    'FROM UNNEST(a) WITH ORDINALITY AS t(x, i)',
    'SELECT unnest(CAST(a AS int[]))',
    'SELECT unnest(a) AS x',
    'hint(a)',
    't.hint(a = 1)',
    'SELECT hint FROM t',
    'SELECT * FROM a EXCEPT (SELECT b FROM c)',
    'SELECT * EXCLUDE (a) FROM t',
    'SELECT 2 * except_me',
    'IF(a, b, c)',
    'SELECT * REPLACE (a + 1 AS a, b AS c) FROM t',
    "replace(s, 'a', 'b')",
    "INTERVAL '7' DAY",
    'INTERVAL (x) DAY',
    'SELECT undefined',
    'SELECT array_create',
  ])('leaves %s alone', (text) => {
    expect(sqlOf(text)).toBe(text);
  });
});

const piece = fc.constantFrom(
  "':s'",
  '":q"',
  '/* :c */',
  '-- HINT(a=b)\n',
  '$$ :d $$',
  ' ',
  ',',
  '(',
  ')',
  'a',
  '::',
  ':x',
  ': y',
  ' UNNEST(l AS e) ',
  '😀',
  ' IN (:list) ',
  ' HINT(a=b) ',
  '*',
  ' EXCEPT (a) ',
  '`b`',
  ' INTERVAL :n DAY ',
  ' IF(a,b) ',
  '[1:2]',
  'é ',
  '1',
  "{'k':v}",
);
const texts = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' '));

describe('rewriting', () => {
  it('keeps every string, quoted name and comment as it was', () => {
    const fixed = (text: string): readonly string[] =>
      scanText(text)
        .filter(({ kind }) => kind === 'string' || kind === 'quoted')
        .map((token) => token.text);
    fc.assert(
      fc.property(texts, (text) => {
        // A name in backquotes becomes one in double quotes.
        const author = text.replaceAll('`b`', '');
        expect(fixed(sqlOf(author))).toEqual(fixed(author));
        expect(sqlOf(author).split('/* :c */')).toHaveLength(author.split('/* :c */').length);
      }),
    );
  });

  it('maps places back in order, and untouched characters to themselves', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { sql, offsets } = makeStatement(text, new Map([['list', 'VARCHAR[]']]));
        const mapped = Array.from({ length: sql.length + 1 }, (_, offset) => offsets.toAuthor(offset));
        expect(mapped).toEqual([...mapped].sort((a, b) => a - b));
        expect(mapped.every((offset) => offset >= 0 && offset <= text.length)).toBe(true);
        expect(mapped.at(-1)).toBe(text.length);
      }),
    );
  });

  it('changes nothing in text without parameters and old spellings', () => {
    const plain = fc.constantFrom(
      "'s'",
      '"q"',
      '/* c */',
      '-- d\n',
      ' ',
      ',',
      '(',
      ')',
      'a',
      '::',
      '1',
      '*',
      'unnest(l)',
      '[1:2]',
      '=',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 25 }), (pieces) => {
        const text = pieces.join(' ');
        expect(sqlOf(text)).toBe(text);
      }),
    );
  });
});

describe('a statement that is too large', () => {
  it.each([
    ['characters', `SELECT 1 --${'x'.repeat(1_000_000)}`, 'A statement has at most 1000000 characters.'],
    [
      'parameters',
      `SELECT ${Array.from({ length: 70_000 }, (_, index) => `:p${index}`).join('||')}`,
      'A statement has at most 1000 parameters.',
    ],
  ])('is refused for its %s', (_what, text, message) => {
    expect(() => makeStatement(text, new Map())).toThrow(expect.objectContaining({ code: 'SQL_SYNTAX', message }));
  });

  it.each(["'", '"', "E'"])('is scanned up to there, long pieces in %s included', (quote) => {
    const text = `SELECT ${quote}${`x${quote.at(-1)!.repeat(2)}`.repeat(300_000)}${quote.at(-1)!} AS n`;
    expect(makeStatement(text, new Map()).sql).toBe(text);
  });
});
