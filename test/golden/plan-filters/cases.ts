/** Per rule: conditions on `a` that it takes, and such that it must not. Statements stand as they are. */
export interface RuleCases {
  readonly fires: readonly string[];
  readonly not: readonly string[];
}

export const cases: Readonly<Record<string, RuleCases>> = {
  'comparisons: a field and a value': {
    fires: [
      "k = 'x'",
      'n > :n',
      '5 < n',
      'NOT (n <= :n)',
      'dbl >= :d',
      'k = :s',
      'k = trim(:s)',
      'NOT (k = :s AND n > 3)',
    ],
    not: ['n = big', 'n * 2 > :n', 'lower(k) = :s', 'k = NULL'],
  },
  'casts: what loses nothing is looked through': {
    fires: ['n = :n', 'n = 2.5', 'n > :d', 'dt >= :t', 't < :t', 'dec = 1.5', 'dec > :d', 'big = 9007199254740993'],
    not: [
      "CAST(n AS VARCHAR) > '2'",
      'CAST(ts AS DATE) = :day',
      "date_trunc('day', ts) = :t",
      'big > :d',
      'TRY_CAST(k AS INTEGER) = 3',
    ],
  },
  'givens: what no document decides': {
    fires: [
      '(:s IS NULL OR k = :s)',
      "(:s = '' OR n = CAST(:s AS INTEGER))",
      'ts > now() - to_days(CAST(:m AS INTEGER))',
      'ts > now() - INTERVAL 7 DAY',
      'dt = CURRENT_DATE',
      'ts >= CURRENT_DATE',
      'ts >= CAST(:t AS DATE)',
      'n = TRY_CAST(:s AS INTEGER)',
      ':n > :m',
      'k = CASE WHEN :b THEN :s ELSE NULL END',
      'false',
    ],
    not: ['random() < 0.5', 'n > random()', "k = strftime(:t, '%Y')", 'k = list_transform(:l, x -> x || :s)[1]'],
  },
  'conjunctions: AND drops what is unknown, OR is unknown with it': {
    fires: ["k = 'x' AND n * 2 = 4", "k = 'x' OR n = 3", "NOT (k = 'x' OR n * 2 = 4)", '(n = 1 AND k = :s) IS NULL'],
    not: ["k = 'x' OR n * 2 = 4", "NOT (k = 'x' AND n * 2 = 4)"],
  },
  'ranges: BETWEEN is two comparisons': {
    fires: [
      'n BETWEEN 2 AND 5',
      'NOT (n BETWEEN :m AND :n)',
      ':n BETWEEN n AND big',
      'n + 0 BETWEEN 1 AND 2 AND k BETWEEN :s AND :p',
    ],
    not: ['n * 2 BETWEEN 1 AND :n'],
  },
  'membership: IN options': {
    fires: [
      "k IN ('x', 'y', 'z')",
      'n IN (1, 2, 3)',
      "k IN (:s, 'y')",
      "k NOT IN (:s, 'y')",
      'n IN (1, NULL)',
      'NOT (n NOT IN (1, 7))',
      '(n IN (1, NULL, 7)) IS NULL',
    ],
    not: ['n IN (big, 3)', "lower(k) IN ('x', 'y')", 'n NOT IN (1, NULL)'],
  },
  'lists: IN :list, list_contains, list_has_any, list_has_all': {
    fires: [
      'k IN :l',
      'k NOT IN :l',
      'k = ANY(:l)',
      'n IN :i',
      'list_contains(tags, :s)',
      "'x' IN tags",
      "list_has_any(tags, ['x', 'y'])",
      'list_has_all(tags, :l)',
      'NOT list_contains(tags, :s)',
    ],
    not: ['list_contains(tags, k)', 'list_has_all(:l, tags)', 'len(tags) > 1', "tags[1] = 'x'", "tags = ['x']"],
  },
  'null tests': {
    fires: ['k IS NULL', 's.y IS NOT NULL', '(n > 3) IS NULL', 'coalesce(n, big) IS NULL', 'CAST(n AS BIGINT) IS NULL'],
    not: ['n * 2 IS NULL', 'lower(k) IS NOT NULL'],
  },
  'distinct from: null is a value': {
    fires: ['n IS DISTINCT FROM 3', 'n IS NOT DISTINCT FROM :n', 'k IS DISTINCT FROM NULL'],
    not: ['n IS DISTINCT FROM big'],
  },
  'truth tests': {
    fires: ['(n = 1) IS NOT TRUE', '(n = 1) IS FALSE', "(k = 'x') = false"],
    not: ['(n * 2 = 4) IS NOT TRUE', '(n = 1) = flag'],
  },
  'boolean fields': {
    fires: ['flag', 'NOT flag', 'flag IS NOT FALSE', 'flag = :b', '(flag OR :b)'],
    not: ['CAST(n AS BOOLEAN)'],
  },
  'texts: LIKE and what becomes of it': {
    fires: [
      "k LIKE 'x%'",
      "k LIKE '%x'",
      "k LIKE '%x%'",
      "k LIKE 'x_%y'",
      'k NOT LIKE :s',
      "k ILIKE 'X%'",
      "k LIKE :s || '%'",
      'starts_with(k, :s)',
      "NOT contains(k, 'x')",
      "regexp_matches(k, 'x')",
    ],
    not: ["k LIKE 'x!_' ESCAPE '!'", ':s LIKE k', "contains('xyz', k)", "k GLOB 'x*'", "regexp_matches(k, 'x')"],
  },
  'alternatives: coalesce and CASE': {
    fires: [
      "coalesce(k, 'x') = 'x'",
      'coalesce(n, 0) <> 0',
      'coalesce(flag, true)',
      "CASE WHEN n > 3 THEN k = 'x' ELSE flag END",
    ],
    not: ['coalesce(n, 0) = big', "CASE WHEN n * 2 > 3 THEN k = 'x' ELSE flag END"],
  },
  'struct members': {
    fires: ['s.x = 2', "s['y'] = :s", 's.z.w > 2.5', 's IS NULL'],
    not: ["s = {'x': 1, 'y': 'q', 'z': {'w': 1.0}}"],
  },
  'what the engine says of a leaf: text is a superset, u is not asked': {
    fires: ["note = 'x'", "note = 'x' AND k = 'y'"],
    not: ["u = '00000000-0000-0000-0000-000000000003'", "note = 'x' OR u IS NULL"],
  },
};

/** Whole statements: where a filter comes from, and which fields are read. */
export const statements: Readonly<Record<string, string>> = {
  'SELECT-list UNNEST: the filter passes': "SELECT _id, unnest(tags) FROM a WHERE k = 'x' AND n > :n",
  'FROM-clause UNNEST: the filter passes': "SELECT a._id, u.x FROM a, UNNEST(a.tags) u(x) WHERE a.k = 'x' AND a.n > :n",
  'FROM-clause UNNEST: one on the element stays': "SELECT a._id FROM a, UNNEST(a.tags) u(x) WHERE u.x = 'y'",
  'a window of the author: the filter does not pass':
    "SELECT * FROM (SELECT _id, k, row_number() OVER (ORDER BY ts) AS r FROM a) WHERE k = 'x'",
  'a window by the field: the filter passes':
    "SELECT * FROM (SELECT _id, row_number() OVER (PARTITION BY k ORDER BY ts) AS r, k FROM a) WHERE k = 'x'",
  'a projection between': "SELECT _id FROM (SELECT _id, k AS key, n + 1 AS more FROM a) WHERE key = 'x' AND more = 4",
  'a CTE that is read twice is one scan':
    'WITH q AS (SELECT * FROM a WHERE n > 1) SELECT x._id FROM q x JOIN q y ON x.k = y.k WHERE y.n < 9',
  'a LIMIT between: the filter does not pass': "SELECT _id FROM (SELECT _id, k FROM a LIMIT 5) WHERE k = 'x'",
  'an outer join: only the side that is not preserved':
    'SELECT a._id FROM a LEFT JOIN b ON a.k = b.k AND b.d < 5 AND a.n = 3 WHERE a.flag',
  'two scans of a collection have their own filters':
    'SELECT k FROM a WHERE n = 1 UNION ALL SELECT k FROM a WHERE n = 2',
  'no field at all': 'SELECT count(*) FROM a',
  'fields of an output that nobody reads are left out':
    'SELECT x.k FROM (SELECT k, n, unnest(tags) AS t, big + dbl AS sum FROM a) x',
  'fields of a window that nobody reads are left out':
    'SELECT k FROM (SELECT k, sum(big) OVER (ORDER BY ts) AS s FROM a)',
  'DISTINCT needs its fields': 'SELECT count(*) FROM (SELECT DISTINCT k, n FROM a)',
  'a condition that nothing meets needs no scan': 'SELECT _id FROM a WHERE false',
  'no plan: everything, and why':
    'SELECT a._id FROM a, range(CAST(:n AS BIGINT)) r(x) WHERE a.n = r.x AND current_localtime() IS NOT NULL',
};
