import fc from 'fast-check';

/** Every relation has these columns, so that relations nest freely; a row is equal to another only when all of them are. */
const columns = ['id', 'k', 'n', 'ts', 'tags'] as const;
const all = columns.join(', ');

const comparable = fc.constantFrom('=', '<', '>=', '>', '<>', 'IS NOT DISTINCT FROM');

/** A condition on one relation. */
const predicate = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.integer({ min: 0, max: 6 }).map((k) => `${name}.k = 'k${k}'`),
    fc.integer({ min: 0, max: 9 }).map((n) => `${name}.n > ${n}`),
    fc.integer({ min: 0, max: 9 }).map((n) => `${name}.n = ${n}`),
    fc.subarray(['k0', 'k1', 'k2', 'k3'], { minLength: 1 }).map((k) => `${name}.k IN ('${k.join("', '")}')`),
    fc.constantFrom(
      `${name}.n IS NULL`,
      `${name}.k IS NOT NULL`,
      `(${name}.n IS NULL OR ${name}.k = 'k1')`,
      `coalesce(${name}.n, 0) = 0`,
      `list_contains(${name}.tags, 'k1')`,
      `len(${name}.tags) > 1`,
      `${name}.n + 1 = 4`,
      `NOT (${name}.n = 3 OR ${name}.k = 'k2')`,
      `${name}.k = ANY(['k1', 'k3', NULL])`,
      `${name}.ts < TIMESTAMPTZ '2026-01-02'`,
    ),
  );

/** A condition between two relations. */
const link: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('x.k = y.k', 'y.n = x.n', 'x.id = y.n', 'y.k = x.k AND x.n = y.n') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('list_contains(x.tags, y.k)', 'list_contains(y.tags, x.k)', 'x.k IN y.tags'),
  },
  { weight: 1, arbitrary: fc.constantFrom('list_has_any(x.tags, y.tags)', 'x.k = y.k AND list_contains(y.tags, x.k)') },
  { weight: 2, arbitrary: comparable.map((comparison) => `x.n ${comparison} y.n`) },
  { weight: 1, arbitrary: fc.constantFrom('x.ts > y.ts AND x.k = y.k', 'x.k IS NOT DISTINCT FROM y.k') },
);

const extreme = fc.constantFrom('max', 'min');

interface Relations {
  readonly relation: string;
}

/** SELECT statements over tables a, b, c, as deep as fast-check wants, each with one right answer. */
export const anyStatement: fc.Arbitrary<string> = fc
  .letrec<Relations>((tie) => {
    const inner = tie('relation') as fc.Arbitrary<string>;
    const table = fc.constantFrom('a', 'b', 'c').map((name) => `SELECT ${all} FROM ${name}`);
    const filtered = fc.tuple(inner, predicate('q')).map(([r, p]) => `SELECT q.* FROM (${r}) q WHERE ${p}`);
    const joined = fc
      .tuple(
        inner,
        inner,
        fc.constantFrom('JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN'),
        link,
        fc.array(fc.constantFrom('x', 'y'), { minLength: columns.length, maxLength: columns.length }),
      )
      .filter(([, , join, condition]) => join !== 'FULL JOIN' || /^[xy]\.\w+ = [xy]\.\w+$/.test(condition))
      .map(([r, s, join, condition, sides]) => {
        const from = /SEMI|ANTI/.test(join) ? columns.map(() => 'x') : sides;
        const list = columns.map((column, index) => `${from[index]}.${column} AS ${column}`).join(', ');
        return `SELECT ${list} FROM (${r}) x ${join} (${s}) y ON ${condition}`;
      });
    const asked = fc
      .tuple(
        inner,
        inner,
        link,
        fc.constantFrom(
          'EXISTS (SELECT 1 FROM (S) y WHERE L)',
          'NOT EXISTS (SELECT 1 FROM (S) y WHERE L)',
          'x.k IN (SELECT y.k FROM (S) y)',
          'x.k NOT IN (SELECT y.k FROM (S) y WHERE y.n > 7)',
          '(x.n > 7 OR x.k IN (SELECT y.k FROM (S) y))',
          'x.k = ANY(SELECT unnest(y.tags) FROM (S) y)',
          'x.k IN (SELECT y.k FROM (S) y WHERE y.n = x.n)',
          'x.n > (SELECT max(y.n) FROM (S) y WHERE y.k = x.k)',
          'list_has_any(x.tags, (SELECT list(y.k) FROM (S) y))',
          'x.k = (SELECT y.k FROM (S) y ORDER BY y.ts DESC, y.id, y.k, y.n, y.tags LIMIT 1)',
          "x.k = (SELECT p.u FROM (SELECT 'k1' AS u) p)",
        ),
      )
      .map(
        ([r, s, l, form]) =>
          `SELECT x.* FROM (${r}) x WHERE ${form.replace('(S)', `(${s})`).replace('WHERE L', `WHERE ${l}`)}`,
      );
    const beyond = fc
      .tuple(inner, inner, extreme, fc.constantFrom('<', '<=', '>', '>=', '='), fc.constantFrom('n', 'ts', 'k'))
      .map(([r, s, m, c, f]) => `SELECT x.* FROM (${r}) x WHERE x.${f} ${c} (SELECT ${m}(y.${f}) FROM (${s}) y)`);
    const crossed = fc
      .tuple(inner, inner, extreme, fc.constantFrom('<', '>='))
      .map(
        ([r, s, m, c]) =>
          `SELECT x.* FROM (${r}) x, (SELECT ${m}(ts) AS bound FROM (${s}) y) z WHERE x.ts ${c} z.bound AND x.n = 3`,
      );
    const lateral = fc
      .tuple(inner, inner, link, fc.constantFrom(', LATERAL', 'LEFT JOIN LATERAL'))
      .map(([r, s, l, join]) => {
        const on = join.startsWith(',') ? '' : ' ON true';
        return `SELECT x.id, z.k, x.n, x.ts, x.tags FROM (${r}) x ${join} (SELECT max(y.k) AS k FROM (${s}) y WHERE ${l}) z${on}`;
      });
    const computed = fc
      .tuple(inner, inner, fc.constantFrom('y.k = x.k', 'y.n = x.id', 'list_contains(x.tags, y.k)'))
      .map(
        ([r, s, l]) => `SELECT x.id, (SELECT max(y.k) FROM (${s}) y WHERE ${l}) AS k, x.n, x.ts, x.tags FROM (${r}) x`,
      );
    const distinct = inner.map((r) => `SELECT DISTINCT * FROM (${r}) q`);
    const distinctOn = inner.map((r) => `SELECT DISTINCT ON (k) * FROM (${r}) q ORDER BY k, ${all}`);
    const grouped = fc
      .tuple(inner, fc.constantFrom('k', 'k, n', 'GROUPING SETS ((k), (n))', 'ROLLUP (k)'))
      .map(([r, by]) => {
        const n = by.includes('n') ? 'n' : 'max(n)';
        return `SELECT max(id) AS id, k, ${n} AS n, min(ts) AS ts, max(tags) AS tags FROM (${r}) q GROUP BY ${by}`;
      });
    const windowed = fc
      .tuple(inner, fc.constantFrom('PARTITION BY k ', 'PARTITION BY k, n ', ''), fc.integer({ min: 1, max: 3 }))
      .map(
        ([r, by, most]) =>
          `SELECT ${all} FROM (SELECT *, row_number() OVER (${by}ORDER BY ${all}) AS place FROM (${r}) q) q WHERE place <= ${most}`,
      );
    const limited = fc
      .tuple(
        inner,
        fc.constantFrom('n', 'ts', 'k', 'id'),
        fc.constantFrom('', ' DESC', ' NULLS FIRST', ' DESC NULLS FIRST'),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 3 }),
      )
      .map(
        ([r, by, way, limit, offset]) =>
          `SELECT * FROM (${r}) q ORDER BY ${by}${way}, ${all} LIMIT ${limit} OFFSET ${offset}`,
      );
    const bounded = fc
      .tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.array(predicate('q'), { maxLength: 2 }),
        fc.constantFrom('n', 'ts', 'k'),
        fc.constantFrom('', ' DESC', ' NULLS FIRST', ' DESC NULLS FIRST'),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('id', 'ts'),
      )
      .map(([table, conditions, by, way, limit, offset, last]) => {
        const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
        return `SELECT ${all} FROM ${table} q${where} ORDER BY ${by}${way}, ${last} LIMIT ${limit} OFFSET ${offset}`;
      });
    const combined = fc
      .tuple(inner, inner, fc.constantFrom('UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT', 'EXCEPT ALL', 'INTERSECT ALL'))
      .map(([r, s, operator]) => `(${r}) ${operator} (${s})`)
      .map((set) => `SELECT * FROM (${set}) q`);
    const unnested = fc
      .tuple(
        inner,
        fc.constantFrom(
          'SELECT q.id, u.e AS k, q.n, q.ts, q.tags FROM (R) q, UNNEST(q.tags) u(e)',
          'SELECT q.id, unnest(q.tags) AS k, q.n, q.ts, q.tags FROM (R) q',
          'SELECT q.id, u.e AS k, q.n, q.ts, q.tags FROM (R) q LEFT JOIN UNNEST(q.tags) u(e) ON true',
          'SELECT q.id, u.e AS k, q.n, q.ts, q.tags FROM (R) q, UNNEST(q.tags) u(e) WHERE q.n > 2',
          'SELECT q.id, u.e AS k, q.n, q.ts, q.tags FROM (R) q, UNNEST(q.tags) u(e), c WHERE c.k = u.e',
        ),
      )
      .map(([r, form]) => form.replace('(R)', `(${r})`));
    const shared = fc
      .tuple(
        inner,
        link,
        fc.constantFrom('', 'MATERIALIZED '),
        fc.constantFrom('JOIN w y', 'JOIN a y', 'LEFT JOIN w y', 'SEMI JOIN b y'),
      )
      .map(([r, l, kind, join]) => `SELECT * FROM (WITH w AS ${kind}(${r}) SELECT x.* FROM w x ${join} ON ${l}) q`);
    const recursive = fc
      .tuple(inner, inner)
      .map(
        ([r, s]) =>
          `SELECT * FROM (WITH RECURSIVE w AS (SELECT id, k FROM (${r}) q UNION SELECT y.id, y.k FROM (${s}) y JOIN w ON y.n = w.id) ` +
          `SELECT w.id, w.k, a.n, a.ts, a.tags FROM w JOIN a ON a.k = w.k) q`,
      );
    return {
      relation: fc.oneof(
        { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
        { weight: 4, arbitrary: table },
        { weight: 6, arbitrary: filtered },
        { weight: 9, arbitrary: joined },
        { weight: 4, arbitrary: asked },
        { weight: 2, arbitrary: beyond },
        { weight: 1, arbitrary: crossed },
        { weight: 1, arbitrary: lateral },
        { weight: 1, arbitrary: computed },
        { weight: 1, arbitrary: distinct },
        { weight: 1, arbitrary: distinctOn },
        { weight: 2, arbitrary: grouped },
        { weight: 2, arbitrary: windowed },
        { weight: 2, arbitrary: limited },
        { weight: 4, arbitrary: bounded },
        { weight: 2, arbitrary: combined },
        { weight: 3, arbitrary: unnested },
        { weight: 2, arbitrary: shared },
        { weight: 1, arbitrary: recursive },
      ),
    };
  })
  .relation.filter((statement) => statement.length > 60);
