import fc from 'fast-check';
import type { Value } from '../../../src/schema/value.ts';
import { scalarFields, type WideField } from '../../integration/elasticsearch/wide-documents.ts';
import { condition, where } from './wide-conditions.ts';
import { anyField, argument, join, one, placeOf, plain, related, timeField, unit, type Case } from './wide-parts.ts';

const direction = one('', ' DESC', ' NULLS FIRST', ' DESC NULLS FIRST', ' DESC NULLS LAST');
const limited = fc.oneof(
  fc.tuple(fc.nat(9), fc.nat(3)).map(([limit, offset]) => plain(`LIMIT ${limit} OFFSET ${offset}`)),
  one<readonly Value[]>([0n], [2n], [5n], [100n], [null]).map(([value]) =>
    join([argument('BIGINT', value!)], ([v]) => `LIMIT ${v}`),
  ),
);

/** Sums of DOUBLE depend on the order of the rows. */
const measure = one(
  ...['count(*)', 'count(*)', 'sum(x.int)', 'sum(x.big)', 'sum(x.price)', 'sum(x.fine)', 'avg(x.int)', 'avg(x.big)'],
  ...scalarFields.flatMap(({ name }) => [`min(x.${name})`, `max(x.${name})`, `count(x.${name})`]),
  ...[
    'count(DISTINCT x.txt)',
    'count(DISTINCT x.dbl)',
    'count(x.txts)',
    'min(x.o.int)',
    'max(x.o.dbl)',
    'sum(x.o.int)',
  ],
  ...['count(*) FILTER (x.flag)', 'max(x.int) FILTER (x.big > 0)', 'bool_or(x.flag)'],
);
const group = fc.oneof(
  anyField.map(({ name }) => `x.${name}`),
  fc.tuple(timeField, unit).map(([{ name }, u]) => `date_trunc('${u}', x.${name})`),
  one('CAST(x.at AS DATE)', 'x.local::DATE', 'x.o.int', 'x.o.txt', 'upper(x.txt)', 'year(x.at)', 'x.int % 2'),
);
const having = one('', '', 'HAVING count(*) > 1', 'HAVING max(x.int) > 0');

const filtered = (text: (field: WideField) => string): fc.Arbitrary<Case> =>
  fc
    .tuple(where, anyField)
    .map(([w, field]) => ({ ...join([w], ([c]) => `${text(field)} WHERE ${c}`), ordered: false }));

const wideCase: fc.Arbitrary<Case> = fc.oneof(
  { weight: 4, arbitrary: filtered(() => 'SELECT x.id FROM w x') },
  { weight: 1, arbitrary: filtered(() => 'SELECT * FROM w x') },
  { weight: 1, arbitrary: filtered(() => 'SELECT count(*) FROM w x') },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT DISTINCT x.${name} FROM w x`) },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT x.id, unnest(x.${name}s) AS e FROM w x`) },
  { weight: 1, arbitrary: filtered(({ name }) => `SELECT x.id, u.e FROM w x, UNNEST(x.${name}s) u(e)`) },
  {
    weight: 3,
    arbitrary: fc.tuple(where, anyField, direction, limited).map(([w, { name }, way, limit]) => ({
      ...join([w, limit], ([c, l]) => `SELECT x.id, x.${name} FROM w x WHERE ${c} ORDER BY x.${name}${way}, x.id ${l}`),
      ordered: true,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(where, placeOfAny(), direction, limited).map(([w, place, way, limit]) => ({
      ...join([w, limit], ([c, l]) => `SELECT ${place} FROM w x WHERE ${c} ORDER BY ${place}${way} ${l}`),
      ordered: true,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(where, fc.uniqueArray(group, { maxLength: 2 }), fc.array(measure, { minLength: 1, maxLength: 3 }), having)
      .map(([w, groups, measures, h]) => {
        const by = groups.length === 0 ? '' : `GROUP BY ${groups.map((_, index) => index + 1).join(', ')}`;
        const items = [...groups, ...measures].map((item, index) => `${item} AS c${index}`).join(', ');
        return { ...join([w], ([c]) => `SELECT ${items} FROM w x WHERE ${c} ${by} ${h}`), ordered: false };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(where, anyField).map(([w, { name }]) => ({
      ...join(
        [w],
        ([c]) =>
          `SELECT e, count(*) AS n, max(int) AS m FROM (SELECT unnest(x.${name}s) AS e, x.int FROM w x WHERE ${c}) GROUP BY e`,
      ),
      ordered: false,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        where,
        anyField,
        one('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'SEMI JOIN', 'ANTI JOIN'),
        one(
          ...['x.{f} = y.{g}', 'x.{f} = y.{g}', 'list_contains(y.{f}s, x.{f})', 'list_contains(x.{f}s, y.{f})'],
          ...['x.{f} < y.{g} AND y.id = 5', 'list_has_any(x.{f}s, y.{f}s)'],
        ),
        one('y.id < 5', 'y.int = 42', "y.txt LIKE 'a%'"),
      )
      .chain(([w, field, kind, on, narrow]) =>
        one(...related(field)).map(({ name }) => {
          const link = withFields(on, field.name, name);
          const columns = /SEMI|ANTI/.test(kind) ? 'x.id' : 'x.id, y.id AS other';
          return {
            ...join(
              [w],
              ([c]) => `SELECT ${columns} FROM w x ${kind} (SELECT * FROM w y WHERE ${narrow}) y ON ${link} WHERE ${c}`,
            ),
            ordered: false,
          };
        }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        condition,
        anyField,
        one('<', '<=', '>', '>=', '='),
        one(
          'z.{f} {op} (SELECT max(x.{g}) FROM w x WHERE {p})',
          'z.{f} {op} (SELECT min(x.{g}) FROM w x WHERE {p})',
          'z.{f} IN (SELECT x.{f} FROM w x WHERE {p})',
          'z.{f} NOT IN (SELECT x.{f} FROM w x WHERE {p})',
          'EXISTS (SELECT 1 FROM w x WHERE x.{f} = z.G AND {p})',
          'list_contains(z.{f}s, (SELECT max(x.{f}) FROM w x WHERE {p}))',
          'list_has_any(z.{f}s, (SELECT list(x.{f}) FROM w x WHERE {p}))',
          'z.{f} IN (SELECT unnest(x.{f}s) FROM w x WHERE {p})',
          'z.{f} IN (SELECT x.{f} FROM w x WHERE {p} ORDER BY x.id LIMIT 3)',
        ),
      )
      .chain(([p, field, op, form]) =>
        one(...related(field)).map(({ name }) => {
          const asked = withFields(form, field.name, name).replace('{op}', op);
          return {
            ...join([p], ([c]) => `SELECT z.id FROM w z WHERE ${asked.replace('{p}', () => c!)}`),
            ordered: false,
          };
        }),
      ),
  },
);

function placeOfAny(): fc.Arbitrary<string> {
  return anyField.chain(placeOf);
}

function withFields(form: string, first: string, second: string): string {
  return form.replaceAll('{f}', first).replaceAll('{g}', second);
}

/** Statements over the collection w, whose fields have all types and the oddest values. */
export const anyWideCase: fc.Arbitrary<Case> = wideCase.map(({ text, values, ordered }) => {
  const names = [...new Set(text.match(/(?<=:)v\d+/g))];
  return {
    ordered,
    text: text.replace(/(?<=:)v\d+/g, (name) => `v${names.indexOf(name)}`),
    values: Object.fromEntries(names.map((name, index) => [`v${index}`, values[name]!])),
  };
});
