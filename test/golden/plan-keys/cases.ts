/** Statements by rule. `fires`: some scan gets a key filter, a window or a condition that the plan does not show at the scan itself. */
export interface KeyCase {
  readonly rule: string;
  readonly fires: boolean;
  readonly sql: string;
}

const fires = (rule: string, ...statements: readonly string[]): readonly KeyCase[] =>
  statements.map((sql) => ({ rule, fires: true, sql }));
const not = (rule: string, ...statements: readonly string[]): readonly KeyCase[] =>
  statements.map((sql) => ({ rule, fires: false, sql }));

/** Tables a (n INTEGER), b (n BIGINT) of a million documents, c of 500: id, k, n, d, ts, tags VARCHAR[], s STRUCT(x INTEGER). */
export const cases: readonly KeyCase[] = [
  ...fires(
    'equality of an inner join',
    'SELECT a.id FROM a JOIN b ON a.k = b.k WHERE a.id = 3',
    "SELECT a.id FROM a JOIN b ON a.n = b.n WHERE b.k = 'k1'",
    "SELECT a.id FROM a JOIN b ON a.s.x = b.n WHERE b.k = 'k1'",
    'SELECT a.id FROM a JOIN c ON a.k = c.k',
  ),
  ...not(
    'equality of an inner join',
    'SELECT a.id FROM a JOIN b ON a.k = b.k',
    "SELECT a.id FROM a JOIN b ON a.k || 'x' = b.k WHERE b.id = 3",
    'SELECT a.id FROM a JOIN b ON a.k = b.k WHERE a.id = 3 AND b.id = 4',
    'SELECT a.id FROM a JOIN b ON a.k IS NOT DISTINCT FROM b.k WHERE a.id = 3',
  ),
  ...fires(
    'the side of an outer join that is filled up',
    'SELECT a.id FROM a LEFT JOIN b ON a.k = b.k WHERE a.id = 3',
    'SELECT a.id FROM b RIGHT JOIN (FROM a WHERE id = 3) a ON a.k = b.k',
    'SELECT a.id FROM a ANTI JOIN b ON a.k = b.k WHERE a.id = 3',
  ),
  ...not(
    'the side of an outer join that is filled up',
    'SELECT a.id FROM a LEFT JOIN (FROM b WHERE id = 3) b ON a.k = b.k',
    'SELECT a.id FROM a FULL JOIN (FROM b WHERE id = 3) b ON a.k = b.k',
    'SELECT a.id FROM a ANTI JOIN (FROM b WHERE id = 3) b ON a.k = b.k',
    'SELECT id FROM a WHERE k NOT IN (SELECT k FROM b WHERE id = 3)',
    'SELECT id FROM a WHERE n > 3 OR k IN (SELECT k FROM b WHERE id = 3)',
    'SELECT a.id FROM a ASOF JOIN (FROM b WHERE id = 3) b ON a.k = b.k AND a.ts >= b.ts',
  ),
  ...fires(
    'the side of an outer join whose nulls are dropped above',
    'SELECT a.id FROM a LEFT JOIN b ON a.id = b.id JOIN c ON b.k = c.k',
    'SELECT a.id FROM a FULL JOIN b ON a.id = b.id SEMI JOIN c ON b.k = c.k',
  ),
  ...not(
    'the side of an outer join whose nulls are dropped above',
    'SELECT a.id FROM a LEFT JOIN b ON a.id = b.id ANTI JOIN c ON b.k = c.k',
    'SELECT a.id FROM a LEFT JOIN b ON a.id = b.id JOIN c ON b.k IS NOT DISTINCT FROM c.k',
    'SELECT a.id FROM a ASOF LEFT JOIN b ON a.k = b.k AND a.ts >= b.ts JOIN c ON b.n = c.n',
  ),
  ...fires(
    'IN and EXISTS',
    'SELECT id FROM a WHERE k IN (SELECT k FROM b WHERE id = 3)',
    'SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k AND b.id = 3)',
    'SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE list_contains(b.tags, a.k) AND b.id = 3)',
    'SELECT id, (SELECT max(b.d) FROM b WHERE b.k = a.k) FROM a WHERE a.id = 3',
  ),
  ...fires(
    'lists',
    'SELECT a.id FROM a JOIN b ON list_contains(a.tags, b.k) WHERE b.id = 3',
    'SELECT a.id FROM a JOIN b ON list_contains(b.tags, a.k) WHERE b.id = 3',
    'SELECT a.id FROM a JOIN b ON list_has_any(a.tags, b.tags) WHERE b.id = 3',
    'SELECT a.id FROM a, b WHERE a.k = ANY(b.tags) AND b.id = 3',
    'SELECT id FROM a WHERE list_has_any(tags, (SELECT list(k) FROM b WHERE id = 3))',
  ),
  ...not(
    'lists',
    'SELECT a.id FROM a JOIN b ON a.tags = b.tags WHERE b.id = 3',
    'SELECT a.id FROM a JOIN b ON list_has_all(a.tags, b.tags) WHERE b.id = 3',
    'SELECT a.id FROM a JOIN b ON NOT list_contains(a.tags, b.k) WHERE b.id = 3',
  ),
  ...fires(
    'UNNEST',
    'SELECT a.id FROM b, UNNEST(b.tags) u(e), a WHERE a.k = e AND b.id = 3',
    'SELECT a.id FROM (SELECT unnest(tags) AS e FROM b WHERE id = 3) u JOIN a ON a.k = u.e',
    'SELECT a.id FROM a, UNNEST(a.tags) u(e), b WHERE b.k = e AND b.id = 3',
    'SELECT a.id FROM a, UNNEST(a.tags) u(e) WHERE a.k IN (SELECT k FROM b WHERE id = 3)',
  ),
  ...not(
    'UNNEST',
    'SELECT place FROM (SELECT k, row_number() OVER () AS place FROM a) q WHERE k IN (SELECT k FROM b WHERE id = 3)',
  ),
  ...fires(
    'operators that keep rows apart',
    'SELECT q.k FROM (SELECT DISTINCT k FROM a) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.k FROM (SELECT k, count(*) AS n FROM a GROUP BY k) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.k FROM (SELECT k, row_number() OVER (PARTITION BY k ORDER BY ts) AS p FROM a) q JOIN b ON q.k = b.k WHERE b.id = 3 AND p = 1',
    'SELECT q.k FROM (SELECT DISTINCT ON (k) k, n FROM a ORDER BY k, ts) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.k FROM (SELECT k FROM a UNION ALL SELECT k FROM c) q JOIN b ON q.k = b.k WHERE b.id = 3',
  ),
  ...not(
    'operators that keep rows apart',
    'SELECT q.k FROM (SELECT k, row_number() OVER (ORDER BY ts) AS p FROM a) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.k FROM (SELECT DISTINCT ON (n) k, n FROM a ORDER BY n, ts) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.k FROM (SELECT k, n FROM a GROUP BY GROUPING SETS ((k), (n))) q JOIN b ON q.k = b.k WHERE b.id = 3',
    'SELECT q.m FROM (SELECT max(k) AS m FROM a) q JOIN b ON q.m = b.k WHERE b.id = 3',
    'WITH w AS MATERIALIZED (SELECT k, n FROM a) SELECT 1 FROM w x JOIN b ON x.k = b.k, w y WHERE b.id = 3',
  ),
  ...fires(
    'tables of the statement',
    'WITH w AS MATERIALIZED (SELECT k FROM b WHERE id = 3) SELECT a.id FROM a JOIN w x ON a.k = x.k JOIN w y ON a.k = y.k',
    'WITH w AS MATERIALIZED (SELECT k, n FROM a) SELECT 1 FROM w JOIN b ON w.k = b.k WHERE b.id = 3',
  ),
  ...fires(
    'the greatest and the least',
    "SELECT id FROM a WHERE ts > (SELECT max(ts) FROM b WHERE k = 'k1')",
    "SELECT a.id FROM a, (SELECT max(ts) AS m FROM b WHERE k = 'k1') q WHERE a.ts >= q.m",
    "SELECT id FROM a WHERE ts < (SELECT min(ts) FROM b WHERE k = 'k1')",
    "SELECT a.id FROM a, (SELECT ts FROM b WHERE k = 'k1' ORDER BY ts DESC LIMIT 1) q WHERE a.ts > q.ts",
    "SELECT id FROM a WHERE ts > (SELECT max(b.ts) FROM b JOIN c ON b.k = c.k WHERE b.k = 'k1')",
  ),
  ...not(
    'the greatest and the least',
    "SELECT id FROM a WHERE k = 'k2' AND ts > (SELECT max(ts) FROM b WHERE k = 'k1')",
    "SELECT id FROM a WHERE ts > (SELECT max(ts) - INTERVAL 1 DAY FROM b WHERE k = 'k1')",
  ),
  ...fires(
    'parameters that come by way of a join',
    'SELECT id FROM a WHERE k = ANY($list::VARCHAR[])',
    'SELECT a.id FROM a, (SELECT CAST($key AS VARCHAR) AS key) p WHERE a.k = p.key',
  ),
  ...fires(
    'limit',
    'SELECT id, k FROM a LIMIT 5',
    'SELECT id FROM a WHERE n > 3 ORDER BY ts DESC LIMIT 5 OFFSET 2',
    'SELECT id FROM a ORDER BY ts DESC NULLS FIRST, id LIMIT CAST($most AS INTEGER)',
    'SELECT id FROM a WHERE k = ANY($list::VARCHAR[]) ORDER BY ts LIMIT 5',
    'SELECT * FROM (SELECT id, n FROM a ORDER BY ts LIMIT 5) q WHERE n > 3',
    'SELECT * FROM (SELECT id FROM a ORDER BY ts LIMIT 9) q LIMIT 5',
  ),
  ...not(
    'limit',
    'SELECT id FROM a LIMIT 10%',
    'SELECT id FROM a OFFSET 5',
    'SELECT DISTINCT k FROM a LIMIT 5',
    'SELECT DISTINCT ON (k) k, id FROM a ORDER BY k, ts LIMIT 5',
    'SELECT k, count(*) FROM a GROUP BY k LIMIT 5',
    'SELECT id, row_number() OVER (ORDER BY n) FROM a ORDER BY id LIMIT 5',
    'SELECT unnest(tags) FROM a LIMIT 5',
    'SELECT id FROM a ORDER BY n + 1 LIMIT 5',
    'SELECT id FROM a ORDER BY tags LIMIT 5',
    "SELECT id FROM a WHERE md5(k) = 'x' LIMIT 5",
    'SELECT id FROM a UNION ALL SELECT id FROM b LIMIT 5',
    'SELECT a.id FROM a LEFT JOIN b ON a.id = b.id LIMIT 5',
  ),
  ...fires(
    'a window that feeds other scans',
    'SELECT a.id FROM a JOIN (SELECT k FROM b ORDER BY ts LIMIT 5) q ON a.k = q.k',
    'SELECT a.id FROM a JOIN (SELECT k FROM a ORDER BY ts, _id LIMIT 5) q ON a.k = q.k',
  ),
  ...not(
    'a window that feeds other scans',
    'SELECT a.id FROM a JOIN (SELECT k FROM a ORDER BY ts LIMIT 5) q ON a.k = q.k',
  ),
];
